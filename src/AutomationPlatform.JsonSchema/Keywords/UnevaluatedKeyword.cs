using System.Text.Json;
using AutomationPlatform.JsonSchema.Evaluation;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary><c>unevaluatedProperties</c> or <c>unevaluatedItems</c>; runs after all other keywords of its schema.</summary>
internal sealed class UnevaluatedKeyword(Subschema subschema, JsonValueKind kind) : Keyword(subschema.Keyword)
{
    public override IEnumerable<SchemaNode> Below => [subschema.Node];

    public override IEnumerable<SchemaNode> OfMember(string name) => kind == JsonValueKind.Object ? Below : [];

    public override IEnumerable<SchemaNode> OfItem(int index) => kind == JsonValueKind.Array ? Below : [];

    public override bool AppliesTo(JsonValueKind other) => other == kind;

    public override bool Evaluate(in Instance instance, Evaluator evaluator) =>
        kind == JsonValueKind.Object ? CheckMembers(in instance, evaluator) : CheckItems(in instance, evaluator);

    private bool CheckMembers(in Instance instance, Evaluator evaluator)
    {
        var valid = true;
        var ordinal = 0;
        foreach (var member in instance.Element.EnumerateObject())
        {
            if (!evaluator.IsEvaluated(ordinal))
                valid &= evaluator.Member(subschema, member);
            if (!valid && evaluator.StopsAtFirst)
                return false;
            evaluator.MarkEvaluated(ordinal++);
        }
        return valid;
    }

    private bool CheckItems(in Instance instance, Evaluator evaluator)
    {
        var valid = true;
        var index = 0;
        foreach (var item in instance.Element.EnumerateArray())
        {
            if (!evaluator.IsEvaluated(index))
                valid &= evaluator.Item(subschema, item, index);
            if (!valid && evaluator.StopsAtFirst)
                return false;
            evaluator.MarkEvaluated(index++);
        }
        return valid;
    }
}
