using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>One started item.</summary>
/// <param name="Id">The item execution.</param>
/// <param name="Version">The fence: the version that the claim produced.</param>
/// <param name="ItemId">The item.</param>
/// <param name="BatchExecutionId">The batch execution it belongs to.</param>
/// <param name="Position">Its place in the run's queue: the batch's ordinal × 2³² + the sequence number.</param>
/// <param name="SequenceNumber">Its place in the batch.</param>
/// <param name="Reference">The business's own name for it.</param>
/// <param name="Payload">Its JSON text, from the database; null when it has none.</param>
/// <param name="AttemptCount">The number of this attempt, from 1.</param>
/// <param name="LostCount">How often it was lost before.</param>
/// <param name="ReleasedCount">How often it was given back before.</param>
/// <param name="MaxAttempts">Its own maximum; null means one.</param>
/// <param name="FirstStartedAt">When its first attempt began.</param>
/// <param name="StartedAt">When this attempt was started, by the database's clock.</param>
public sealed record ClaimedItem(
    ItemExecutionId Id,
    int Version,
    ItemId ItemId,
    BatchExecutionId BatchExecutionId,
    long Position,
    int SequenceNumber,
    string? Reference,
    string? Payload,
    int AttemptCount,
    int LostCount,
    int ReleasedCount,
    int? MaxAttempts,
    DateTimeOffset FirstStartedAt,
    DateTimeOffset StartedAt
)
{
    /// <summary>The hash of the row of history that the claim left, 32 bytes; null where the claimer does not know it.</summary>
    /// <remarks>The next row carries it. It goes back with the answer, which saves the database a search.</remarks>
    public byte[]? HistoryHash { get; init; }

    /// <summary>The attempts that count, this one included.</summary>
    public int AttemptsUsed => AttemptCount - LostCount - ReleasedCount;
}
