using System.CommandLine;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Runs;

/// <summary><c>apc runs logs</c>.</summary>
internal sealed class RunsLogsCommand : ApcCommand
{
    private readonly Argument<string> id = RunArguments.Id();

    internal RunsLogsCommand()
        : base(
            "logs",
            "Show what the handlers of a run wrote to standard error, in order of writing.",
            new Example("apc runs logs 0199f3c2", "every attempt's last 8 KiB")
        ) => Add(id);

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var runs = (await call.OpenAsync(cancellationToken)).Runs;
        var run = await runs.ResolveAsync(call.Value(id), cancellationToken);
        var logs = runs.ListLogsAsync(run, cancellationToken);
        if (call.Json)
            call.WriteJson<IReadOnlyList<HandlerLogDocument>>(
                await logs.Select(HandlerLogDocument.Of).ToListAsync(cancellationToken)
            );
        else if (await WriteAsync(logs, call.Terminal) == 0)
            call.Terminal.Note($"The handlers of run {run} wrote nothing to standard error.");
        return ExitCode.Done;
    }

    private static async Task<long> WriteAsync(IAsyncEnumerable<HandlerLog> logs, Terminal terminal)
    {
        var count = 0L;
        await foreach (var log in logs)
        {
            count++;
            terminal.Say(
                $"{Figures.Instant(log.WrittenAt)} {log.Batch} #{log.SequenceNumber}, attempt {log.Attempt} ({log.ItemExecutionId})"
            );
            foreach (var line in log.Text.TrimEnd().Split('\n'))
                terminal.Say("  " + line.TrimEnd('\r'));
        }
        return count;
    }
}
