using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Cli.Runs;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Engines;

/// <summary>Waits for a run that an engine does, wholly or by its workers, and observes its jobs meanwhile.</summary>
internal sealed class EngineWatch(Platform platform, Terminal terminal)
{
    /// <summary>How often it looks whether anybody still works on the run: every 2 s.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    /// <summary>How long it waits for jobs to close once the run has ended: 90 s, more than their grace.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Does something while what is due of a run in engines is sent and observed.</summary>
    internal async Task<T> WhileAsync<T>(RunId run, Func<Task<T>> work)
    {
        using var stop = new CancellationTokenSource();
        var reconciling = platform.Reconciler.RunAsync(new ReconcileScope { Run = run }, stop.Token);
        try
        {
            return await work();
        }
        finally
        {
            await stop.CancelAsync();
            await reconciling;
        }
    }

    /// <summary>Waits until submissions are closed whose jobs have all ended, since more follows from their end than is seen of
    /// the jobs: that of the run. What goes on is not waited for.</summary>
    internal Task SettleAsync(RunId run, CancellationToken cancellationToken) =>
        WhileOpenAsync(
            run,
            (submission, jobs) =>
            {
                var own = jobs.Where(job => job.SubmissionId == submission.Id).ToList();
                return own.Count > 0 && own.All(job => job.Status.IsFinished());
            },
            cancellationToken
        );

    /// <summary>Waits until the run has ended or is paused, and its jobs are closed.</summary>
    /// <exception cref="EngineException">The jobs have all ended, or could not be sent, and the run has not.</exception>
    internal Task<RunSummary> UntilEndAsync(
        RunId run,
        IProgress<Progress> progress,
        CancellationToken cancellationToken
    ) =>
        WhileAsync(
            run,
            async () =>
            {
                using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                var watching = new RunWatch(platform.Runs, terminal.Clock).UntilEndAsync(run, progress, over.Token);
                var guarding = GuardAsync(run, over.Token);
                var first = await Task.WhenAny(watching, guarding);
                await over.CancelAsync();
                if (first == guarding)
                    await guarding;
                var end = await watching;
                if (end.Status.IsFinished())
                    await CloseAsync(run, cancellationToken);
                return end;
            }
        );

    // Twice in a row, so that what is just being written counts.
    private async Task GuardAsync(RunId run, CancellationToken cancellationToken)
    {
        var (quiet, notes) = (0, new TroubleNotes(terminal, run));
        while (quiet < 2)
        {
            await Task.Delay(Pace, terminal.Clock, cancellationToken);
            var submissions = await platform.Submissions.ListByRunAsync(run, cancellationToken);
            notes.Tell(submissions.Select(submission => submission.Trouble).OfType<string>());
            quiet = await IsDesertedAsync(run, submissions, cancellationToken) ? quiet + 1 : 0;
        }
        throw await DesertedAsync(run, cancellationToken);
    }

    // A run that an engine drives and that was submitted nowhere is one that code moves on, or that is written down by the next look.
    private async Task<bool> IsDesertedAsync(
        RunId run,
        IReadOnlyList<Submission> submissions,
        CancellationToken cancellationToken
    ) =>
        !submissions.Any(submission => submission.IsOpen)
        && (await platform.Runs.GetActivityAsync(run, cancellationToken)).Workers.Count == 0
        && (submissions.Count > 0 || await DriverAsync(run, cancellationToken) != RunDriver.Engine);

    private async Task<RunDriver> DriverAsync(RunId run, CancellationToken cancellationToken) =>
        (await platform.Runs.GetAsync(run, cancellationToken)).Driver;

    private async Task<EngineException> DesertedAsync(RunId run, CancellationToken cancellationToken)
    {
        var submissions = await platform.Submissions.ListByRunAsync(run, cancellationToken);
        var engine =
            submissions.Count > 0
                ? (await platform.Engines.GetAsync(submissions[0].EngineId, cancellationToken)).Name
                : "";
        var summary = await platform.Runs.GetAsync(run, cancellationToken);
        var left = Figures.Items(summary.Items.Total - summary.Items.Finished);
        var why = submissions.Select(submission => submission.Trouble).OfType<string>().FirstOrDefault();
        return new EngineException(
            EngineTrouble.Missing,
            engine,
            $"the jobs of run {run}",
            (why is null ? "all have ended" : $"not started: {why}") + $", and {left} of the run are left",
            GoOn(summary)
        );
    }

    private static string GoOn(RunSummary run) =>
        (
            run.Driver == RunDriver.Workers
                ? $"go on with: apc worker --run {run.Id} --drain"
                : $"give it up with: apc runs cancel {run.Id} --reason TEXT"
        ) + $"; the jobs are shown by: apc runs show {run.Id}";

    private Task CloseAsync(RunId run, CancellationToken cancellationToken) =>
        WhileOpenAsync(run, (_, _) => true, cancellationToken);

    private async Task WhileOpenAsync(
        RunId run,
        Func<Submission, IReadOnlyList<RunInstance>, bool> isWaitedFor,
        CancellationToken cancellationToken
    )
    {
        var began = terminal.Clock.GetTimestamp();
        while (terminal.Clock.GetElapsedTime(began) < Patience)
        {
            var jobs = await platform.Submissions.ListInstancesAsync(run, cancellationToken);
            var submissions = await platform.Submissions.ListByRunAsync(run, cancellationToken);
            if (!submissions.Any(submission => submission.IsOpen && isWaitedFor(submission, jobs)))
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(250), terminal.Clock, cancellationToken);
        }
    }
}
