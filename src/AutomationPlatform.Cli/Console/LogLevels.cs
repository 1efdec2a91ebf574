using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Cli.Console;

/// <summary>The levels of <c>LOG_LEVEL</c>.</summary>
internal static class LogLevels
{
    internal const string Variable = "LOG_LEVEL";

    /// <summary>The level unless told otherwise.</summary>
    internal const LogLevel Default = LogLevel.Information;

    private static readonly (string Name, LogLevel Level)[] All =
    [
        ("TRACE", LogLevel.Trace),
        ("DEBUG", LogLevel.Debug),
        ("INFO", LogLevel.Information),
        ("WARNING", LogLevel.Warning),
        ("ERROR", LogLevel.Error),
        ("CRITICAL", LogLevel.Critical),
    ];

    /// <summary>The level that the environment asks for.</summary>
    /// <exception cref="UsageException">It asks for one that there is not.</exception>
    internal static LogLevel OfEnvironment() => Parse(Environment.GetEnvironmentVariable(Variable));

    /// <summary>Whether stack traces are shown; never throws, so that it can be asked while a failure is reported.</summary>
    internal static bool WantsTraces =>
        TryParse(Environment.GetEnvironmentVariable(Variable)) is { } level && level <= LogLevel.Debug;

    /// <summary>Reads a level, in any case; none means <see cref="Default"/>.</summary>
    /// <exception cref="UsageException">There is no such level.</exception>
    internal static LogLevel Parse(string? text)
    {
        return TryParse(text)
            ?? throw new UsageException(
                $"{Variable}: '{text}' is not one of {string.Join(' ', All.Select(each => each.Name))}"
            );
    }

    /// <summary>The level's name as the variable spells it.</summary>
    internal static string Name(LogLevel level) => All.First(each => each.Level == level).Name;

    private static LogLevel? TryParse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return Default;
        var found = Array.FindIndex(All, each => each.Name.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase));
        return found < 0 ? null : All[found].Level;
    }
}
