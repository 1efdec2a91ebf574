using System.CommandLine;
using System.CommandLine.Parsing;
using AutomationPlatform.Application.Definition;

namespace AutomationPlatform.Cli.Console;

/// <summary>Options that take a duration within bounds.</summary>
internal static class DurationOption
{
    /// <summary>An option that may be absent.</summary>
    internal static Option<TimeSpan?> Create(string name, string description, TimeSpan least, TimeSpan most) =>
        new(name)
        {
            Description = description,
            HelpName = "DURATION",
            CustomParser = result => Parse(result, name, least, most),
        };

    private static TimeSpan? Parse(ArgumentResult result, string name, TimeSpan least, TimeSpan most)
    {
        var text = result.Tokens[^1].Value;
        if (!DurationText.TryParse(text, out var duration))
            result.AddError($"{name}: '{text}' is not {DurationText.Form}");
        else if (duration < least || duration > most)
            result.AddError(
                $"{name}: '{text}' is not between {DurationText.Write(least)} and {DurationText.Write(most)}"
            );
        else
            return duration;
        return null;
    }
}
