namespace AutomationPlatform.Domain.Execution;

/// <summary>How a run or batch execution that workers drive follows from its items. Pure.</summary>
public static class DerivedStatus
{
    /// <summary>How it ends, or null while one of its items is still active.</summary>
    /// <param name="active">Items that are PENDING, PROCESSING or RETRYING.</param>
    /// <param name="failed">Items that are FAILED.</param>
    /// <param name="cancelled">Items that are CANCELLED.</param>
    /// <param name="cancelRequested">Whether cancelling was asked for.</param>
    /// <param name="thresholdExceeded">Whether its failure threshold stopped it at any time.</param>
    /// <returns>CANCELLED when that was asked for and reached an item; else FAILED when an item failed, or was cancelled
    /// by the threshold; else COMPLETED, also when there was nothing to do.</returns>
    public static ExecutionStatus? EndOf(
        long active,
        long failed,
        long cancelled,
        bool cancelRequested,
        bool thresholdExceeded = false
    ) =>
        active > 0 ? null
        : cancelRequested && cancelled > 0 ? ExecutionStatus.Cancelled
        : failed > 0 || (thresholdExceeded && cancelled > 0) ? ExecutionStatus.Failed
        : ExecutionStatus.Completed;
}
