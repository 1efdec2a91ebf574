using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>One row of an export.</summary>
/// <param name="Batch">The batch's name.</param>
/// <param name="SequenceNumber">Its place in the batch.</param>
/// <param name="Reference">The business's own name for it.</param>
/// <param name="ItemExecutionId">The item execution.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="AttemptCount">How often it was started.</param>
/// <param name="Payload">The payload's JSON text.</param>
/// <param name="Result">The result's JSON text.</param>
/// <param name="ErrorCode">The code of its last failure.</param>
/// <param name="ErrorMessage">The message of its last failure.</param>
/// <param name="StartedAt">The latest start.</param>
/// <param name="FinishedAt">Its end.</param>
public sealed record ExportedItem(
    string Batch,
    int SequenceNumber,
    string? Reference,
    ItemExecutionId ItemExecutionId,
    ExecutionStatus Status,
    int AttemptCount,
    string? Payload,
    string? Result,
    string? ErrorCode,
    string? ErrorMessage,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt
);

/// <summary>What a handler wrote to standard error in one attempt.</summary>
/// <param name="ItemExecutionId">The item execution.</param>
/// <param name="Batch">The batch's name.</param>
/// <param name="SequenceNumber">The item's place in the batch.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="WrittenAt">When it was stored.</param>
/// <param name="Text">The end of what was written.</param>
public sealed record HandlerLog(
    ItemExecutionId ItemExecutionId,
    string Batch,
    int SequenceNumber,
    int Attempt,
    DateTimeOffset WrittenAt,
    string Text
);
