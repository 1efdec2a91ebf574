using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Domain.Execution;

/// <summary>A run began, or began again after a retry. Told from the outbox only.</summary>
/// <param name="RunId">The run.</param>
/// <param name="AutomationId">What it executes.</param>
/// <param name="StartedAt">When its first item, or the first one retried, was started, UTC.</param>
/// <param name="Again">True when it had been started before.</param>
public sealed record RunStarted(RunId RunId, AutomationId AutomationId, DateTimeOffset StartedAt, bool Again)
    : DomainEvent(StartedAt);

/// <summary>A run was paused. Told from the outbox only.</summary>
/// <param name="RunId">The run.</param>
/// <param name="AutomationId">What it executes.</param>
/// <param name="PausedAt">When, UTC.</param>
/// <param name="PauseReason">The reason that was given.</param>
public sealed record RunPaused(RunId RunId, AutomationId AutomationId, DateTimeOffset PausedAt, string PauseReason)
    : DomainEvent(PausedAt);

/// <summary>A paused run was resumed. Told from the outbox only.</summary>
/// <param name="RunId">The run.</param>
/// <param name="AutomationId">What it executes.</param>
/// <param name="ResumedAt">When, UTC.</param>
public sealed record RunResumed(RunId RunId, AutomationId AutomationId, DateTimeOffset ResumedAt)
    : DomainEvent(ResumedAt);

/// <summary>A run that workers drive passed a milestone: another tenth of its items has finished. Told from the outbox only.</summary>
/// <param name="RunId">The run.</param>
/// <param name="AutomationId">What it executes.</param>
/// <param name="Percent">10, 20 … 90: the last milestone passed; those passed at the same look are not told.</param>
/// <param name="ReachedAt">When that was found, UTC.</param>
public sealed record RunProgressed(RunId RunId, AutomationId AutomationId, int Percent, DateTimeOffset ReachedAt)
    : DomainEvent(ReachedAt);

/// <summary>A batch execution ended well. Told from the outbox only.</summary>
/// <param name="BatchExecutionId">The batch execution.</param>
/// <param name="RunId">The run it belongs to.</param>
/// <param name="BatchId">The batch it executed.</param>
/// <param name="FinishedAt">When it ended, UTC.</param>
public sealed record BatchExecutionCompleted(
    BatchExecutionId BatchExecutionId,
    RunId RunId,
    BatchId BatchId,
    DateTimeOffset FinishedAt
) : DomainEvent(FinishedAt);

/// <summary>An item failed and will not be tried again by itself. Told from the outbox only.</summary>
/// <param name="ItemExecutionId">The item execution.</param>
/// <param name="RunId">The run it belongs to.</param>
/// <param name="ItemId">The item.</param>
/// <param name="ErrorCode">The error's code.</param>
/// <param name="ErrorMessage">What went wrong.</param>
/// <param name="AttemptCount">The number of the last attempt.</param>
/// <param name="FailedAt">When it failed, UTC.</param>
public sealed record ItemExecutionFailedForGood(
    ItemExecutionId ItemExecutionId,
    RunId RunId,
    ItemId ItemId,
    string ErrorCode,
    string ErrorMessage,
    int AttemptCount,
    DateTimeOffset FailedAt
) : DomainEvent(FailedAt);
