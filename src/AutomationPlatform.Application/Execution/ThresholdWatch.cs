using AutomationPlatform.Domain.Execution;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Execution;

/// <summary>Whether a run's failure threshold stops it: looked at after answers, or told by who looked. Thread-safe.</summary>
internal sealed class ThresholdWatch(IWorkQueue queue, RunId run, RunContext context, ILogger logger)
{
    private string? reason;

    /// <summary>Whether the run has a threshold at all.</summary>
    internal bool IsNeeded => context.Settings.FailureThreshold is not null;

    /// <summary>Why the run is being stopped; null when it is not.</summary>
    internal string? Reason => Volatile.Read(ref reason);

    /// <summary>Takes note that the run is being stopped.</summary>
    internal void Tell(string why)
    {
        if (Interlocked.CompareExchange(ref reason, why, null) is null)
            WorkerLog.StoppedByThreshold(logger, run, why);
    }

    /// <summary>Looks after answers were written; costs nothing for a run without a threshold.</summary>
    /// <returns>Whether the run is being stopped.</returns>
    internal async Task<bool> LookAsync(CancellationToken cancellationToken)
    {
        if (!IsNeeded || Reason is not null)
            return Reason is not null;
        var found = await DatabasePatience.KeepTryingAsync(
            () => queue.CheckThresholdAsync(run, cancellationToken),
            logger,
            cancellationToken
        );
        if (found is not null)
            Tell(found);
        return found is not null;
    }

    /// <summary>What becomes of an item that was claimed and not begun.</summary>
    internal Answer Unbegun(ClaimedItem item) =>
        Reason is { } why
            ? AnswerPolicy.StoppedByThreshold(item, why)
            : AnswerPolicy.Released(item, "claimed but not begun");
}
