using System.Text.Json;
using AutomationPlatform.JsonSchema.Compilation;
using AutomationPlatform.JsonSchema.Evaluation;

namespace AutomationPlatform.JsonSchema.Keywords;

/// <summary>
/// <c>$dynamicRef</c> and <c>$recursiveRef</c> whose first target is a dynamic anchor: the outermost resource of the dynamic scope
/// that has such an anchor decides.
/// </summary>
internal sealed class DynamicReferenceKeyword(string name, string anchor, SchemaNode initial) : Keyword(name)
{
    private readonly string path = "/" + name;
    private readonly Dictionary<SchemaResource, SchemaNode> targets = [];

    /// <summary>The name of the anchor that is searched; empty for <c>$recursiveAnchor</c>.</summary>
    public string Anchor { get; } = anchor;

    public override IEnumerable<SchemaNode> SameValue => targets.Values.Append(initial);

    /// <summary>Adds a possible target, while the schema is compiled.</summary>
    public void AddTarget(SchemaNode target) => targets[target.Resource] = target;

    public override bool AppliesTo(JsonValueKind kind) => true;

    public override bool Evaluate(in Instance instance, Evaluator evaluator) =>
        evaluator.Follow(path, Name, Target(evaluator), in instance);

    private SchemaNode Target(Evaluator evaluator)
    {
        for (var i = 0; i < evaluator.DynamicScope.Count; i++)
        {
            if (targets.TryGetValue(evaluator.DynamicScope[i], out var target))
                return target;
        }
        return initial;
    }
}
