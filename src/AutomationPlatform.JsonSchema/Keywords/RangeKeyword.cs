using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;
using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary><c>minimum</c>, <c>maximum</c> and their exclusive forms.</summary>
internal sealed class RangeKeyword(string name, JsonElement bound) : Keyword(name)
{
    private readonly byte[] bound = Instance.RawOf(bound, JsonValueKind.Number).ToArray();
    private readonly int wrongSide = name.EndsWith("inimum", StringComparison.Ordinal) ? -1 : 1;
    private readonly bool isExclusive = name.StartsWith("exclusive", StringComparison.Ordinal);

    public override bool AppliesTo(JsonValueKind kind) => kind == JsonValueKind.Number;

    public override bool Evaluate(in Instance instance, Evaluator evaluator)
    {
        var order = JsonNumber.Compare(instance.Raw, bound, evaluator.Limits);
        return order == 0
            ? !isExclusive || evaluator.Fail(this, in instance)
            : Math.Sign(order) != wrongSide || evaluator.Fail(this, in instance);
    }

    public override string Explain(in Finding finding)
    {
        var limit = JsonText.ToText(bound);
        if (isExclusive)
            return $"{finding.Value} is not {(wrongSide < 0 ? "greater" : "less")} than {limit}";
        return wrongSide < 0
            ? $"{finding.Value} is less than {limit}, the smallest allowed"
            : $"{finding.Value} is greater than {limit}, the largest allowed";
    }
}
