using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary><c>const</c>.</summary>
internal sealed class ConstKeyword(JsonElement expected) : Keyword("const")
{
    public override bool AppliesTo(JsonValueKind kind) => true;

    public override bool Evaluate(in Instance instance, Evaluator evaluator) =>
        JsonEquality.AreEqual(in instance, expected, evaluator) || evaluator.Fail(this, in instance);

    public override string Explain(in Finding finding) =>
        finding.IsHidden
            ? $"{finding.Value} is not the one required"
            : $"{finding.Value} is not {Excerpt.Of(expected)}, the only value allowed";
}
