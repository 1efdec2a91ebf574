using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary><c>$ref</c>, and the dynamic references whose target can be only one.</summary>
internal sealed class ReferenceKeyword(Subschema target) : Keyword(target.Keyword)
{
    public override IEnumerable<Subschema> InPlace => [target];

    public override bool AppliesTo(JsonValueKind kind) => true;

    public override bool Evaluate(in Instance instance, Evaluator evaluator) => evaluator.InPlace(target, in instance);
}
