using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Domain.Execution;

/// <summary>A run ended well.</summary>
/// <param name="RunId">The run.</param>
/// <param name="AutomationId">What it executed.</param>
/// <param name="FinishedAt">When it ended, UTC.</param>
public sealed record RunCompleted(RunId RunId, AutomationId AutomationId, DateTimeOffset FinishedAt)
    : DomainEvent(FinishedAt);

/// <summary>A run ended in failure.</summary>
/// <param name="RunId">The run.</param>
/// <param name="AutomationId">What it executed.</param>
/// <param name="FinishedAt">When it ended, UTC.</param>
/// <param name="ErrorSummary">Why, in one line.</param>
public sealed record RunFailed(RunId RunId, AutomationId AutomationId, DateTimeOffset FinishedAt, string ErrorSummary)
    : DomainEvent(FinishedAt);

/// <summary>A run was cancelled.</summary>
/// <param name="RunId">The run.</param>
/// <param name="AutomationId">What it executed.</param>
/// <param name="FinishedAt">When it ended, UTC.</param>
/// <param name="CancellationReason">The reason that was given.</param>
public sealed record RunCancelled(
    RunId RunId,
    AutomationId AutomationId,
    DateTimeOffset FinishedAt,
    string CancellationReason
) : DomainEvent(FinishedAt);

/// <summary>A batch execution ended in failure.</summary>
/// <param name="BatchExecutionId">The batch execution.</param>
/// <param name="RunId">The run it belongs to.</param>
/// <param name="BatchId">The batch it executed.</param>
/// <param name="FinishedAt">When it ended, UTC.</param>
public sealed record BatchExecutionFailed(
    BatchExecutionId BatchExecutionId,
    RunId RunId,
    BatchId BatchId,
    DateTimeOffset FinishedAt
) : DomainEvent(FinishedAt);

/// <summary>An attempt at an item failed, for good or not.</summary>
/// <param name="ItemExecutionId">The item execution.</param>
/// <param name="RunId">The run it belongs to.</param>
/// <param name="ItemId">The item.</param>
/// <param name="ErrorMessage">What went wrong.</param>
/// <param name="AttemptCount">The number of the attempt that failed.</param>
/// <param name="WillRetry">True when it will be tried again; false when it failed for good.</param>
/// <param name="FailedAt">When it failed, UTC.</param>
public sealed record ItemExecutionFailed(
    ItemExecutionId ItemExecutionId,
    RunId RunId,
    ItemId ItemId,
    string ErrorMessage,
    int AttemptCount,
    bool WillRetry,
    DateTimeOffset FailedAt
) : DomainEvent(FailedAt);
