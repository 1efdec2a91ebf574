using System.Runtime.InteropServices;
using AutomationPlatform.JsonSchema.Text;

namespace AutomationPlatform.JsonSchema.Evaluation;

/// <summary>Collects violations with their places; sentences are written only at the end, when it is known what to hide.</summary>
internal sealed class Findings(int maximum)
{
    private readonly List<Entry> entries = [];
    private readonly List<Edge> edges = [];
    private readonly HashSet<string> hidden = new(StringComparer.Ordinal);
    private int dropped;

    public InstancePath Path { get; } = new();

    public void Start(SchemaNode root) => edges.Add(new("", "", root));

    public void Follow(string path, string keyword, SchemaNode node) => edges.Add(new(path, keyword, node));

    public void Return() => edges.RemoveAt(edges.Count - 1);

    public void Add(Rule rule, in Instance instance, string? detail)
    {
        if (entries.Count >= maximum)
        {
            dropped++;
            return;
        }
        var end = rule.Name.Length == 0 ? "" : "/" + JsonPointer.Escape(rule.Name);
        var (_, keyword, node) = edges[^1];
        entries.Add(
            new(
                rule,
                instance,
                rule.Name.Length == 0 ? detail ?? Path.LastInWords : detail,
                Path.ToString(),
                string.Concat(edges.Select(edge => edge.Path)) + end,
                rule.Name.Length == 0 ? keyword : rule.Name,
                node.Resource.AbsoluteLocation(node.Pointer + end)
            )
        );
    }

    public void HideCurrent() => hidden.Add(Path.ToString());

    public FindingsMark Mark() => new(entries.Count, dropped);

    public void Forget(FindingsMark mark)
    {
        entries.RemoveRange(mark.Kept, entries.Count - mark.Kept);
        dropped = mark.Dropped;
    }

    public SchemaEvaluation ToEvaluation() => new(entries.ConvertAll(ToViolation), dropped > 0);

    private SchemaViolation ToViolation(Entry entry)
    {
        var isHidden = hidden.Count > 0 && IsHidden(entry.InstanceLocation);
        var excerpt = isHidden || !entry.Rule.ShowsValue ? null : Excerpt.Of(entry.Instance);
        var message = entry.Rule.Explain(new(excerpt ?? "the value", isHidden, entry.Detail));
        return new(entry.InstanceLocation, entry.KeywordLocation, entry.Keyword, excerpt, message)
        {
            AbsoluteKeywordLocation = entry.AbsoluteLocation,
        };
    }

    // A value is sensitive with everything in it.
    private bool IsHidden(string location)
    {
        for (var end = location.Length; end >= 0; end = end == 0 ? -1 : location.LastIndexOf('/', end - 1))
        {
            if (hidden.Contains(location[..end]))
                return true;
        }
        return false;
    }

    private readonly record struct Edge(string Path, string Keyword, SchemaNode Node);

    private sealed record Entry(
        Rule Rule,
        Instance Instance,
        string? Detail,
        string InstanceLocation,
        string KeywordLocation,
        string Keyword,
        string? AbsoluteLocation
    );
}

/// <summary>How much had been found at some moment.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FindingsMark(int Kept, int Dropped);
