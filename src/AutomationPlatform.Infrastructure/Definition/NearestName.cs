namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>Finds the known name that a mistyped one probably meant.</summary>
internal static class NearestName
{
    // A hostile key of a megabyte must not cost a megabyte times the known ones.
    private const int ComparedCharacters = 64;

    internal static string Unknown(string what, string name, ReadOnlySpan<string> known)
    {
        var shown = name.Length <= ComparedCharacters ? name : name[..ComparedCharacters] + "…";
        return $"unknown {what} '{shown}'; the nearest known one is '{Of(name, known)}' "
            + $"(known: {string.Join(", ", known)})";
    }

    internal static string Of(string name, ReadOnlySpan<string> known)
    {
        var best = known[0];
        var bestDistance = int.MaxValue;
        foreach (var candidate in known)
        {
            var distance = Distance(Cut(name), candidate);
            if (distance < bestDistance)
                (best, bestDistance) = (candidate, distance);
        }
        return best;
    }

    private static string Cut(string name) => name.Length <= ComparedCharacters ? name : name[..ComparedCharacters];

    // Levenshtein, case aside: two rows of the matrix are enough.
    private static int Distance(string left, string right)
    {
        var previous = new int[right.Length + 1];
        for (var column = 0; column <= right.Length; column++)
            previous[column] = column;
        foreach (var letter in left)
        {
            var current = new int[right.Length + 1];
            current[0] = previous[0] + 1;
            for (var column = 1; column <= right.Length; column++)
            {
                var same = char.ToUpperInvariant(letter) == char.ToUpperInvariant(right[column - 1]);
                var replaced = previous[column - 1] + (same ? 0 : 1);
                current[column] = Math.Min(replaced, Math.Min(previous[column], current[column - 1]) + 1);
            }
            previous = current;
        }
        return previous[^1];
    }
}
