using AutomationPlatform.Application.Execution;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Cli.Engines;

namespace AutomationPlatform.Cli.Runs;

/// <summary>Waits for a run that an engine does, and says how it ended.</summary>
internal static class EngineRun
{
    internal static async Task<int> ExecuteAsync(
        Invocation call,
        Platform platform,
        RunSummary run,
        long? rejected,
        CancellationToken cancellationToken
    )
    {
        call.Terminal.Note($"Run {run.Id} is done in an engine; Ctrl-C ends the watching only.");
        try
        {
            var end = await ProgressDisplay.WhileAsync(
                call.Terminal,
                run.Automation,
                progress => new EngineWatch(platform, call.Terminal).UntilEndAsync(run.Id, progress, cancellationToken)
            );
            if (!call.Json)
                InstanceView.Write(
                    call.Terminal,
                    await platform.Submissions.ListInstancesAsync(run.Id, cancellationToken)
                );
            return await RunEnding.ReportAsync(call, platform.Runs, end, rejected, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            call.Terminal.Note($"The run goes on; watch it again with: apc runs watch {run.Id}");
            return ExitCode.Interrupted;
        }
    }
}
