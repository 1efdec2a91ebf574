using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary>
/// <c>prefixItems</c> and <c>items</c>, or what they were called before 2020-12: <c>items</c> as an array and <c>additionalItems</c>.
/// </summary>
internal sealed class ItemsKeyword(Subschema[] prefix, Subschema? rest) : Keyword("items")
{
    /// <summary>How many items have a schema of their own.</summary>
    public int PrefixLength => prefix.Length;

    public override IEnumerable<SchemaNode> Below => prefix.Append(rest).OfType<Subschema>().Select(edge => edge.Node);

    public override IEnumerable<SchemaNode> OfItem(int index) =>
        (index < prefix.Length ? prefix[index] : rest) is { } subschema ? [subschema.Node] : [];

    public override bool AppliesTo(JsonValueKind kind) => kind == JsonValueKind.Array;

    public override bool Evaluate(in Instance instance, Evaluator evaluator)
    {
        evaluator.Spend(instance.Element.GetArrayLength());
        var valid = true;
        var index = 0;
        foreach (var item in instance.Element.EnumerateArray())
        {
            var subschema = index < prefix.Length ? prefix[index] : rest;
            if (subschema is null)
                break;
            valid &= evaluator.Item(subschema, item, index);
            if (!valid && evaluator.StopsAtFirst)
                return false;
            evaluator.MarkEvaluated(index++);
        }
        return valid;
    }
}
