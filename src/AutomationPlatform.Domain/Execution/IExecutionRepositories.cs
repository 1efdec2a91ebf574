using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Domain.Execution;

/// <summary>The stored runs. All lists give the newest first.</summary>
public interface IRunRepository : IRepository<Run, RunId>
{
    /// <summary>The runs with this correlation id.</summary>
    Task<IReadOnlyList<Run>> ListByCorrelationIdAsync(
        string correlationId,
        int limit = IRepository<Run, RunId>.DefaultLimit,
        CancellationToken cancellationToken = default
    );

    /// <summary>The runs of an automation, of one status or of all.</summary>
    Task<IReadOnlyList<Run>> ListByAutomationAsync(
        AutomationId automationId,
        ExecutionStatus? status = null,
        int limit = IRepository<Run, RunId>.DefaultLimit,
        CancellationToken cancellationToken = default
    );

    /// <summary>The runs of one status.</summary>
    Task<IReadOnlyList<Run>> ListByStatusAsync(
        ExecutionStatus status,
        int limit = IRepository<Run, RunId>.DefaultLimit,
        CancellationToken cancellationToken = default
    );

    /// <summary>The runs that are PROCESSING or RETRYING, of one automation or of all.</summary>
    Task<IReadOnlyList<Run>> ListRunningAsync(
        AutomationId? automationId = null,
        int limit = IRepository<Run, RunId>.DefaultLimit,
        CancellationToken cancellationToken = default
    );
}

/// <summary>The stored batch executions.</summary>
public interface IBatchExecutionRepository : IRepository<BatchExecution, BatchExecutionId>
{
    /// <summary>The execution of this batch in this run, or null.</summary>
    Task<BatchExecution?> GetByRunAndBatchAsync(
        RunId runId,
        BatchId batchId,
        CancellationToken cancellationToken = default
    );

    /// <summary>The batch executions of a run, in its order.</summary>
    Task<IReadOnlyList<BatchExecution>> ListByRunAsync(
        RunId runId,
        int limit = IRepository<BatchExecution, BatchExecutionId>.DefaultLimit,
        CancellationToken cancellationToken = default
    );

    /// <summary>The executions of a batch, newest first.</summary>
    Task<IReadOnlyList<BatchExecution>> ListByBatchAsync(
        BatchId batchId,
        int limit = IRepository<BatchExecution, BatchExecutionId>.DefaultLimit,
        CancellationToken cancellationToken = default
    );
}

/// <summary>The stored item executions.</summary>
/// <remarks>
/// In a run that workers drive, starting, completing, failing, activating and deactivating through entities is refused
/// with <see cref="InvalidStateException"/>; other changes keep queue, counts and failures right in the same transaction.
/// </remarks>
public interface IItemExecutionRepository : IRepository<ItemExecution, ItemExecutionId>
{
    /// <summary>The execution of this item in this run, or null.</summary>
    Task<ItemExecution?> GetByRunAndItemAsync(
        RunId runId,
        ItemId itemId,
        CancellationToken cancellationToken = default
    );

    /// <summary>The item executions of a batch execution, by sequence.</summary>
    Task<IReadOnlyList<ItemExecution>> ListByBatchExecutionAsync(
        BatchExecutionId batchExecutionId,
        int limit = IRepository<ItemExecution, ItemExecutionId>.DefaultLimit,
        CancellationToken cancellationToken = default
    );

    /// <summary>The item executions of a run that are PENDING.</summary>
    Task<IReadOnlyList<ItemExecution>> ListPendingAsync(
        RunId runId,
        int limit = IRepository<ItemExecution, ItemExecutionId>.DefaultLimit,
        CancellationToken cancellationToken = default
    );

    /// <summary>The item executions of a run that are FAILED.</summary>
    Task<IReadOnlyList<ItemExecution>> ListFailedAsync(
        RunId runId,
        int limit = IRepository<ItemExecution, ItemExecutionId>.DefaultLimit,
        CancellationToken cancellationToken = default
    );

    /// <summary>How many item executions of a run have each status; a status that none has counts 0.</summary>
    Task<IReadOnlyDictionary<ExecutionStatus, long>> CountByStatusAsync(
        RunId runId,
        CancellationToken cancellationToken = default
    );
}

/// <summary>The stored history. It can be read and grows by itself: there is no update and no delete.</summary>
public interface IItemStateHistoryRepository
{
    /// <summary>The history of an item execution, by version.</summary>
    Task<IReadOnlyList<ItemStateHistory>> ListByItemExecutionAsync(
        ItemExecutionId itemExecutionId,
        CancellationToken cancellationToken = default
    );

    /// <summary>The latest row of an item execution, or null when its status never changed.</summary>
    Task<ItemStateHistory?> GetLatestAsync(
        ItemExecutionId itemExecutionId,
        CancellationToken cancellationToken = default
    );
}
