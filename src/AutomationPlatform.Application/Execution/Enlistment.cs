using System.Data.Common;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>Does work of the platform inside a database transaction of the caller's own, atomically with business data. Thread-safe.</summary>
public sealed class Enlistment(IDefinitionReader definitions, IEnlistmentStore store)
{
    /// <summary>Enlists in an open transaction on the platform's own database.</summary>
    /// <remarks>
    /// Commit and rollback stay the caller's. Nothing is seen before the commit; workers are woken by it on PostgreSQL and
    /// find the work by polling on SQLite. The automation's definition must have been committed before.
    /// </remarks>
    /// <param name="connection">The open connection: of PostgreSQL or SQLite, as the platform's database is.</param>
    /// <param name="transaction">Its transaction. On SQLite begin it with the write lock (<c>deferred: false</c>).</param>
    /// <param name="actor">Who acts; stamped on everything that is made.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException">The connection is of another kind or database, or the transaction is not its own.</exception>
    public async Task<EnlistedWork> EnlistAsync(
        DbConnection connection,
        DbTransaction transaction,
        string actor,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(transaction);
        ArgumentException.ThrowIfNullOrWhiteSpace(actor);
        if (transaction.Connection != connection)
            throw new ArgumentException(
                "The transaction is not one of this connection, or has ended; give an open one of its own.",
                nameof(transaction)
            );
        return new EnlistedWork(
            definitions,
            await store.EnlistAsync(connection, transaction, cancellationToken),
            actor
        );
    }
}

/// <summary>What the platform does inside one transaction of the caller's. Not thread-safe, as its connection is not.</summary>
/// <remarks>A call that is refused leaves nothing behind, and the transaction can go on.</remarks>
public sealed class EnlistedWork
{
    /// <summary>The most rows that one transaction may make, items and item executions each counted: 50,000.</summary>
    public const int RowLimit = ExecutionDefaults.SliceRows;

    private readonly IDefinitionReader definitions;
    private readonly IEnlistedTransaction transaction;
    private readonly string actor;

    internal EnlistedWork(IDefinitionReader definitions, IEnlistedTransaction transaction, string actor)
    {
        this.definitions = definitions;
        this.transaction = transaction;
        this.actor = actor;
    }

    /// <summary>How many more rows this transaction may make.</summary>
    public int Room { get; private set; } = RowLimit;

    /// <summary>Adds items to a batch, which is made if there is none of that name.</summary>
    /// <remarks>Items are checked against the definition as an import checks rows, and go on from the highest sequence number.</remarks>
    /// <param name="automation">The automation's name or id.</param>
    /// <param name="batch">The batch's name.</param>
    /// <param name="items">The items in their order; at most <see cref="Room"/>.</param>
    /// <param name="batchPayload">The payload of a batch that is made; one there is keeps its own.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The batch.</returns>
    /// <exception cref="InvalidInputException">An item breaks the definition, or there are more than <see cref="Room"/>.</exception>
    /// <exception cref="ConflictException">The batch is being imported, an unfinished run uses it, or it has a reference already.</exception>
    /// <exception cref="NotFoundException">There is no such automation.</exception>
    public async Task<BatchId> AddItemsAsync(
        string automation,
        string batch,
        IReadOnlyList<EnlistedItem> items,
        Payload? batchPayload = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(items);
        var details = await definitions.GetAutomationAsync(automation, includeInactive: false, cancellationToken);
        RequireRoom($"batch '{batch}'", items.Count);
        var named = new Batch(details.Summary.Id, batch).Name;
        var addition = new ItemAddition(
            details.Summary.Id,
            details.Summary.DefinitionNumber,
            named,
            batchPayload,
            EnlistedItems.Check(named, items, details.Definition),
            actor,
            () => BatchPayload.Check(named, batchPayload, details.Definition)
        );
        var added = await transaction.AddItemsAsync(addition, cancellationToken);
        Room -= items.Count;
        return added;
    }

    /// <summary>Starts a run of batches for workers, those filled in this transaction included.</summary>
    /// <param name="automation">The automation's name or id.</param>
    /// <param name="batches">The batches' names, in the order their items are claimed; at least one.</param>
    /// <param name="options">How it is run; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The run; workers see it after the commit.</returns>
    /// <exception cref="InvalidInputException">No batch is named, they have more items than <see cref="Room"/>, or the automation has no handler.</exception>
    /// <exception cref="ConflictException">A batch is being imported, or something was deactivated.</exception>
    /// <exception cref="NotFoundException">There is no such automation or batch.</exception>
    public async Task<RunId> StartRunAsync(
        string automation,
        IReadOnlyList<string> batches,
        EnlistedRunOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(batches);
        var details = await definitions.GetAutomationAsync(automation, includeInactive: false, cancellationToken);
        var chosen = new List<BatchId>();
        foreach (var name in batches)
            chosen.Add(
                await transaction.FindBatchAsync(details.Summary.Id, name, cancellationToken)
                    ?? throw new NotFoundException(
                        $"batch '{name}': automation '{details.Summary.Name}' has none such; add items to it first"
                    )
            );
        options ??= new EnlistedRunOptions();
        var request = new StartRunRequest(details, chosen, actor)
        {
            CorrelationId = options.CorrelationId,
            Priority = options.Priority,
            MaxAttempts = options.MaxAttempts,
            HandlerRegistered = options.HandlerRegistered,
        };
        var (run, items) = await transaction.CreateRunAsync(StartRun.Check(request), Room, cancellationToken);
        Room -= items;
        return run;
    }

    private void RequireRoom(string what, int rows)
    {
        if (rows > Room)
            throw new InvalidInputException(
                $"{what}: {rows} items are more than the {Room} rows that this transaction may still make, of {RowLimit}; "
                    + "import them without a transaction of your own"
            );
    }
}

/// <summary>An item to be added.</summary>
/// <param name="Payload">Its payload.</param>
/// <param name="Reference">The business's own name for it, unique in the batch; where the definition has a key, the payload says it.</param>
public sealed record EnlistedItem(Payload Payload, string? Reference = null);

/// <summary>How an enlisted run is done.</summary>
public sealed record EnlistedRunOptions
{
    /// <summary>An id of the caller's own, at most <see cref="Limits.CorrelationId"/> characters.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>0 to 9, higher first. Default <see cref="Run.DefaultPriority"/>.</summary>
    public int Priority { get; init; } = Run.DefaultPriority;

    /// <summary>Another number of attempts than the definition's policy says; null leaves it to the policy.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>True when a handler was registered for the automation in code, so that the definition needs none.</summary>
    public bool HandlerRegistered { get; init; }
}
