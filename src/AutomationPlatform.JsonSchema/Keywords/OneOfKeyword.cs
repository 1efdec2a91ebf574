using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary><c>oneOf</c>. When no branch fits, what each found is listed after the keyword itself.</summary>
internal sealed class OneOfKeyword(Subschema[] branches) : Keyword("oneOf")
{
    public override IEnumerable<Subschema> InPlace => branches;

    public override bool AppliesTo(JsonValueKind kind) => true;

    public override bool Evaluate(in Instance instance, Evaluator evaluator)
    {
        var mark = evaluator.Mark();
        evaluator.Fail(this, in instance, "none");
        var fitting = 0;
        foreach (var branch in branches)
        {
            fitting += evaluator.Branch(branch, in instance) ? 1 : 0;
            if (fitting > 1 && evaluator.StopsAtFirst)
                return false;
        }
        if (fitting == 0)
            return false;
        evaluator.Forget(mark);
        return fitting == 1 || evaluator.Fail(this, in instance, "several");
    }

    public override string Explain(in Finding finding) =>
        $"{finding.Value} fits {finding.Detail} of the {branches.Length:N0} alternatives; it must fit exactly one";
}
