namespace AutomationPlatform.Domain.Execution;

/// <summary>Where a run, a batch execution, an item execution or an engine's instance stands.</summary>
public enum ExecutionStatus
{
    /// <summary>Not begun.</summary>
    Pending,

    /// <summary>Being done.</summary>
    Processing,

    /// <summary>Ended well.</summary>
    Completed,

    /// <summary>Ended in failure; can be retried.</summary>
    Failed,

    /// <summary>Ended because someone asked for it.</summary>
    Cancelled,

    /// <summary>Left out on purpose.</summary>
    Skipped,

    /// <summary>Failed, lost or given back, and to be tried again.</summary>
    Retrying,
}
