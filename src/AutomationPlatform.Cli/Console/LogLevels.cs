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

    /// <summary>Reads a level, in any case; none means <see cref="Default"/>.</summary>
    /// <exception cref="UsageException">There is no such level.</exception>
    internal static LogLevel Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return Default;
        foreach (var (name, level) in All)
            if (name.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase))
                return level;
        throw new UsageException(
            $"{Variable}: '{text}' is not one of {string.Join(' ', All.Select(each => each.Name))}"
        );
    }

    /// <summary>The level's name as the variable spells it.</summary>
    internal static string Name(LogLevel level) => All.First(each => each.Level == level).Name;
}
