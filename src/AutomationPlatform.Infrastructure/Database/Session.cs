using AutomationPlatform.Application;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>What the repositories of one unit of work share: the mapping, the transaction, the user, the untold events.</summary>
internal sealed class Session : IAsyncDisposable
{
    private const string Savepoint = "before_change";

    private readonly IEntityStore store;
    private readonly List<DomainEvent> events = [];
    private IDbContextTransaction? transaction;
    private bool ended;
    private bool lost;
    private bool collided;
    private bool commitSent;
    private bool workAnnounced;

    private Session(PlatformContext context, IEntityStore store, TimeProvider clock, string? user)
    {
        context.ChangeTracker.AutoDetectChangesEnabled = false;
        Context = context;
        this.store = store;
        Clock = clock;
        User = user;
        Log = new EntityLog(user);
        Changes = new ChangeWriter(this, store);
    }

    internal PlatformContext Context { get; }

    internal TimeProvider Clock { get; }

    internal string? User { get; }

    /// <summary>What is to be said of it in the activity log.</summary>
    internal EntityLog Log { get; }

    /// <summary>Writes the changes of one entity.</summary>
    internal ChangeWriter Changes { get; }

    /// <summary>Whether what failed can be done once more from the start: nothing of it was or will be committed.</summary>
    internal bool MayBeRepeated => (lost || collided) && !commitSent;

    internal static async Task<Session> BeginAsync(
        IEntityStore store,
        TimeProvider clock,
        string? user,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var session = new Session(await store.OpenAsync(cancellationToken), store, clock, user);
            if (store.BeginsAtOnce)
                session.transaction = await store.BeginAsync(session.Context, cancellationToken);
            return session;
        }
        catch (Exception error)
        {
            store.ThrowIfTrouble(error);
            throw;
        }
    }

    /// <summary>Reads.</summary>
    /// <exception cref="InvalidOperationException">The unit of work has ended.</exception>
    internal async Task<T> ReadAsync<T>(Func<Task<T>> read)
    {
        RequireOpen();
        try
        {
            return await read();
        }
        catch (Exception error)
        {
            Report(error);
            throw;
        }
    }

    /// <summary>Writes, in the transaction.</summary>
    /// <exception cref="InvalidOperationException">The unit of work has ended.</exception>
    internal Task WriteAsync(Func<Task> write, CancellationToken cancellationToken) =>
        ReadAsync(async () =>
        {
            transaction ??= await store.BeginAsync(Context, cancellationToken);
            await write();
            return true;
        });

    /// <summary>Does several statements of a transaction all or not at all, so that a refused change leaves nothing.</summary>
    internal async Task AtomicallyAsync(Func<Task> write, CancellationToken cancellationToken)
    {
        var mark = Log.Mark;
        await transaction!.CreateSavepointAsync(Savepoint, cancellationToken);
        try
        {
            await write();
        }
        catch (Exception error) when (!store.IsConnectionLost(error))
        {
            Log.Rewind(mark);
            await transaction.RollbackToSavepointAsync(Savepoint, CancellationToken.None);
            throw;
        }
        await transaction.ReleaseSavepointAsync(Savepoint, cancellationToken);
    }

    /// <summary>Keeps events until the commit.</summary>
    internal void Keep(IEnumerable<DomainEvent> raised) => events.AddRange(raised);

    /// <summary>Runs a statement on tables that the mapper only reads; identifiers are given in the database's form.</summary>
    internal Task ExecuteAsync(string sql, CancellationToken cancellationToken, params IEnumerable<object> values) =>
        Context.Database.ExecuteSqlRawAsync(
            sql,
            values.Select(value => value is Guid id ? store.Form(id) : value),
            cancellationToken
        );

    /// <summary>Keeps others from changing a row, and from referring to it anew, until the transaction ends.</summary>
    internal Task LockAsync<TEntity>(Guid id, CancellationToken cancellationToken)
        where TEntity : Entity => store.LockAsync<TEntity>(Context, id, cancellationToken);

    /// <summary>Wakes waiting workers once this is committed: there is work where there may have been none.</summary>
    internal Task AnnounceWorkAsync(CancellationToken cancellationToken)
    {
        if (workAnnounced)
            return Task.CompletedTask;
        workAnnounced = true;
        return store.AnnounceWorkAsync(Context, cancellationToken);
    }

    /// <summary>Makes everything durable.</summary>
    /// <returns>The events to tell.</returns>
    internal async Task<IReadOnlyList<DomainEvent>> CommitAsync(CancellationToken cancellationToken)
    {
        RequireOpen();
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var entry in Context.ChangeTracker.Entries<Entity>())
        {
            // Events of a change that was never stored would tell of something that did not happen.
            if (entry.Entity.Version == entry.Property(e => e.Version).OriginalValue)
                Keep(entry.Entity.PopEvents());
        }
        await WriteLogAsync(cancellationToken);
        if (transaction is not null)
            await RaiseFailuresAsync(cancellationToken);
        ended = true;
        commitSent = true;
        if (transaction is not null)
            await CommitAsync(transaction);
        store.TellCommitted();
        if (workAnnounced)
            store.TellWorkCommitted();
        return events;
    }

    // Runs, batches and instances have triggers; items have none, for the speed of processing.
    private Task<bool> RaiseFailuresAsync(CancellationToken cancellationToken) =>
        ReadAsync(async () =>
        {
            foreach (var failure in events.OfType<ItemExecutionFailed>())
                await store.RaiseFailureAsync(Context, failure, cancellationToken);
            return true;
        });

    /// <summary>Undoes everything. What a lost connection left open is undone by the server.</summary>
    internal async Task RollbackAsync(CancellationToken cancellationToken)
    {
        if (!lost)
            RequireOpen();
        ended = true;
        if (transaction is null || lost)
            return;
        try
        {
            await transaction.RollbackAsync(cancellationToken);
        }
        catch (Exception error) when (store.IsConnectionLost(error))
        {
            lost = true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        ended = true;
        if (transaction is not null)
            await transaction.DisposeAsync();
        await Context.DisposeAsync();
    }

    // What cannot be told is not done: half of the entries, or none, must not be committed by trying again.
    private async Task WriteLogAsync(CancellationToken cancellationToken)
    {
        if (Log.Take() is not { Count: > 0 } entries)
            return;
        try
        {
            await WriteAsync(() => store.LogAsync(Context, Clock, entries, cancellationToken), cancellationToken);
        }
        catch
        {
            await RollbackAsync(CancellationToken.None);
            throw;
        }
    }

    // Not cancellable: a commit that was sent and given up would leave its outcome unknown for no need.
    private async Task CommitAsync(IDbContextTransaction open)
    {
        try
        {
            await open.CommitAsync(CancellationToken.None);
        }
        catch (Exception error) when (store.IsConnectionLost(error))
        {
            throw new DatabaseUnavailableException(
                "The connection was lost while the changes were being committed: whether they were stored is unknown. "
                    + "Load what was changed again and compare before repeating anything.",
                error
            );
        }
        catch (Exception error)
        {
            store.ThrowIfTrouble(error);
            throw;
        }
    }

    private void Report(Exception error)
    {
        lost |= store.IsConnectionLost(error);
        collided |= store.IsCollision(error);
        store.ThrowIfTrouble(error);
    }

    private void RequireOpen()
    {
        if (ended)
            throw new InvalidOperationException(
                "This unit of work has ended (committed, rolled back or disposed); begin another one."
            );
        if (lost)
            throw new DatabaseUnavailableException(
                "The connection of this unit of work was lost, and with it its changes; begin another one."
            );
    }
}
