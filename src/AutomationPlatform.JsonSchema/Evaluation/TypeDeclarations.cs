using AutomationPlatform.JsonSchema.Keywords;

namespace AutomationPlatform.JsonSchema.Evaluation;

/// <summary>Reads from compiled schemas which types they declare, without a value.</summary>
internal sealed class TypeDeclarations(SchemaLimits limits)
{
    // A schema may be reached in many ways; what it declares is worked out once.
    private readonly Dictionary<SchemaNode, JsonTypes?> known = [];

    public JsonTypes OfMember(SchemaNode root, IReadOnlyList<string> path)
    {
        List<SchemaNode> described = [root];
        foreach (var name in path)
            described =
            [
                .. described
                    .SelectMany(Conjuncts)
                    .OfType<PropertiesKeyword>()
                    .SelectMany(keyword => keyword.Describing(name))
                    .Select(subschema => subschema.Node)
                    .Distinct(),
            ];
        return described.Select(node => Of(node, 0)).Aggregate(default(JsonTypes?), Both) ?? JsonTypes.None;
    }

    private JsonTypes? Of(SchemaNode node, int depth)
    {
        SchemaLimitExceededException.ThrowIfAbove(nameof(SchemaLimits.EvaluationDepth), depth, limits.EvaluationDepth);
        if (known.TryGetValue(node, out var declared))
            return declared;
        foreach (var keyword in node.Keywords)
            declared = Both(declared, Of(keyword, depth + 1));
        known[node] = declared;
        return declared;
    }

    private JsonTypes? Of(Keyword keyword, int depth) =>
        keyword switch
        {
            TypeKeyword type => type.Types,
            AllOfKeyword or ReferenceKeyword => keyword
                .InPlace.Select(edge => Of(edge.Node, depth))
                .Aggregate(default(JsonTypes?), Both),
            AnyOfKeyword or OneOfKeyword => keyword
                .InPlace.Select(edge => Of(edge.Node, depth))
                .Aggregate((JsonTypes?)JsonTypes.None, Either),
            _ => null,
        };

    // All the keywords that hold for every value of a schema.
    private static IEnumerable<Keyword> Conjuncts(SchemaNode root)
    {
        var reached = new HashSet<SchemaNode> { root };
        var open = new Queue<SchemaNode>(reached);
        while (open.TryDequeue(out var node))
        {
            foreach (var keyword in node.Keywords)
            {
                yield return keyword;
                if (keyword is not (AllOfKeyword or ReferenceKeyword))
                    continue;
                foreach (var edge in keyword.InPlace.Where(edge => reached.Add(edge.Node)))
                    open.Enqueue(edge.Node);
            }
        }
    }

    // What nothing is said of may be anything.
    private static JsonTypes? Both(JsonTypes? first, JsonTypes? second) =>
        first is null ? second
        : second is null ? first
        : first & second;

    private static JsonTypes? Either(JsonTypes? first, JsonTypes? second) =>
        first is null || second is null ? null : first | second;
}
