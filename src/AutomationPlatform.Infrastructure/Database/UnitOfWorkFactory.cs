using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Events;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>Begins units of work on either database. Thread-safe.</summary>
internal sealed partial class UnitOfWorkFactory(
    IEntityStore store,
    IEventBus bus,
    TimeProvider clock,
    RefusalLog refusals,
    ILogger<UnitOfWorkFactory> logger
) : IUnitOfWorkFactory
{
    public async Task<IUnitOfWork> BeginAsync(string? user = null, CancellationToken cancellationToken = default) =>
        new UnitOfWork(await Session.BeginAsync(store, clock, user, cancellationToken), bus);

    public Task<TResult> TransactionAsync<TResult>(
        Func<IUnitOfWork, CancellationToken, Task<TResult>> work,
        string? user = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(work);
        return refusals.WatchAsync(
            () => new AuditEntry(AuditActions.EntityChange, user),
            () => DoAsync(work, user, cancellationToken)
        );
    }

    private async Task<TResult> DoAsync<TResult>(
        Func<IUnitOfWork, CancellationToken, Task<TResult>> work,
        string? user,
        CancellationToken cancellationToken
    )
    {
        var session = await Session.BeginAsync(store, clock, user, cancellationToken);
        try
        {
            return await DoAsync(session, work, cancellationToken);
        }
        catch (DatabaseUnavailableException cause) when (session.MayBeRepeated)
        {
            Repeating(logger, cause);
        }
        store.ForgetConnections();
        var again = await Session.BeginAsync(store, clock, user, cancellationToken);
        return await DoAsync(again, work, cancellationToken);
    }

    private async Task<TResult> DoAsync<TResult>(
        Session session,
        Func<IUnitOfWork, CancellationToken, Task<TResult>> work,
        CancellationToken cancellationToken
    )
    {
        await using var unitOfWork = new UnitOfWork(session, bus);
        var result = await work(unitOfWork, cancellationToken);
        await unitOfWork.CommitAsync(cancellationToken);
        return result;
    }

    [LoggerMessage(
        EventId = 1001,
        Level = LogLevel.Warning,
        Message = "The transaction was lost before its commit was sent; it is done once more from the start"
    )]
    private static partial void Repeating(ILogger logger, Exception cause);
}
