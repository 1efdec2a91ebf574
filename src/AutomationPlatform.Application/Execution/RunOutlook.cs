namespace AutomationPlatform.Application.Execution;

/// <summary>Why items of a run wait, and when it should be finished. Pure.</summary>
public static class RunOutlook
{
    /// <summary>A guess is made from so many finished items on: 20.</summary>
    public const int FinishedBeforeGuess = 20;

    /// <summary>Every reason for which items of an open run wait now; empty when they only wait for those before them.</summary>
    public static IReadOnlyList<WaitingReason> WhyWaiting(RunSummary run, RunActivity activity)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(activity);
        if (run.Items.Pending + run.Items.Retrying == 0 || run.Cancelling)
            return [];
        List<WaitingReason> reasons = [];
        if (run.Paused)
            reasons.Add(
                new("paused", $"the {(activity.AutomationPaused ? "automation" : "run")} is paused: {run.PauseReason}")
            );
        if (activity.Delayed > 0)
            reasons.Add(
                new("not-due", "retries wait until they are due")
                {
                    Items = activity.Delayed,
                    Until = activity.NextDueAt,
                }
            );
        if (activity.HasReady && !run.Paused && WhyNotClaimed(activity) is { } reason)
            reasons.Add(reason);
        return reasons;
    }

    /// <summary>When the run should be finished at the pace it has had since its start; null where nobody can know.</summary>
    /// <remarks>Nothing is said of a run that stands still: paused, being cancelled, or with no worker at it.</remarks>
    public static DateTimeOffset? Guess(RunSummary run, RunActivity activity)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(activity);
        var left = run.Items.Total - run.Items.Finished;
        if (
            run.Paused
            || run.Cancelling
            || activity.Workers.Count == 0
            || run.Items.Finished < FinishedBeforeGuess
            || run.StartedAt is not { } started
            || activity.Now <= started
        )
            return null;
        var seconds = (activity.Now - started).TotalSeconds / run.Items.Finished * left;
        return seconds < TimeSpan.FromDays(3650).TotalSeconds ? activity.Now.AddSeconds(seconds) : null;
    }

    private static WaitingReason? WhyNotClaimed(RunActivity activity)
    {
        if (activity.Limit is { } limit)
            return new("limit", limit);
        if (activity.Workers.Count > 0)
            return null;
        if (activity.LivingWorkers == 0)
            return new("no-worker", "no worker is there");
        if (activity.Services.Any(service => service.Refusal is null))
            // With nothing else to do the worker claims from it in a moment: between two claims nothing waits for a reason.
            return activity.OthersAtWork ? new("turn", "it waits for its turn among the runs of its workers") : null;
        return activity.Services.Count == 0
            ? new("no-worker", "no worker that is there takes this run")
            : new("not-servable", "no worker that is there can serve it")
            {
                Refusals = [.. activity.Services.Where(service => service.Refusal is not null)],
            };
    }
}

/// <summary>Why items wait.</summary>
/// <param name="Code"><c>paused</c>, <c>not-due</c>, <c>limit</c>, <c>no-worker</c>, <c>not-servable</c> or <c>turn</c>.</param>
/// <param name="Message">The same for people.</param>
public sealed record WaitingReason(string Code, string Message)
{
    /// <summary>How many items wait for this, counted up to <see cref="RunActivity.CountLimit"/>; null where it is all that can be claimed.</summary>
    public long? Items { get; init; }

    /// <summary>Until when the first of them waits; null where nobody knows.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>What each worker said that cannot serve the run.</summary>
    public IReadOnlyList<WorkerService> Refusals { get; init; } = [];
}
