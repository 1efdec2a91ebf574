using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary><c>anyOf</c>. When no branch fits, what each found is listed after the keyword itself.</summary>
internal sealed class AnyOfKeyword(Subschema[] branches) : Keyword("anyOf")
{
    public override IEnumerable<Subschema> InPlace => branches;

    public override bool AppliesTo(JsonValueKind kind) => true;

    public override bool Evaluate(in Instance instance, Evaluator evaluator)
    {
        var mark = evaluator.Mark();
        var valid = evaluator.Fail(this, in instance);
        foreach (var branch in branches)
        {
            valid |= evaluator.Branch(branch, in instance);
            if (valid && evaluator is { StopsAtFirst: true, Tracks: false })
                return true;
        }
        if (valid)
            evaluator.Forget(mark);
        return valid;
    }

    public override string Explain(in Finding finding) =>
        $"{finding.Value} fits none of the {branches.Length:N0} alternatives";
}
