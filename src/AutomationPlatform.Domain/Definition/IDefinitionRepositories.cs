namespace AutomationPlatform.Domain.Definition;

/// <summary>The stored automations.</summary>
public interface IAutomationRepository : IRepository<Automation, AutomationId>
{
    /// <summary>The active automation of this name, or null.</summary>
    Task<Automation?> GetByNameAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>The active automations, by name.</summary>
    Task<IReadOnlyList<Automation>> ListActiveAsync(
        int limit = IRepository<Automation, AutomationId>.DefaultLimit,
        CancellationToken cancellationToken = default
    );

    /// <summary>A definition version of an automation, or null.</summary>
    Task<DefinitionVersion?> GetDefinitionAsync(
        AutomationId id,
        int number,
        CancellationToken cancellationToken = default
    );
}

/// <summary>The stored batches.</summary>
public interface IBatchRepository : IRepository<Batch, BatchId>
{
    /// <summary>The active batch of this name in this automation, or null.</summary>
    Task<Batch?> GetByNameAsync(AutomationId automationId, string name, CancellationToken cancellationToken = default);

    /// <summary>The batches of an automation, newest first.</summary>
    Task<IReadOnlyList<Batch>> ListByAutomationAsync(
        AutomationId automationId,
        bool includeSoftDeleted = false,
        int limit = IRepository<Batch, BatchId>.DefaultLimit,
        CancellationToken cancellationToken = default
    );
}

/// <summary>The stored items.</summary>
public interface IItemRepository : IRepository<Item, ItemId>
{
    /// <summary>The item at this place of the batch, or null.</summary>
    Task<Item?> GetBySequenceAsync(BatchId batchId, int sequenceNumber, CancellationToken cancellationToken = default);

    /// <summary>The item with this business reference in the batch, or null.</summary>
    Task<Item?> GetByReferenceAsync(BatchId batchId, string reference, CancellationToken cancellationToken = default);

    /// <summary>The items of a batch, by sequence.</summary>
    Task<IReadOnlyList<Item>> ListByBatchAsync(
        BatchId batchId,
        bool includeSoftDeleted = false,
        int limit = IRepository<Item, ItemId>.DefaultLimit,
        CancellationToken cancellationToken = default
    );
}
