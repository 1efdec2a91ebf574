using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using AutomationPlatform.Cli.Audit;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli;

/// <summary>How a typed line runs.</summary>
internal static class CommandLine
{
    /// <summary>Parses a line, runs its command, and reports what goes wrong.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(
        IReadOnlyList<string> args,
        Terminal terminal,
        Interrupts interrupts,
        PlatformOpener opener
    )
    {
        try
        {
            return await RunAsync(CommandTree.Build().Parse(args), terminal, interrupts, opener);
        }
        // The last place: whatever is not caught here would end as a stack trace in the user's face.
        catch (Exception failure)
        {
            return Failure.Report(failure, terminal);
        }
    }

    private static async Task<int> RunAsync(
        ParseResult result,
        Terminal terminal,
        Interrupts interrupts,
        PlatformOpener opener
    )
    {
        var writer = terminal.Output.Profile.Out.Writer;
        if (result.Action is ParseErrorAction)
            return IsBare(result)
                ? HelpPage.Write(result.CommandResult.Command, writer)
                : Failure.Report(result, terminal);
        if (result.Action is not null)
            return await result.InvokeAsync(new InvocationConfiguration { Output = writer }, interrupts.First);
        LogLevels.OfEnvironment();
        await using var call = new Invocation(result, terminal, interrupts, opener);
        return await AuditedCommand.ExecuteAsync((ApcCommand)result.CommandResult.Command, call, interrupts.First);
    }

    // A noun or the program alone asks what it can do.
    private static bool IsBare(ParseResult result) =>
        result.CommandResult.Command.Subcommands.Count > 0
        && result.UnmatchedTokens.Count == 0
        && result.Tokens.All(token => token.Type == TokenType.Command);
}
