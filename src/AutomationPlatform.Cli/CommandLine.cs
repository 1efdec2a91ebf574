using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Cli.Runs;

namespace AutomationPlatform.Cli;

/// <summary>The tree of commands, and how a typed line runs.</summary>
internal static class CommandLine
{
    /// <summary>Makes the whole tree.</summary>
    internal static RootCommand Build()
    {
        var root = new RootCommand(
            "Define automations, run them over batches of items, and know what became of each item."
        );
        foreach (var option in GlobalOptions.All)
            root.Add(option);
        foreach (var command in Commands())
            root.Add(command);
        root.Options.OfType<HelpOption>().Single().Action = new HelpPageAction();
        root.Options.OfType<VersionOption>().Single().Action = new VersionAction();
        return root;
    }

    /// <summary>Runs a typed line.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(
        IReadOnlyList<string> args,
        Terminal terminal,
        Interrupts interrupts,
        PlatformOpener opener
    )
    {
        var result = Build().Parse(args);
        var writer = terminal.Output.Profile.Out.Writer;
        if (result.Action is ParseErrorAction)
            return IsBare(result)
                ? HelpPage.Write(result.CommandResult.Command, writer)
                : Failure.Report(result, terminal);
        if (result.Action is not null)
            return await result.InvokeAsync(new InvocationConfiguration { Output = writer }, interrupts.First);
        return await ExecuteAsync(result, terminal, interrupts, opener);
    }

    private static IReadOnlyList<Command> Commands() =>
        [
            new NounCommand(
                "runs",
                "Start, list, watch, cancel and retry runs.",
                new RunsStartCommand(),
                new RunsListCommand(),
                new RunsShowCommand(),
                new RunsWatchCommand(),
                new RunsCancelCommand(),
                new RunsRetryCommand(),
                new RunsResumeCommand(),
                new RunsErrorsCommand(),
                new RunsLogsCommand()
            ),
            new VersionCommand(),
        ];

    // A noun or the program alone asks what it can do.
    private static bool IsBare(ParseResult result) =>
        result.CommandResult.Command.Subcommands.Count > 0
        && result.UnmatchedTokens.Count == 0
        && result.Tokens.All(token => token.Type == System.CommandLine.Parsing.TokenType.Command);

    private static async Task<int> ExecuteAsync(
        ParseResult result,
        Terminal terminal,
        Interrupts interrupts,
        PlatformOpener opener
    )
    {
        try
        {
            await using var call = new Invocation(result, terminal, interrupts, opener);
            return await ((ApcCommand)result.CommandResult.Command).ExecuteAsync(call, interrupts.First);
        }
        // The last place: whatever is not caught here would end as a stack trace in the user's face.
        catch (Exception failure)
        {
            return Failure.Report(failure, terminal, LogLevels.OfEnvironment());
        }
    }
}
