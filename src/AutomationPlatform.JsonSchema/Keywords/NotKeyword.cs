using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary><c>not</c>.</summary>
internal sealed class NotKeyword(Subschema refused) : Keyword("not")
{
    public override IEnumerable<Subschema> InPlace => [refused];

    public override bool AppliesTo(JsonValueKind kind) => true;

    public override bool Evaluate(in Instance instance, Evaluator evaluator)
    {
        var mark = evaluator.Mark();
        var fits = evaluator.Branch(refused, in instance);
        evaluator.Forget(mark);
        return !fits || evaluator.Fail(this, in instance);
    }

    public override string Explain(in Finding finding) => $"{finding.Value} is of a kind that is not allowed here";
}
