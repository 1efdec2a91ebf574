using System.CommandLine;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Runs;

/// <summary><c>apc runs watch</c>.</summary>
internal sealed class RunsWatchCommand : ApcCommand
{
    private readonly Argument<string> id = RunArguments.Id();

    internal RunsWatchCommand()
        : base(
            "watch",
            "Watch a run until it ends, and exit by its end. Others work on it; Ctrl-C ends the watching only.",
            new Example("apc runs watch 0199f3c2", "until it has ended (exit 0 or 1) or is paused (75)")
        ) => Add(id);

    internal override async Task<int> ExecuteAsync(Invocation call, CancellationToken cancellationToken)
    {
        var platform = await call.OpenAsync(cancellationToken);
        var run = await platform.Runs.GetAsync(
            await platform.Runs.ResolveAsync(call.Value(id), cancellationToken),
            cancellationToken
        );
        var jobs = await platform.Submissions.ListByRunAsync(run.Id, cancellationToken);
        // The watching itself sends and observes what an engine does.
        if (jobs.Any(job => job.IsOpen) || (run.Status.IsActive() && run.Driver == RunDriver.Engine))
            return await EngineRun.ExecuteAsync(call, platform, run, rejected: null, cancellationToken);
        if (
            run.Status.IsActive()
            && run.Driver == RunDriver.Workers
            && (await platform.Runs.GetActivityAsync(run.Id, cancellationToken)).Workers.Count == 0
        )
            call.Terminal.Note($"No worker holds an item of it now. Start one with: apc worker --run {run.Id} --drain");
        var watch = new RunWatch(platform.Runs, call.Clock);
        try
        {
            var end = await ProgressDisplay.WhileAsync(
                call.Terminal,
                run.Automation,
                progress => watch.UntilEndAsync(run.Id, progress, cancellationToken)
            );
            return await RunEnding.ReportAsync(call, platform.Runs, end, rejected: null, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            call.Terminal.Note($"The run goes on; watch it again with: apc runs watch {run.Id}");
            return ExitCode.Interrupted;
        }
    }
}
