using System.Collections.Concurrent;

namespace AutomationPlatform.JsonSchema.Patterns;

/// <summary>Keeps a bounded number of patterns: building one costs far more than compiling the rest of its schema.</summary>
internal static class PatternCache
{
    private const int Maximum = 512;

    private static readonly ConcurrentDictionary<(string, SchemaLimits), Pattern> Patterns = new();

    public static Pattern Get(string source, SchemaLimits limits)
    {
        if (Patterns.TryGetValue((source, limits), out var known))
            return known;
        var created = Pattern.Create(source, limits);
        if (Patterns.Count >= Maximum)
            Patterns.Clear();
        return Patterns.GetOrAdd((source, limits), created);
    }
}
