using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary><c>contains</c> with <c>minContains</c> and <c>maxContains</c>.</summary>
/// <param name="wanted">What the items that count must be.</param>
/// <param name="minimum">How many must count; null for the standard's one.</param>
/// <param name="maximum">How many may count; null for any number.</param>
/// <param name="marks">Whether an item that counts is evaluated by that, as 2020-12 has it.</param>
internal sealed class ContainsKeyword(Subschema wanted, long? minimum, long? maximum, bool marks) : Keyword("contains")
{
    private readonly SentenceRule tooFew = new(
        minimum is null ? "contains" : "minContains",
        finding => $"{finding.Value} has fewer than {Excerpt.Count(minimum ?? 1, "item")} of the kind required"
    );

    private readonly SentenceRule tooMany = new(
        "maxContains",
        finding => $"{finding.Value} has more than {Excerpt.Count(maximum ?? 0, "item")} of a kind that is limited"
    );

    public override IEnumerable<SchemaNode> Below => [wanted.Node];

    public override IEnumerable<SchemaNode> OfItem(int index) => Below;

    public override bool AppliesTo(JsonValueKind kind) => kind == JsonValueKind.Array;

    public override bool Evaluate(in Instance instance, Evaluator evaluator)
    {
        // The items that do not count are no violations.
        var mark = evaluator.Mark();
        var count = Count(in instance, evaluator);
        evaluator.Forget(mark);
        if (count < (minimum ?? 1))
            return evaluator.Fail(tooFew, in instance);
        return maximum is null || count <= maximum || evaluator.Fail(tooMany, in instance);
    }

    private long Count(in Instance instance, Evaluator evaluator)
    {
        evaluator.Spend(instance.Element.GetArrayLength());
        var mustSeeAll = maximum is not null || (marks && evaluator.Tracks);
        var count = 0;
        var index = 0;
        foreach (var item in instance.Element.EnumerateArray())
        {
            if (evaluator.Item(wanted, item, index))
            {
                count++;
                if (marks)
                    evaluator.MarkEvaluated(index);
                if (!mustSeeAll && count >= (minimum ?? 1))
                    return count;
            }
            index++;
        }
        return count;
    }
}
