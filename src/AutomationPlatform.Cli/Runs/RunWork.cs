using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Runs;

/// <summary>Works on one run in this process while it is watched, and says how it ended.</summary>
internal static class RunWork
{
    /// <summary>What to work on.</summary>
    /// <param name="Automation">Whose run it is.</param>
    /// <param name="Options">How; they name the one run.</param>
    /// <param name="Rejected">Rows that its imports refused.</param>
    internal sealed record Order(AutomationSummary Automation, WorkerOptions Options, long Rejected)
    {
        /// <summary>The run.</summary>
        internal RunId Run => Options.Runs[0];
    }

    /// <summary>Works until the run has ended, is paused, or was interrupted.</summary>
    internal static async Task<int> ExecuteAsync(Invocation call, Platform platform, Order order)
    {
        await using var announced = call.Interrupts.First.Register(() =>
            call.Terminal.Note("Finishing what has begun; Ctrl-C once more stops it.")
        );
        var end = await ProgressDisplay.WhileAsync(
            call.Terminal,
            order.Automation.Name,
            progress => WorkAsync(call, platform, order, progress)
        );
        if (end.Status.IsActive() && call.Interrupts.First.IsCancellationRequested)
            return Interrupted(call, order, end);
        var exitCode = await RunEnding.ReportAsync(call, platform.Runs, end, order.Rejected, CancellationToken.None);
        if (end.Status == ExecutionStatus.Failed && order.Automation.Description is { Length: > 0 } description)
            Explain(call.Terminal, order.Automation.Name, description.Trim());
        return exitCode;
    }

    // A run may be meant to end so: a sample says in its description what is to be seen.
    private static void Explain(Terminal terminal, string automation, string description)
    {
        terminal.Note("");
        terminal.Note($"{automation}:");
        foreach (var line in description.ReplaceLineEndings("\n").Split('\n'))
            terminal.Note("  " + line);
    }

    private static async Task<RunSummary> WorkAsync(
        Invocation call,
        Platform platform,
        Order order,
        IProgress<Progress> progress
    )
    {
        using var ended = new CancellationTokenSource();
        var watching = new RunWatch(platform.Runs, call.Clock).UntilEndAsync(order.Run, progress, ended.Token);
        try
        {
            var options = order.Options with { SealProgress = new SealShown(progress) };
            await platform.Worker.RunAsync(options, call.Interrupts.First, call.Interrupts.Second);
        }
        catch (OperationCanceledException) when (call.Interrupts.Second.IsCancellationRequested)
        {
            // Stopped as asked: how the run stands is read and said below.
        }
        catch (DatabaseUnavailableException)
        {
            call.Terminal.Note(GoOn(order.Run));
            throw;
        }
        finally
        {
            // The watching only shows; what it stumbled over, the worker or the reading below stumbles over too.
            await ended.CancelAsync();
            await ((Task)watching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        var end = await platform.Runs.GetAsync(order.Run, CancellationToken.None);
        progress.Report(RunWatch.ProgressOf(end));
        return end;
    }

    private static int Interrupted(Invocation call, Order order, RunSummary run)
    {
        if (call.Json)
            call.WriteJson(EndedRunDocument.Of(run, order.Rejected));
        call.Terminal.Note(
            $"interrupted: run {run.Id} stays {run.Status.Name()} with {Figures.Items(run.Items.Total - run.Items.Finished)} to do"
        );
        call.Terminal.Note(GoOn(run.Id));
        return ExitCode.Interrupted;
    }

    private static string GoOn(RunId run) => $"Go on with: apc worker --run {run} --drain";

    /// <summary>Shows the sealing of a run that has ended.</summary>
    private sealed class SealShown(IProgress<Progress> progress) : IProgress<long>
    {
        public void Report(long value) => progress.Report(new Progress(value, Total: null, Unit: "items sealed"));
    }
}
