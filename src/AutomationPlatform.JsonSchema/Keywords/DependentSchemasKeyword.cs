using System.Text;
using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;
using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary><c>dependentSchemas</c>, and the schemas in the older <c>dependencies</c>.</summary>
internal sealed class DependentSchemasKeyword(string name, IReadOnlyList<(string Trigger, Subschema Subschema)> rules)
    : Keyword(name)
{
    private readonly (byte[] Trigger, Subschema Subschema)[] rules =
    [
        .. rules.Select(rule => (Encoding.UTF8.GetBytes(rule.Trigger), rule.Subschema)),
    ];

    public override IEnumerable<Subschema> InPlace => rules.Select(rule => rule.Subschema);

    public override bool AppliesTo(JsonValueKind kind) => kind == JsonValueKind.Object;

    public override bool Evaluate(in Instance instance, Evaluator evaluator)
    {
        var valid = true;
        foreach (var (trigger, subschema) in rules)
        {
            evaluator.Spend(instance.Element.GetPropertyCount());
            if (!JsonMembers.Has(instance.Element, trigger))
                continue;
            valid &= evaluator.InPlace(subschema, in instance);
            if (!valid && evaluator.StopsAtFirst)
                return false;
        }
        return valid;
    }
}
