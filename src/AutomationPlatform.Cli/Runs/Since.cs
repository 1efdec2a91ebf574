using System.CommandLine;
using System.Globalization;
using AutomationPlatform.Application.Definition;

namespace AutomationPlatform.Cli.Runs;

/// <summary><c>--since</c>: an RFC 3339 instant, or how long ago.</summary>
internal static class Since
{
    internal static Option<string?> Option() =>
        new("--since")
        {
            Description = "Only those made since then: an RFC 3339 instant, or how long ago (30s, 5m, 2h, 1d)",
            HelpName = "T",
        };

    /// <summary>Reads the option.</summary>
    /// <exception cref="UsageException">It is neither.</exception>
    internal static DateTimeOffset? Parse(string? text, TimeProvider clock)
    {
        if (text is null)
            return null;
        if (DurationText.TryParse(text, out var ago))
            return clock.GetUtcNow() - ago;
        // A date alone, or a time without an offset, would depend on this machine's time zone.
        if (
            text.Contains('T', StringComparison.OrdinalIgnoreCase)
            && DateTimeOffset.TryParse(
                text,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var instant
            )
        )
            return instant;
        throw new UsageException(
            $"--since: '{text}' is neither an RFC 3339 instant (2026-01-31T08:15:30Z) nor a duration (30s, 5m, 2h, 1d)"
        );
    }
}
