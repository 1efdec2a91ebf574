namespace AutomationPlatform.Application.Audit;

/// <summary>Where a run is verified from: a database or an export. Read once, in the order of the members.</summary>
internal interface IRunSource
{
    AuditedRun Run { get; }

    /// <summary>The seals of the run, oldest first.</summary>
    IReadOnlyList<RunSeal> Seals { get; }

    IAsyncEnumerable<AuditedBatch> ReadBatchesAsync(CancellationToken cancellationToken);

    IAsyncEnumerable<AuditedItem> ReadItemsAsync(CancellationToken cancellationToken);

    /// <summary>The segments of the newest seal; none in an export.</summary>
    IAsyncEnumerable<SealSegment> ReadSegmentsAsync(CancellationToken cancellationToken);

    /// <summary>Whether a redaction says that values of this item or batch were erased.</summary>
    Task<bool> IsErasedAsync(Guid itemOrBatch, CancellationToken cancellationToken);
}
