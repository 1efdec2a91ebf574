using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Domain.Execution;

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
