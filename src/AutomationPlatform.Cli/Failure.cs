using System.CommandLine;
using AutomationPlatform.Cli.Console;
using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace AutomationPlatform.Cli;

/// <summary>Says what went wrong: one line, and no stack trace unless it was asked for.</summary>
internal static class Failure
{
    /// <summary>Reports an exception and gives the exit code.</summary>
    internal static int Report(Exception exception, Terminal terminal, LogLevel level)
    {
        var failure = exception is AggregateException { InnerExceptions: [var only] } ? only : exception;
        var code = ExitCode.Of(failure);
        Write(terminal, Describe(failure, code));
        if (level <= LogLevel.Debug)
            terminal.Error.Profile.Out.Writer.WriteLine(Visible.Lines(failure.ToString()));
        return code;
    }

    /// <summary>Reports a line that could not be parsed.</summary>
    internal static int Report(ParseResult result, Terminal terminal)
    {
        foreach (var message in result.Errors.Select(error => error.Message).Distinct(StringComparer.Ordinal))
            Write(terminal, message.TrimEnd('.') + $"; see `{HelpPage.Path(result.CommandResult.Command)} --help`");
        return ExitCode.Usage;
    }

    private static string Describe(Exception failure, int code) =>
        code switch
        {
            ExitCode.Interrupted => "interrupted",
            ExitCode.Internal => $"a fault of this program ({failure.GetType().Name}): {failure.Message}; "
                + "LOG_LEVEL=DEBUG shows where it happened",
            _ => failure.Message,
        };

    private static void Write(Terminal terminal, string message)
    {
        terminal.Error.Write(new Text("error: ", new Style(Color.Red)));
        terminal.Note(message);
    }
}
