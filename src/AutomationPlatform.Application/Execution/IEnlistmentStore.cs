using System.Data.Common;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>The set-based port to transactions of others. One implementation per database. Thread-safe.</summary>
public interface IEnlistmentStore
{
    /// <summary>Enlists in a transaction.</summary>
    /// <exception cref="ArgumentException">The connection is of another kind or database.</exception>
    Task<IEnlistedTransaction> EnlistAsync(
        DbConnection connection,
        DbTransaction transaction,
        CancellationToken cancellationToken
    );
}

/// <summary>A transaction of others in which the platform works; what is refused is undone to where it began. Not thread-safe.</summary>
public interface IEnlistedTransaction
{
    /// <summary>The active batch of this name, as the transaction sees it; null when there is none.</summary>
    Task<BatchId?> FindBatchAsync(AutomationId automation, string name, CancellationToken cancellationToken);

    /// <summary>Adds items, and makes the batch where there is none.</summary>
    /// <exception cref="ConflictException">The batch cannot be added to now, or has one of the references.</exception>
    Task<BatchId> AddItemsAsync(ItemAddition addition, CancellationToken cancellationToken);

    /// <summary>Makes a run of at most so many items; it is seen at the commit.</summary>
    /// <returns>The run, and how many items it has.</returns>
    /// <exception cref="InvalidInputException">It would have more.</exception>
    /// <exception cref="ConflictException">A batch is being imported, or something was deactivated.</exception>
    Task<(RunId Run, int Items)> CreateRunAsync(NewRun run, int room, CancellationToken cancellationToken);
}

/// <summary>Items on their way into a batch.</summary>
/// <param name="AutomationId">The automation.</param>
/// <param name="DefinitionNumber">The definition version that they were checked against.</param>
/// <param name="Batch">The batch's name.</param>
/// <param name="BatchPayload">The payload of a batch that is made.</param>
/// <param name="Items">The items; their sequence numbers count from 0 and are moved behind those there are.</param>
/// <param name="Actor">Who adds them.</param>
/// <param name="CheckNewBatch">Refuses the payload of a batch that is to be made.</param>
public sealed record ItemAddition(
    AutomationId AutomationId,
    int DefinitionNumber,
    string Batch,
    Payload? BatchPayload,
    IReadOnlyList<NewItem> Items,
    string Actor,
    Action CheckNewBatch
);
