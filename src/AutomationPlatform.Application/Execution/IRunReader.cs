using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>Reads runs and their items for people, without loading entities.</summary>
public interface IRunReader
{
    /// <summary>The runs that match, newest first; hidden ones (still being made) are left out.</summary>
    Task<Page<RunSummary>> ListAsync(RunFilter filter, PageRequest page, CancellationToken cancellationToken);

    /// <summary>A run with its counts and batches.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    Task<RunSummary> GetAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>The run whose id is this, or begins or ends so (at least 8 characters).</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="InvalidInputException">Several match, or it is too short.</exception>
    Task<RunId> ResolveAsync(string idPart, CancellationToken cancellationToken);

    /// <summary>The failures of a run by fingerprint, most frequent first.</summary>
    Task<IReadOnlyList<RunError>> ListErrorsAsync(RunId run, int limit, CancellationToken cancellationToken);

    /// <summary>Every item of a run in order of batch and sequence, streamed: for exports.</summary>
    IAsyncEnumerable<ExportedItem> ExportAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>The item executions that match, by run and position.</summary>
    Task<Page<ItemExecutionSummary>> FindItemsAsync(
        ItemFilter filter,
        PageRequest page,
        CancellationToken cancellationToken
    );

    /// <summary>The item execution whose id is this, or all executions of the item whose id is this, newest run first.
    /// Beginnings and ends of at least 8 characters are taken too.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="InvalidInputException">Several match, or it is too short.</exception>
    Task<IReadOnlyList<ItemExecutionDetails>> GetItemAsync(string idPart, CancellationToken cancellationToken);

    /// <summary>The history of an item execution, by version.</summary>
    Task<IReadOnlyList<HistoryEntry>> ListHistoryAsync(ItemExecutionId item, CancellationToken cancellationToken);

    /// <summary>What handlers of a run wrote to standard error, in order of writing, streamed.</summary>
    IAsyncEnumerable<HandlerLog> ListLogsAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>Who works on a run, and what is to be known of what waits in it.</summary>
    /// <remarks>Cheap whatever the run's size: nothing is counted beyond <see cref="RunActivity.CountLimit"/>.</remarks>
    /// <exception cref="NotFoundException">There is no such run.</exception>
    Task<RunActivity> GetActivityAsync(RunId run, CancellationToken cancellationToken);
}
