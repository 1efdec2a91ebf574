using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Retention;

/// <summary>Lets runs leave the database. One implementation per database. Thread-safe.</summary>
public interface IArchiveStore
{
    /// <summary>How often values of the run's batches were erased by now: it must be the same when its file is vouched for.</summary>
    Task<long> CountRedactionsAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>Vouches for a run's file: from now on the run is not to be seen, and its rows may be removed.</summary>
    /// <param name="archived">The file, verified and safe on its disk.</param>
    /// <param name="redactions">What <see cref="CountRedactionsAsync"/> said before it was written.</param>
    /// <param name="actor">Who lets it leave.</param>
    /// <param name="cancellationToken">Ends it, with nothing changed.</param>
    /// <returns>False when the run is not as its file says any more, or was archived by somebody else.</returns>
    Task<bool> AddAsync(ArchivedRun archived, long redactions, string actor, CancellationToken cancellationToken);

    /// <summary>Removes a slice of an archived run, at most <see cref="RetentionDefaults.SliceItems"/> of its items; at last the run itself.</summary>
    /// <returns>Whether all is gone, more is to do, or the run itself waits for those that restarted it.</returns>
    Task<ArchiveRemoval> RemoveSliceAsync(RunId run, CancellationToken cancellationToken);
}
