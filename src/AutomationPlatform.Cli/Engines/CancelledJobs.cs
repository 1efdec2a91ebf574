using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Engines;

/// <summary>The jobs of a run that was cancelled: asked for their end at once where this process can.</summary>
internal static class CancelledJobs
{
    /// <summary>Looks at them once, and says what came of it. Nothing is said of a run that has nothing in an engine.</summary>
    internal static async Task AskAsync(
        Platform platform,
        Terminal terminal,
        RunSummary run,
        CancellationToken cancellationToken
    )
    {
        var jobs = await platform.Submissions.ListByRunAsync(run.Id, cancellationToken);
        if (run.Driver != RunDriver.Engine && !jobs.Any(job => job.IsOpen))
            return;
        await platform.Reconciler.LookAsync(new ReconcileScope { Run = run.Id, Now = true }, cancellationToken);
        var open = (await platform.Submissions.ListByRunAsync(run.Id, cancellationToken))
            .Where(job => job.IsOpen)
            .ToList();
        new TroubleNotes(terminal, run.Id).Tell(
            open.Select(job => job.Trouble).OfType<string>().Select(trouble => $"warning: {trouble}")
        );
        terminal.Note(Outcome(run, open));
    }

    // What was noted is believed, not that it was looked: another process may hold a job, or its engine be out of reach.
    private static string Outcome(RunSummary run, List<Submission> open)
    {
        if (open.Count == 0)
            return $"Nothing of it is open in an engine; see: apc runs show {run.Id}";
        var observer = $"a worker, or: apc runs watch {run.Id}";
        return open.All(job => job.CancelSentAt is not null && job.Trouble is null)
            ? $"Its engine was asked to cancel what it does of it; its end is seen by {observer}"
            : $"What is still open of it in its engine is cancelled by whoever observes it: {observer}";
    }
}
