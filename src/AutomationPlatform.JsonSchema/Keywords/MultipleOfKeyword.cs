using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;
using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary><c>multipleOf</c>, exact: 0.3 is a multiple of 0.1.</summary>
internal sealed class MultipleOfKeyword(JsonElement divisor, SchemaLimits limits) : Keyword("multipleOf")
{
    private readonly DecimalDivisor divisor = new(Instance.RawOf(divisor, JsonValueKind.Number), limits);

    public override bool AppliesTo(JsonValueKind kind) => kind == JsonValueKind.Number;

    public override bool Evaluate(in Instance instance, Evaluator evaluator) =>
        divisor.Divides(instance.Raw, evaluator.Limits) || evaluator.Fail(this, in instance);

    public override string Explain(in Finding finding) => $"{finding.Value} is not a multiple of {divisor}";
}
