using AutomationPlatform.Application.Execution;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Runs;

/// <summary>Looks at a run again and again until it has ended or is paused.</summary>
internal sealed class RunWatch(IRunReader runs, TimeProvider clock)
{
    /// <summary>How often it looks: every 250 ms.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(250);

    /// <summary>How often it asks who works and what waits: every 2 s.</summary>
    private static readonly TimeSpan ActivityPace = TimeSpan.FromSeconds(2);

    /// <summary>What the line of a bar may spend on what a handler says, in characters: 40.</summary>
    private const int SaidWidth = 40;

    private RunActivity? activity;

    /// <summary>Reports how far the run is, until it has ended or is paused.</summary>
    /// <returns>The run as it was then.</returns>
    internal async Task<RunSummary> UntilEndAsync(
        RunId id,
        IProgress<Progress> progress,
        CancellationToken cancellationToken
    )
    {
        var asked = clock.GetTimestamp();
        for (; ; )
        {
            var run = await runs.GetAsync(id, cancellationToken);
            if (clock.GetElapsedTime(asked) >= ActivityPace)
            {
                activity = await runs.GetActivityAsync(id, cancellationToken);
                asked = clock.GetTimestamp();
            }
            progress.Report(ProgressOf(run, activity));
            if (run.Status.IsFinished() || IsAtRest(run))
                return run;
            await Task.Delay(Pace, clock, cancellationToken);
        }
    }

    /// <summary>How far a run is.</summary>
    internal static Progress ProgressOf(RunSummary run, RunActivity? activity = null) =>
        new(run.Items.Finished, run.Items.Total, run.Items.Failed, Remark(run, activity));

    // What had begun when it was paused is still to come to its end.
    private static bool IsAtRest(RunSummary run) => run.Paused && !run.Cancelling && run.Items.Processing == 0;

    private static string? Remark(RunSummary run, RunActivity? activity)
    {
        if (run.Cancelling)
            return "cancelling";
        if (run.Paused)
            return "paused";
        if (activity is not null && RunOutlook.WhyWaiting(run, activity) is [var reason, ..])
            return ActivityView.Short(reason, activity.Now);
        if (activity?.Progress is [{ Message: { } said }, ..])
            return ErrorText.Cut(Visible.Line(said), SaidWidth);
        return run.Items.Retrying > 0 ? $"{Figures.Number(run.Items.Retrying)} to be tried again" : null;
    }
}
