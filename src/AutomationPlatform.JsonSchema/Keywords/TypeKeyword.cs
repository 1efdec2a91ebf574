using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;
using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary><c>type</c>.</summary>
internal sealed class TypeKeyword(JsonTypes types) : Keyword("type")
{
    public JsonTypes Types { get; } = types;

    public override bool AppliesTo(JsonValueKind kind) => (Types & TypesOf(kind)) != TypesOf(kind);

    public override bool Evaluate(in Instance instance, Evaluator evaluator) =>
        (
            instance.Kind == JsonValueKind.Number
            && (Types & JsonTypes.Integer) != JsonTypes.None
            && JsonNumber.IsInteger(instance.Raw, evaluator.Limits)
        ) || evaluator.Fail(this, in instance);

    public override string Explain(in Finding finding) => $"{finding.Value} is not {TypeWords.Describe(Types)}";

    private static JsonTypes TypesOf(JsonValueKind kind) =>
        kind switch
        {
            JsonValueKind.Object => JsonTypes.Object,
            JsonValueKind.Array => JsonTypes.Array,
            JsonValueKind.String => JsonTypes.String,
            JsonValueKind.Number => JsonTypes.Number,
            JsonValueKind.True or JsonValueKind.False => JsonTypes.Boolean,
            JsonValueKind.Null => JsonTypes.Null,
            _ => JsonTypes.None,
        };
}
