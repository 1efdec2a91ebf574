using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Audit;

/// <summary>An item execution with its item and its whole history.</summary>
public sealed class AuditedItem
{
    /// <summary>The item execution.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its item.</summary>
    public required Guid ItemId { get; init; }

    /// <summary>Its batch execution.</summary>
    public required Guid BatchExecutionId { get; init; }

    /// <summary>Its status.</summary>
    public required ExecutionStatus Status { get; init; }

    /// <summary>Its version.</summary>
    public required int Version { get; init; }

    /// <summary>When it was started last.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How often it was started.</summary>
    public required int Attempt { get; init; }

    /// <summary>The code of its error.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The message of its error.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Its result as JSON text; null without one, where it was erased, and where values were not asked for.</summary>
    public string? Result { get; init; }

    /// <summary>The stored hash of its result, which the last row of its history keeps.</summary>
    public byte[]? ResultHash => History is [.., var last] ? last.ResultHash : null;

    /// <summary>The number of its item within the batch; null when the item is missing.</summary>
    public int? SequenceNumber { get; init; }

    /// <summary>The item's reference.</summary>
    public string? Reference { get; init; }

    /// <summary>When the item was made; null when it is missing.</summary>
    public DateTimeOffset? ItemCreatedAt { get; init; }

    /// <summary>The item's payload as JSON text; null where it was erased, and where values were not asked for.</summary>
    public string? Payload { get; init; }

    /// <summary>The stored hash of the payload.</summary>
    public byte[]? PayloadHash { get; init; }

    /// <summary>The rows of its history in order of version; the last one alone where only the leaf was asked for.</summary>
    public IList<HistoryContent> History { get; } = [];

    /// <summary>How many rows its history has, where not all were read; null where they were.</summary>
    public int? HistoryRows { get; init; }
}
