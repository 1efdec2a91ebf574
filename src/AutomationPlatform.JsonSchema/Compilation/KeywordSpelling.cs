namespace AutomationPlatform.JsonSchema.Compilation;

/// <summary>Guesses which keyword an unknown one was meant to be.</summary>
internal static class KeywordSpelling
{
    private const int ShortWord = 3;
    private const int MiddleWord = 6;
    private const int LongestGuess = 40;

    /// <summary>The keyword a name is likely a misspelling of, or null.</summary>
    public static string? Nearest(string name)
    {
        if (name.Length > LongestGuess || name.StartsWith("x-", StringComparison.OrdinalIgnoreCase))
            return null;
        var best = default(string);
        var least = int.MaxValue;
        foreach (var definition in KeywordTable.Definitions)
        {
            var distance = Distance(name.ToLowerInvariant(), definition.Name.ToLowerInvariant());
            if (distance >= least || distance > Tolerance(name, definition.Name))
                continue;
            (best, least) = (definition.Name, distance);
        }
        return best;
    }

    // A short word is one slip away from many others.
    private static int Tolerance(string name, string keyword)
    {
        if (string.Equals("$" + name, keyword, StringComparison.OrdinalIgnoreCase))
            return 1;
        return Math.Min(name.Length, keyword.Length) switch
        {
            <= ShortWord => 0,
            <= MiddleWord => 1,
            _ => 2,
        };
    }

    // Optimal string alignment: insert, delete, replace, or swap two neighbours.
    private static int Distance(string from, string to)
    {
        var costs = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
            costs[i, 0] = i;
        for (var j = 0; j <= to.Length; j++)
            costs[0, j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
            {
                var replace = costs[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                costs[i, j] = Math.Min(replace, Math.Min(costs[i - 1, j], costs[i, j - 1]) + 1);
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                    costs[i, j] = Math.Min(costs[i, j], costs[i - 2, j - 2] + 1);
            }
        }
        return costs[from.Length, to.Length];
    }
}
