using System.Globalization;
using AutomationPlatform.Application.Execution;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>How near a run is to its failure threshold, as it was read from the database. A value; every decision is pure.</summary>
/// <param name="Share">The share of failed among finished items at which the run is stopped.</param>
/// <param name="Finished">Items that are COMPLETED or FAILED, less those before the last retry.</param>
/// <param name="Failed">Items that are FAILED, less those before the last retry.</param>
/// <param name="Active">Items that could still be stopped: PENDING, PROCESSING or RETRYING.</param>
/// <param name="StopReason">Why the threshold is stopping the run already; null when it is not.</param>
internal sealed record ThresholdProgress(double Share, long Finished, long Failed, long Active, string? StopReason)
{
    /// <summary>Whether the run is to be stopped now: at the share, not above it, and only where something is left to stop.</summary>
    internal bool IsReached =>
        StopReason is null
        && Active > 0
        && Finished >= ExecutionDefaults.FinishedBeforeThreshold
        && (double)Failed / Finished >= Share;

    /// <summary>Why the run is stopped, with the numbers.</summary>
    internal string Reason =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Failed} of {Finished} finished items failed: the failure threshold of {Share * 100:0.####}% was reached"
        );
}
