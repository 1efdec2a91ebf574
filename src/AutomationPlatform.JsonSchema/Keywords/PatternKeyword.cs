using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;
using AutomationPlatform.JsonSchema.Patterns;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary><c>pattern</c>.</summary>
internal sealed class PatternKeyword(Pattern pattern) : Keyword("pattern")
{
    public override bool AppliesTo(JsonValueKind kind) => kind == JsonValueKind.String;

    public override bool Evaluate(in Instance instance, Evaluator evaluator) =>
        evaluator.Matches(pattern, instance.Raw) || evaluator.Fail(this, in instance);

    public override string Explain(in Finding finding) => $"{finding.Value} does not match the pattern {pattern}";
}
