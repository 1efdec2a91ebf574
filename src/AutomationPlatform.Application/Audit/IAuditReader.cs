using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Audit;

/// <summary>Reads what is sealed and what seals it, in parts: memory stays flat, and no snapshot is held that would keep a
/// database from cleaning up. Needs no right to write. Thread-safe.</summary>
public interface IAuditReader
{
    /// <summary>When this database began to keep hashes; what is older may be without.</summary>
    Task<DateTimeOffset> GetBeginningAsync(CancellationToken cancellationToken);

    /// <summary>A run; null when there is none.</summary>
    Task<AuditedRun?> FindRunAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>All runs that can be seen, oldest first.</summary>
    IAsyncEnumerable<AuditedRun> ListRunsAsync(CancellationToken cancellationToken);

    /// <summary>How many item executions there are to read, for progress only.</summary>
    Task<long> CountItemsAsync(RunId? run, CancellationToken cancellationToken);

    /// <summary>Whether the run is on the list of those to be sealed.</summary>
    Task<bool> IsUnsealedAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>The batches of a run in the order in which they are sealed.</summary>
    IAsyncEnumerable<AuditedBatch> ReadBatchesAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>The item executions of a run in the order in which they are sealed: by the ordinal of their batch execution,
    /// then by id.</summary>
    /// <param name="run">The run.</param>
    /// <param name="after">The place behind which to begin; null from the start.</param>
    /// <param name="values">Whether all is read, payloads, results and whole histories; else only what a leaf is made of.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<AuditedItem> ReadItemsAsync(
        RunId run,
        ItemPlace? after,
        bool values,
        CancellationToken cancellationToken
    );

    /// <summary>Whether a redaction says that values of this item or batch were erased.</summary>
    Task<bool> IsErasedAsync(Guid itemOrBatch, CancellationToken cancellationToken);

    /// <summary>The segments of a sealed version of a run, in order.</summary>
    IAsyncEnumerable<SealSegment> ReadSegmentsAsync(RunId run, int version, CancellationToken cancellationToken);

    /// <summary>The seals of one run, oldest first.</summary>
    Task<IReadOnlyList<RunSeal>> ListSealsAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>All seals in order of position.</summary>
    IAsyncEnumerable<RunSeal> ReadSealsAsync(CancellationToken cancellationToken);

    /// <summary>Runs that seals name and that are not there: how many left into an archive, and the first that did not.</summary>
    Task<MissingRuns> FindMissingRunsAsync(CancellationToken cancellationToken);

    /// <summary>Every public key that signed.</summary>
    Task<IReadOnlyList<AuditPublicKey>> ListKeysAsync(CancellationToken cancellationToken);

    /// <summary>A setting of the whole database, with when it was set; null when it was never set.</summary>
    Task<PlatformSetting?> FindSettingAsync(string name, CancellationToken cancellationToken);

    /// <summary>The log in the order of its chain.</summary>
    IAsyncEnumerable<LinkedEntry> ReadLogAsync(CancellationToken cancellationToken);

    /// <summary>The newest link of the log's chain; null without one.</summary>
    Task<ChainHead?> FindLogHeadAsync(CancellationToken cancellationToken);

    /// <summary>An entry that has no place in the chain and does not wait for one; null when there is none.</summary>
    Task<Guid?> FindStrayEntryAsync(CancellationToken cancellationToken);

    /// <summary>The seals that the log says were made: of one run, or of all.</summary>
    IAsyncEnumerable<LoggedSeal> ReadLoggedSealsAsync(RunId? run, CancellationToken cancellationToken);
}
