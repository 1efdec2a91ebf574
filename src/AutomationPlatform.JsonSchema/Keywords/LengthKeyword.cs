using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;
using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary><c>minLength</c> and <c>maxLength</c>.</summary>
internal sealed class LengthKeyword(string name, long bound) : Keyword(name)
{
    private readonly bool isMinimum = CountBound.IsMinimum(name);

    public override bool AppliesTo(JsonValueKind kind) => kind == JsonValueKind.String;

    public override bool Evaluate(in Instance instance, Evaluator evaluator) =>
        IsKept(instance.Raw) || evaluator.Fail(this, in instance);

    // The length itself is not told: it would say something of a sensitive value.
    public override string Explain(in Finding finding) =>
        $"{finding.Value} is {(isMinimum ? "shorter" : "longer")} than {Excerpt.Count(bound, "character")}";

    // A character takes at least one byte, so that most strings need no counting.
    private bool IsKept(ReadOnlySpan<byte> raw) =>
        isMinimum
            ? raw.Length >= bound && (bound <= 1 || JsonText.CountCodePoints(raw) >= bound)
            : raw.Length <= bound || JsonText.CountCodePoints(raw) <= bound;
}
