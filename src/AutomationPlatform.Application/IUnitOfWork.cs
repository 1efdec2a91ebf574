using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;

namespace AutomationPlatform.Application;

/// <summary>One transaction, one identity map, one user: the one door to stored entities.</summary>
/// <remarks>
/// Commit first, then (and only then) the events of every entity it touched go to the event bus; rollback discards them.
/// Disposing without commit rolls back. After commit or rollback its repositories refuse further use with
/// <see cref="InvalidOperationException"/>. Not thread-safe.
/// </remarks>
public interface IUnitOfWork : IAsyncDisposable
{
    /// <summary>Who acts; stamped on everything it stores.</summary>
    string? User { get; }

    /// <summary>The stored automations.</summary>
    IAutomationRepository Automations { get; }

    /// <summary>The stored batches.</summary>
    IBatchRepository Batches { get; }

    /// <summary>The stored items.</summary>
    IItemRepository Items { get; }

    /// <summary>The stored runs.</summary>
    IRunRepository Runs { get; }

    /// <summary>The stored batch executions.</summary>
    IBatchExecutionRepository BatchExecutions { get; }

    /// <summary>The stored item executions.</summary>
    IItemExecutionRepository ItemExecutions { get; }

    /// <summary>The stored history.</summary>
    IItemStateHistoryRepository ItemStateHistory { get; }

    /// <summary>The stored engines.</summary>
    IEngineRepository Engines { get; }

    /// <summary>The stored instances in engines.</summary>
    IOrchestrationInstanceRepository OrchestrationInstances { get; }

    /// <summary>The stored links between runs and instances.</summary>
    IRunOrchestrationRepository RunOrchestrations { get; }

    /// <summary>Makes everything durable, then tells the events.</summary>
    /// <exception cref="DatabaseUnavailableException">The database was lost; whether the commit took place is said.</exception>
    Task CommitAsync(CancellationToken cancellationToken = default);

    /// <summary>Undoes everything and forgets the events.</summary>
    Task RollbackAsync(CancellationToken cancellationToken = default);
}

/// <summary>Begins units of work. Thread-safe.</summary>
public interface IUnitOfWorkFactory
{
    /// <summary>Begins a unit of work; dispose it.</summary>
    /// <param name="user">Who acts; null for nobody in particular.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached.</exception>
    Task<IUnitOfWork> BeginAsync(string? user = null, CancellationToken cancellationToken = default);

    /// <summary>Does the work in one unit of work: commits when it succeeds, rolls back when it throws.</summary>
    /// <remarks>When the connection is lost before the commit was sent, the work is done once more from the start.</remarks>
    Task<TResult> TransactionAsync<TResult>(
        Func<IUnitOfWork, CancellationToken, Task<TResult>> work,
        string? user = null,
        CancellationToken cancellationToken = default
    );
}
