namespace AutomationPlatform.Application.Audit;

/// <summary>A batch as it was executed in a run.</summary>
/// <param name="ExecutionId">The batch execution.</param>
/// <param name="BatchId">The batch.</param>
/// <param name="Ordinal">Its place in the run.</param>
/// <param name="Status">Its status as text.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="CreatedAt">When the batch was made.</param>
/// <param name="Payload">The batch's payload; null where it was erased.</param>
/// <param name="PayloadHash">The stored hash of it; null where none was stored.</param>
/// <param name="IsBatchThere">False when the batch itself is missing.</param>
public sealed record AuditedBatch(
    Guid ExecutionId,
    Guid BatchId,
    int Ordinal,
    string Status,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    DateTimeOffset? CreatedAt,
    string? Payload,
    byte[]? PayloadHash,
    bool IsBatchThere
);
