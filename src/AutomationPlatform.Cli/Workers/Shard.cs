using System.Globalization;

namespace AutomationPlatform.Cli.Workers;

/// <summary><c>--shard I/N</c>.</summary>
internal static class Shard
{
    /// <summary>Checks the text; null stays null.</summary>
    /// <exception cref="UsageException">It is not of the form I/N with I from 0 to N−1.</exception>
    internal static string? Parse(string? text)
    {
        if (text is null)
            return null;
        var parts = text.Split('/');
        if (
            parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && index < count
        )
            return $"{index}/{count}";
        throw new UsageException($"--shard: '{text}' is not of the form I/N with I from 0 to N-1, for instance 0/4");
    }
}
