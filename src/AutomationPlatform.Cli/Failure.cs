using System.CommandLine;
using AutomationPlatform.Cli.Console;
using Spectre.Console;

namespace AutomationPlatform.Cli;

/// <summary>Says what went wrong: one line, and no stack trace unless it was asked for.</summary>
internal static class Failure
{
    /// <summary>Reports an exception and gives the exit code.</summary>
    internal static int Report(Exception exception, Terminal terminal)
    {
        var failure = exception is AggregateException { InnerExceptions: [var only] } ? only : exception;
        var code = ExitCode.Of(failure);
        Write(terminal, Describe(failure, code));
        if (LogLevels.WantsTraces)
            terminal.Error.Profile.Out.Writer.WriteLine(Visible.Lines(failure.ToString()));
        return code;
    }

    /// <summary>Reports a line that could not be parsed.</summary>
    internal static int Report(ParseResult result, Terminal terminal)
    {
        var command = result.CommandResult.Command;
        var message = result.Errors[0].Message.TrimEnd('.');
        if (result.UnmatchedTokens is [var unknown, ..])
            message = $"'{unknown}' is not known to `{HelpPage.Path(command)}`{Nearest(command, unknown)}";
        Write(terminal, $"{message}; see `{HelpPage.Path(command)} --help`");
        return ExitCode.Usage;
    }

    private static string Nearest(Command command, string unknown)
    {
        var names = unknown.StartsWith('-')
            ? command.Options.Concat(GlobalOptions.All).Select(option => option.Name)
            : command.Subcommands.Select(each => each.Name);
        return Spelling.Nearest(unknown, names) is { } nearest ? $"; did you mean {nearest}?" : "";
    }

    private static string Describe(Exception failure, int code) =>
        code switch
        {
            ExitCode.Interrupted => "interrupted",
            ExitCode.Internal => $"a fault of this program ({failure.GetType().Name}): {failure.Message}; "
                + "LOG_LEVEL=DEBUG shows where it happened",
            _ => failure.Message,
        };

    /// <summary>Writes the one line of an error.</summary>
    internal static void Write(Terminal terminal, string message)
    {
        terminal.Error.Write(new Text("error: ", new Style(Color.Red)));
        terminal.Note(message);
    }
}
