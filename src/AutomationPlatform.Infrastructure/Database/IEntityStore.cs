using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using Microsoft.EntityFrameworkCore.Storage;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>What a unit of work needs that differs between the two databases. Thread-safe.</summary>
internal interface IEntityStore
{
    /// <summary>Whether a unit of work begins its transaction at once; otherwise at its first write.</summary>
    bool BeginsAtOnce { get; }

    /// <summary>A mapping on an open connection; disposing it closes the connection.</summary>
    Task<PlatformContext> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Begins a transaction that may write.</summary>
    Task<IDbContextTransaction> BeginAsync(PlatformContext context, CancellationToken cancellationToken);

    /// <summary>Keeps others from changing a row, and from adding rows that refer to it, until the transaction ends.</summary>
    Task LockAsync<TEntity>(PlatformContext context, Guid id, CancellationToken cancellationToken)
        where TEntity : Entity;

    /// <summary>Has waiting workers told, when the transaction is committed, that work appeared.</summary>
    Task AnnounceWorkAsync(PlatformContext context, CancellationToken cancellationToken);

    /// <summary>Tells them now, where the database itself does not at the commit.</summary>
    void TellWorkCommitted();

    /// <summary>Writes what the outbox tells of an item that failed through its entity, where somebody wants to hear of it.</summary>
    Task RaiseFailureAsync(PlatformContext context, ItemExecutionFailed failure, CancellationToken cancellationToken);

    /// <summary>Tells relays of this process that something was committed, where the database itself does not.</summary>
    void TellCommitted();

    /// <summary>An identifier as a parameter of raw SQL.</summary>
    object Form(Guid id);

    /// <summary>Writes entries of the activity log in the open transaction.</summary>
    Task LogAsync(
        PlatformContext context,
        TimeProvider clock,
        IReadOnlyList<AuditEntry> entries,
        CancellationToken cancellationToken
    );

    /// <summary>The constraint that refused a statement; null when it was none.</summary>
    ConstraintViolation? FindViolation(Exception error);

    /// <summary>Throws <see cref="DatabaseUnavailableException"/> when the database itself is the trouble; returns otherwise.</summary>
    void ThrowIfTrouble(Exception error);

    /// <summary>Whether the connection is gone, and with it the transaction, unless it was being committed.</summary>
    bool IsConnectionLost(Exception error);

    /// <summary>Whether the transaction met another one, so that repeating it whole may succeed.</summary>
    bool IsCollision(Exception error);

    /// <summary>Closes idle connections, which may be as dead as the one that was lost.</summary>
    void ForgetConnections();
}

/// <summary>What a constraint holds.</summary>
internal enum ConstraintKind
{
    /// <summary>No two rows have the same values.</summary>
    Unique,

    /// <summary>What is referred to exists.</summary>
    Reference,

    /// <summary>What was written stays.</summary>
    AppendOnly,
}

/// <summary>A constraint that refused a statement.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="Name">Its name, where the database says it.</param>
/// <param name="Table">Its table, where the database says it.</param>
/// <param name="Columns">Its columns, where the database says them instead of the name.</param>
internal sealed record ConstraintViolation(
    ConstraintKind Kind,
    string? Name = null,
    string? Table = null,
    IReadOnlyList<string>? Columns = null
);
