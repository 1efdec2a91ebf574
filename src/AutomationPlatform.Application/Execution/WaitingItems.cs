using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Application.Execution;

/// <summary>Which waiting items of a run; everything that is given must hold, nothing given means all.</summary>
public sealed record WaitingItemFilter
{
    /// <summary>Of these batches; empty means of all.</summary>
    public IReadOnlyList<BatchId> Batches { get; init; } = [];

    /// <summary>With this business reference.</summary>
    public string? Reference { get; init; }

    /// <summary>From this place in their batch on; 0 is the first.</summary>
    public int FirstSequenceNumber { get; init; }

    /// <summary>Up to this place in their batch, itself included.</summary>
    public int LastSequenceNumber { get; init; } = int.MaxValue;
}

/// <summary>How many items wait.</summary>
/// <param name="Pending">Never begun: these can be skipped.</param>
/// <param name="Retrying">To be tried again: these can be cancelled, not skipped.</param>
public sealed record WaitingItemCounts(long Pending, long Retrying);

/// <summary>What skipping did.</summary>
/// <param name="Skipped">How many items are SKIPPED now that were PENDING.</param>
/// <param name="RetryingLeft">How many matched but are RETRYING: left as they were.</param>
public sealed record SkippedItems(long Skipped, long RetryingLeft);
