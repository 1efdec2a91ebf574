namespace AutomationPlatform.Application.Audit;

/// <summary>A run in the database.</summary>
internal sealed class StoredRun(IAuditReader reader, AuditedRun run, IReadOnlyList<RunSeal> seals) : IRunSource
{
    public AuditedRun Run => run;

    public IReadOnlyList<RunSeal> Seals => seals;

    public IAsyncEnumerable<AuditedBatch> ReadBatchesAsync(CancellationToken cancellationToken) =>
        reader.ReadBatchesAsync(run.Id, cancellationToken);

    public IAsyncEnumerable<AuditedItem> ReadItemsAsync(CancellationToken cancellationToken) =>
        reader.ReadItemsAsync(run.Id, after: null, values: true, cancellationToken);

    public IAsyncEnumerable<SealSegment> ReadSegmentsAsync(CancellationToken cancellationToken) =>
        reader.ReadSegmentsAsync(run.Id, run.Version, cancellationToken);

    public Task<bool> IsErasedAsync(Guid itemOrBatch, CancellationToken cancellationToken) =>
        reader.IsErasedAsync(itemOrBatch, cancellationToken);
}
