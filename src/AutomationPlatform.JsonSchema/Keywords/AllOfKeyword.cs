using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary><c>allOf</c>.</summary>
internal sealed class AllOfKeyword(Subschema[] branches) : Keyword("allOf")
{
    public override IEnumerable<Subschema> InPlace => branches;

    public override bool AppliesTo(JsonValueKind kind) => true;

    public override bool Evaluate(in Instance instance, Evaluator evaluator)
    {
        var valid = true;
        foreach (var branch in branches)
        {
            valid &= evaluator.InPlace(branch, in instance);
            if (!valid && evaluator.StopsAtFirst)
                return false;
        }
        return valid;
    }
}
