using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary><c>minItems</c>, <c>maxItems</c>, <c>minProperties</c> and <c>maxProperties</c>.</summary>
/// <remarks>A member that appears twice counts twice.</remarks>
internal sealed class CountKeyword(string name, JsonValueKind counted, long bound) : Keyword(name)
{
    private readonly bool isMinimum = CountBound.IsMinimum(name);

    public override bool AppliesTo(JsonValueKind kind) => kind == counted;

    public override bool Evaluate(in Instance instance, Evaluator evaluator)
    {
        var count =
            counted == JsonValueKind.Array ? instance.Element.GetArrayLength() : instance.Element.GetPropertyCount();
        return (isMinimum ? count >= bound : count <= bound) || evaluator.Fail(this, in instance);
    }

    public override string Explain(in Finding finding)
    {
        var noun = counted == JsonValueKind.Array ? "item" : "member";
        return $"{finding.Value} has too {(isMinimum ? "few" : "many")}: "
            + $"at {(isMinimum ? "least" : "most")} {Excerpt.Count(bound, noun)} {(bound == 1 ? "is" : "are")} {(isMinimum ? "needed" : "allowed")}";
    }
}
