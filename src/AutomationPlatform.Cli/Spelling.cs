namespace AutomationPlatform.Cli;

/// <summary>Finds what was meant by a mistyped name.</summary>
internal static class Spelling
{
    /// <summary>The name that is nearest, if any is near: at most a third of its letters differ.</summary>
    internal static string? Nearest(string typed, IEnumerable<string> names) =>
        names
            .Select(name => (Name: name, Distance: Distance(typed, name)))
            .Where(each => each.Distance <= Math.Max(1, each.Name.TrimStart('-').Length / 3))
            .OrderBy(each => each.Distance)
            .Select(each => each.Name)
            .FirstOrDefault();

    // Levenshtein: letters added, left out or exchanged.
    private static int Distance(string one, string other)
    {
        var previous = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var current = new int[other.Length + 1];
            current[0] = i;
            for (var j = 1; j <= other.Length; j++)
                current[j] = Math.Min(
                    Math.Min(previous[j], current[j - 1]) + 1,
                    previous[j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1)
                );
            previous = current;
        }
        return previous[^1];
    }
}
