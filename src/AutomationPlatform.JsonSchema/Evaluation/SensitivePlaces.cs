using System.Collections.Concurrent;
using AutomationPlatform.JsonSchema.Keywords;

namespace AutomationPlatform.JsonSchema.Evaluation;

/// <summary>Follows every edge of a compiled schema that may lead to something sensitive, without a value. Thread-safe.</summary>
internal sealed class SensitivePlaces
{
    /// <summary>The names and indexes remembered of one place, at most: 256. Others are worked out anew each time.</summary>
    private const int Remembered = 256;

    private readonly HashSet<SchemaNode> leading;
    private readonly int longestPrefix;

    public SensitivePlaces(SchemaNode root)
    {
        var nodes = Reached(root);
        leading = Leading(nodes);
        longestPrefix = nodes
            .SelectMany(node => node.Keywords)
            .OfType<ItemsKeyword>()
            .Select(keyword => keyword.PrefixLength)
            .Prepend(0)
            .Max();
        Root = Place([root]);
    }

    /// <summary>The place of the value as a whole.</summary>
    public SensitivePlace Root { get; }

    /// <summary>The place of a member, found once for each name while there is room.</summary>
    public SensitivePlace Member(
        IReadOnlyList<SchemaNode> nodes,
        ConcurrentDictionary<string, SensitivePlace> known,
        string name
    )
    {
        if (known.TryGetValue(name, out var place))
            return place;
        place = Place(nodes.SelectMany(node => OfMember(node, name)));
        if (known.Count < Remembered)
            known.TryAdd(name, place);
        return place;
    }

    /// <summary>The place of an item, found once for each index that matters.</summary>
    public SensitivePlace Item(
        IReadOnlyList<SchemaNode> nodes,
        ConcurrentDictionary<int, SensitivePlace> known,
        int index
    )
    {
        var same = Math.Min(index, longestPrefix);
        if (known.TryGetValue(same, out var place))
            return place;
        place = Place(nodes.SelectMany(node => node.Keywords.SelectMany(keyword => keyword.OfItem(same))));
        if (known.Count < Remembered)
            known.TryAdd(same, place);
        return place;
    }

    // What a schema's own properties describe is evaluated for certain. What others describe may be, in some branch: so
    // it counts as unevaluated too.
    private static IEnumerable<SchemaNode> OfMember(SchemaNode node, string name)
    {
        var own = node.Keywords.OfType<PropertiesKeyword>().SelectMany(keyword => keyword.OfMember(name)).ToList();
        return own.Count > 0
            ? own.Concat(
                node.Keywords.Where(keyword => keyword is not (PropertiesKeyword or UnevaluatedKeyword))
                    .SelectMany(keyword => keyword.OfMember(name))
            )
            : node.Keywords.SelectMany(keyword => keyword.OfMember(name));
    }

    // With all that applies to the same value; what leads to nothing sensitive is left out.
    private SensitivePlace Place(IEnumerable<SchemaNode> nodes)
    {
        var same = new HashSet<SchemaNode>(nodes.Where(leading.Contains));
        var open = new Queue<SchemaNode>(same);
        while (open.TryDequeue(out var node))
        {
            foreach (var other in node.Keywords.SelectMany(keyword => keyword.SameValue))
                if (leading.Contains(other) && same.Add(other))
                    open.Enqueue(other);
        }
        return same.Count == 0 ? SensitivePlace.Plain : new(this, [.. same], same.Any(IsSensitive));
    }

    private static bool IsSensitive(SchemaNode node) =>
        node.IsSensitive || node.Keywords.OfType<PropertyNamesKeyword>().Any(names => IsSensitive(names.Names, []));

    private static bool IsSensitive(SchemaNode names, HashSet<SchemaNode> seen) =>
        seen.Add(names)
        && (
            names.IsSensitive
            || names.Keywords.SelectMany(keyword => keyword.SameValue).Any(other => IsSensitive(other, seen))
        );

    private static List<SchemaNode> Reached(SchemaNode root)
    {
        var seen = new HashSet<SchemaNode> { root };
        var reached = new List<SchemaNode> { root };
        for (var at = 0; at < reached.Count; at++)
            reached.AddRange(Next(reached[at]).Where(seen.Add));
        return reached;
    }

    private static HashSet<SchemaNode> Leading(List<SchemaNode> nodes)
    {
        var before = nodes
            .SelectMany(node => Next(node).Select(next => (Node: node, Next: next)))
            .ToLookup(edge => edge.Next, edge => edge.Node);
        var found = nodes.Where(IsSensitive).ToHashSet();
        var open = new Queue<SchemaNode>(found);
        while (open.TryDequeue(out var node))
        {
            foreach (var earlier in before[node].Where(found.Add))
                open.Enqueue(earlier);
        }
        return found;
    }

    private static IEnumerable<SchemaNode> Next(SchemaNode node) =>
        node.Keywords.SelectMany(keyword => keyword.SameValue.Concat(keyword.Below));
}
