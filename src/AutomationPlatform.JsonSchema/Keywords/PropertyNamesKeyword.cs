using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary><c>propertyNames</c>.</summary>
internal sealed class PropertyNamesKeyword(Subschema subschema) : Keyword("propertyNames")
{
    /// <summary>What describes the names.</summary>
    public SchemaNode Names => subschema.Node;

    public override IEnumerable<SchemaNode> Below => [Names];

    public override bool AppliesTo(JsonValueKind kind) => kind == JsonValueKind.Object;

    public override bool Evaluate(in Instance instance, Evaluator evaluator)
    {
        evaluator.Spend(instance.Element.GetPropertyCount());
        var valid = true;
        foreach (var member in instance.Element.EnumerateObject())
        {
            valid &= evaluator.Name(subschema, member);
            if (!valid && evaluator.StopsAtFirst)
                return false;
        }
        return valid;
    }
}
