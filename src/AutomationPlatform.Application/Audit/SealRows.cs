using AutomationPlatform.Domain.Audit;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Audit;

/// <summary>How rows become what is hashed.</summary>
internal static class SealRows
{
    /// <summary>The leaf of an item execution, as its rows stand.</summary>
    internal static SealLeaf Leaf(this AuditedItem item) =>
        item.Leaf(item.History.Count == 0 ? null : HistoryHash.Of(item.History[^1]));

    /// <summary>The leaf of an item execution whose last row of history has been hashed.</summary>
    internal static SealLeaf Leaf(this AuditedItem item, byte[]? lastHistoryHash) =>
        new(
            item.Id,
            item.ItemId,
            item.PayloadHash,
            lastHistoryHash,
            item.Status,
            item.ResultHash,
            item.ErrorCode,
            item.ErrorMessage
        );

    /// <summary>Adds a batch to the hash over all.</summary>
    internal static void Add(this BatchesHash hash, AuditedBatch batch) =>
        hash.Add(
            batch.ExecutionId,
            batch.BatchId,
            batch.Ordinal,
            batch.Status,
            (AuditedRun.Text(batch.StartedAt), AuditedRun.Text(batch.FinishedAt)),
            batch.PayloadHash
        );
}
