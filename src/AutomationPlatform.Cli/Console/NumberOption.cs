using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace AutomationPlatform.Cli.Console;

/// <summary>Options that take a whole number within bounds.</summary>
internal static class NumberOption
{
    /// <summary>An option that may be absent.</summary>
    internal static Option<int?> Create(string name, string description, int least, int most = int.MaxValue) =>
        new(name)
        {
            Description = description,
            HelpName = "N",
            CustomParser = result => Parse(result, name, least, most),
        };

    private static int? Parse(ArgumentResult result, string name, int least, int most)
    {
        var text = result.Tokens[^1].Value;
        if (
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= least
            && number <= most
        )
            return number;
        var range = most == int.MaxValue ? $"at least {least}" : $"{least} to {most}";
        result.AddError($"{name}: '{text}' is not a whole number of {range}");
        return null;
    }
}
