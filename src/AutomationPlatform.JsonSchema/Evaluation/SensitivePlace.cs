using System.Collections.Concurrent;

namespace AutomationPlatform.JsonSchema.Evaluation;

/// <summary>One place of a value as its schema sees it. Thread-safe.</summary>
internal sealed class SensitivePlace
{
    private readonly SensitivePlaces? places;
    private readonly SchemaNode[] nodes;
    private readonly ConcurrentDictionary<string, SensitivePlace> members = new();
    private readonly ConcurrentDictionary<int, SensitivePlace> items = new();

    internal SensitivePlace(SensitivePlaces? places, SchemaNode[] nodes, bool isSensitive)
    {
        this.places = places;
        this.nodes = nodes;
        IsSensitive = isSensitive;
    }

    /// <summary>A place in which nothing is sensitive.</summary>
    public static SensitivePlace Plain { get; } = new(null, [], isSensitive: false);

    /// <summary>Whether the value here must not be shown.</summary>
    public bool IsSensitive { get; }

    /// <summary>Whether neither it nor anything in it is sensitive.</summary>
    public bool IsPlain => places is null;

    /// <summary>The place of a member.</summary>
    public SensitivePlace Member(string name) => places is null ? this : places.Member(nodes, members, name);

    /// <summary>The place of an item.</summary>
    public SensitivePlace Item(int index) => places is null ? this : places.Item(nodes, items, index);
}
