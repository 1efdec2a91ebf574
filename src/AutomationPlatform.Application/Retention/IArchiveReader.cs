namespace AutomationPlatform.Application.Retention;

/// <summary>Says which runs may leave and which left. Thread-safe.</summary>
public interface IArchiveReader
{
    /// <summary>What may leave.</summary>
    Task<ArchivableRuns> ListArchivableAsync(ArchiveOrder order, CancellationToken cancellationToken);

    /// <summary>Runs whose file is vouched for and whose rows are not all removed, newest first.</summary>
    Task<IReadOnlyList<ArchivedRun>> ListUnremovedAsync(CancellationToken cancellationToken);

    /// <summary>The archived run of this id.</summary>
    /// <param name="idPart">The id, or an unambiguous beginning or end of at least 8 characters.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The run; null when none was archived.</returns>
    /// <exception cref="InvalidInputException">Several match, or it is no part of an id.</exception>
    Task<ArchivedRun?> FindAsync(string idPart, CancellationToken cancellationToken);
}
