using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Audit;

/// <summary>Where seals are made: one implementation per database. Thread-safe.</summary>
public interface ISealStore
{
    /// <summary>Takes an ended run that is not sealed, the one that has waited longest, under a lease.</summary>
    /// <param name="owner">Who takes it.</param>
    /// <param name="lease">For how long it is the owner's.</param>
    /// <param name="run">Only this run; null for any.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The run; null when there is none that nobody else holds.</returns>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached or is read-only.</exception>
    Task<RunId?> TakeAsync(Guid owner, TimeSpan lease, RunId? run, CancellationToken cancellationToken);

    /// <summary>Whether ended runs wait for their seal, of these or, without any named, of all.</summary>
    Task<bool> IsAwaitedAsync(IReadOnlyList<RunId> runs, CancellationToken cancellationToken);

    /// <summary>The last segment that stands for this version of the run; null for none.</summary>
    Task<SealSegment?> FindLastSegmentAsync(RunId run, int version, CancellationToken cancellationToken);

    /// <summary>Keeps a segment and renews the lease.</summary>
    /// <returns>False when the lease is another's by now; nothing was kept.</returns>
    Task<bool> AppendAsync(Guid owner, TimeSpan lease, SealSegment segment, CancellationToken cancellationToken);

    /// <summary>Stores the seal, its entry in the log, and takes the run off the list, in one transaction.</summary>
    /// <param name="owner">Who holds the run.</param>
    /// <param name="run">The run, as it was when sealing began.</param>
    /// <param name="actor">Who seals, for the log.</param>
    /// <param name="key">The key that signs; null for none.</param>
    /// <param name="compose">Makes the seal for the place it gets; may be called again when others' work undid the transaction.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    Task<SealOutcome> StoreAsync(
        Guid owner,
        AuditedRun run,
        string actor,
        AuditPublicKey? key,
        Func<SealPlace, RunSeal> compose,
        CancellationToken cancellationToken
    );

    /// <summary>Lets go of the run; somebody else may take it at once.</summary>
    Task ReleaseAsync(Guid owner, RunId run, CancellationToken cancellationToken);

    /// <summary>Sets a setting of the whole database, and logs it.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="value">Its value.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    Task SetAsync(string name, string value, string actor, CancellationToken cancellationToken);
}
