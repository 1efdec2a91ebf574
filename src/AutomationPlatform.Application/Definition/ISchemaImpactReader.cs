using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Application.Definition;

/// <summary>Reads what of an automation is still to be run: batches never run, and items that are active in an unfinished run.</summary>
/// <remarks>Deactivated batches, and rows of an import under way, are left out. Thread-safe.</remarks>
public interface ISchemaImpactReader
{
    /// <summary>The batches of which something is still to be run, oldest first.</summary>
    Task<IReadOnlyList<UnfinishedBatch>> ListBatchesAsync(AutomationId automation, CancellationToken cancellationToken);

    /// <summary>The items of such a batch that are still to be run, by sequence, as they are read: memory stays flat.</summary>
    IAsyncEnumerable<ItemSummary> ListItemsAsync(UnfinishedBatch batch, CancellationToken cancellationToken);
}

/// <summary>A batch of which something is still to be run.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Name">Its name.</param>
/// <param name="Payload">Its payload's JSON text; null when it has none.</param>
/// <param name="WasRun">False when no run refers to it, so that all of its items count.</param>
/// <param name="Items">How many of its items are still to be run.</param>
public sealed record UnfinishedBatch(BatchId Id, string Name, string? Payload, bool WasRun, long Items);
