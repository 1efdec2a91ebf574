using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>Which runs.</summary>
/// <param name="AutomationId">Of this automation.</param>
/// <param name="Status">In this status.</param>
/// <param name="Since">Created at or after this moment.</param>
/// <param name="CorrelationId">With this correlation id.</param>
public sealed record RunFilter(
    AutomationId? AutomationId = null,
    ExecutionStatus? Status = null,
    DateTimeOffset? Since = null,
    string? CorrelationId = null
);

/// <summary>A run, how its items stand, and its batches.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Automation">The automation's name.</param>
/// <param name="AutomationId">The automation.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Paused">True while nothing is claimed from it.</param>
/// <param name="Cancelling">True once cancelling was asked for and while it has not ended.</param>
/// <param name="CorrelationId">An id of the caller's own.</param>
/// <param name="Priority">0 to 9.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="StartedAt">When its first item was started.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="ErrorSummary">Why it failed.</param>
/// <param name="CancellationReason">Why it was cancelled.</param>
/// <param name="PauseReason">Why it is paused.</param>
/// <param name="DefinitionNumber">The definition version it froze.</param>
/// <param name="ParentRunId">The run it restarts.</param>
/// <param name="Items">How its items stand.</param>
/// <param name="Batches">Its batches in order; empty in lists.</param>
public sealed record RunSummary(
    RunId Id,
    string Automation,
    AutomationId AutomationId,
    ExecutionStatus Status,
    bool Paused,
    bool Cancelling,
    string? CorrelationId,
    int Priority,
    DateTimeOffset CreatedAt,
    string? CreatedBy,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    string? ErrorSummary,
    string? CancellationReason,
    string? PauseReason,
    int? DefinitionNumber,
    RunId? ParentRunId,
    ItemCounts Items,
    IReadOnlyList<RunBatch> Batches
)
{
    /// <summary>Why its failure threshold is stopping it, with the numbers; null once it has ended, when its error says so.</summary>
    public string? ThresholdReason { get; init; }

    /// <summary>Who moves it on.</summary>
    public RunDriver Driver { get; init; } = RunDriver.Workers;

    /// <summary>From the start to the end, or to now while it goes on; null before the start.</summary>
    public TimeSpan? Elapsed(DateTimeOffset now) => (FinishedAt ?? now) - StartedAt;
}

/// <summary>How many items have each status.</summary>
/// <param name="Pending">Not begun.</param>
/// <param name="Processing">Being done.</param>
/// <param name="Completed">Done.</param>
/// <param name="Failed">Failed for good, so far.</param>
/// <param name="Cancelled">Cancelled.</param>
/// <param name="Skipped">Left out.</param>
/// <param name="Retrying">To be tried again.</param>
public sealed record ItemCounts(
    long Pending,
    long Processing,
    long Completed,
    long Failed,
    long Cancelled,
    long Skipped,
    long Retrying
)
{
    /// <summary>All items.</summary>
    public long Total => Pending + Processing + Completed + Failed + Cancelled + Skipped + Retrying;

    /// <summary>Those that have ended.</summary>
    public long Finished => Completed + Failed + Cancelled + Skipped;
}

/// <summary>A batch of a run.</summary>
/// <param name="Id">The batch execution.</param>
/// <param name="BatchId">The batch.</param>
/// <param name="Name">The batch's name.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Items">How its items stand.</param>
public sealed record RunBatch(
    BatchExecutionId Id,
    BatchId BatchId,
    string Name,
    ExecutionStatus Status,
    ItemCounts Items
);

/// <summary>Failures that look alike.</summary>
/// <param name="Code">Their code.</param>
/// <param name="Message">The message of one of them.</param>
/// <param name="Fingerprint">What they have in common.</param>
/// <param name="Count">How many items.</param>
/// <param name="FirstItemExecutionId">One of them.</param>
public sealed record RunError(
    string Code,
    string Message,
    string Fingerprint,
    long Count,
    ItemExecutionId FirstItemExecutionId
);
