using System.CommandLine;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Runs;

/// <summary><c>apc runs show</c>.</summary>
internal sealed class RunsShowCommand : ApcCommand
{
    private readonly Argument<string> id = RunArguments.Id();

    internal RunsShowCommand()
        : base(
            "show",
            "Show a run: where it stands, how its batches stand, and who works on it.",
            new Example("apc runs show 0199f3c2", "by the beginning of its id"),
            new Example("apc runs show 0199f3c2 --json", "for scripts")
        ) => Add(id);

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var run = await platform.Runs.GetAsync(
            await platform.Runs.ResolveAsync(call.Value(id), cancellationToken),
            cancellationToken
        );
        if (call.Json)
        {
            call.WriteJson(RunDocument.Of(run));
            return ExitCode.Done;
        }
        RunView.Write(call.Terminal, run);
        if (run.Status.IsActive())
            WriteWorkers(call.Terminal, await platform.Runs.ListWorkersAsync(run.Id, cancellationToken));
        NextSteps.After(run, call.Terminal);
        return ExitCode.Done;
    }

    private static void WriteWorkers(Terminal terminal, IReadOnlyList<WorkerActivity> workers)
    {
        if (workers.Count == 0)
            return;
        var table = new Listing("worker", "host", "#items", "lease until");
        foreach (var worker in workers)
            table.Add(worker.Name, worker.Host, worker.Items, (DateTimeOffset?)worker.LeaseUntil);
        terminal.Say("");
        table.WriteTo(terminal.Output);
    }
}
