using AutomationPlatform.Application.Events;
using AutomationPlatform.Infrastructure.Events;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>The outbox on PostgreSQL, as relays see it.</summary>
/// <param name="access">Runs its statements.</param>
/// <param name="keyed">Runs those that are hot in sessions that plan by key: the queue is empty when it is analyzed.</param>
internal sealed class PostgreSqlOutbox(PostgreSqlAccess access, PostgreSqlAccess keyed) : IOutbox
{
    public Task RegisterHandlerAsync(
        string handler,
        IReadOnlyList<string> events,
        CancellationToken cancellationToken
    ) =>
        access.TransactionAsync(
            async (connection, token) =>
            {
                var id = (
                    await PostgreSqlAccess.ListAsync(
                        connection,
                        PostgreSqlOutboxSql.EnterHandler,
                        row => row.GetGuid(0),
                        token,
                        access.Now(),
                        Id(Guid.CreateVersion7()),
                        Text(handler)
                    )
                )[0];
                await EnterEventsAsync(connection, id, events, token);
                return true;
            },
            cancellationToken
        );

    public async Task<IReadOnlyList<ServedSubscription>> ListServedAsync(
        Guid relay,
        CancellationToken cancellationToken
    ) =>
        await keyed.RunAsync(
            (connection, token) =>
                PostgreSqlAccess.ListAsync(
                    connection,
                    PostgreSqlOutboxSql.ListServed,
                    row => new ServedSubscription(
                        PostgreSqlSubscriptions.Read(row),
                        PostgreSqlSubscriptions.Instant(row, 12),
                        row.GetBoolean(13)
                    ),
                    token,
                    access.Now(),
                    Id(relay)
                ),
            cancellationToken
        );

    public async Task<bool> LeaseAsync(
        SubscriptionId subscription,
        Guid relay,
        TimeSpan lease,
        CancellationToken cancellationToken
    ) =>
        await ExecuteAsync(
            PostgreSqlOutboxSql.Lease,
            cancellationToken,
            access.Now(),
            Id(subscription.Value),
            Id(relay),
            Span(lease)
        ) > 0;

    public Task ReleaseAsync(Guid relay, CancellationToken cancellationToken) =>
        ExecuteAsync(PostgreSqlOutboxSql.Release, cancellationToken, Id(relay));

    public async Task<IReadOnlyList<Delivery>> ListDueAsync(
        SubscriptionId subscription,
        int limit,
        CancellationToken cancellationToken
    ) =>
        await keyed.RunAsync(
            (connection, token) =>
                PostgreSqlAccess.ListAsync(
                    connection,
                    PostgreSqlOutboxSql.ListDue,
                    PostgreSqlSubscriptions.ReadDelivery,
                    token,
                    access.Now(),
                    Id(subscription.Value),
                    Number(limit)
                ),
            cancellationToken
        );

    public Task<Settled> SettleAsync(
        Subscription subscription,
        Guid relay,
        IReadOnlyList<Settlement> settlements,
        string? pauseReason,
        CancellationToken cancellationToken
    ) =>
        keyed.TransactionAsync(
            async (connection, token) =>
            {
                var held = await PostgreSqlAccess.ListAsync(
                    connection,
                    PostgreSqlOutboxSql.LockLeased,
                    _ => true,
                    token,
                    Id(subscription.Id.Value),
                    Id(relay)
                );
                return held.Count == 0
                    ? Settled.LeaseLost
                    : await SettleAsync(connection, subscription, settlements, pauseReason, token);
            },
            cancellationToken
        );

    public async Task<int> RaiseProgressAsync(CancellationToken cancellationToken)
    {
        var passed = await access.RunAsync(
            (connection, token) =>
                PostgreSqlAccess.ListAsync(
                    connection,
                    PostgreSqlOutboxSql.ListMilestones,
                    row => (Run: row.GetGuid(0), Percent: row.GetInt32(1)),
                    token
                ),
            cancellationToken
        );
        var raised = 0;
        foreach (var (run, percent) in passed)
            raised += await access.TransactionAsync(
                (connection, token) => RaiseProgressAsync(connection, run, percent, token),
                cancellationToken
            );
        return raised;
    }

    public async Task TrimAsync(IReadOnlyList<string> handlers, CancellationToken cancellationToken)
    {
        var now = access.Now;
        await ExecuteAsync(PostgreSqlOutboxSql.TouchHandlers, cancellationToken, now(), Texts([.. handlers]));
        await ExecuteAsync(
            PostgreSqlOutboxSql.RemoveHandlers,
            cancellationToken,
            now(),
            Span(DeliveryLimits.HandlerMissing)
        );
        await ExecuteAsync(PostgreSqlOutboxSql.RemoveOrphans, cancellationToken);
        await ExecuteAsync(PostgreSqlOutboxSql.GiveUpOld, cancellationToken, now(), Span(DeliveryLimits.WaitingAtMost));
        await ExecuteAsync(
            PostgreSqlOutboxSql.RemoveOldRecords,
            cancellationToken,
            now(),
            Span(DeliveryLimits.RecordKept)
        );
        await ExecuteAsync(
            PostgreSqlOutboxSql.RemoveExcessRecords,
            cancellationToken,
            Number(DeliveryLimits.RecordsKept - 1)
        );
        await ExecuteAsync(PostgreSqlOutboxSql.RemoveMilestones, cancellationToken);
    }

    /// <summary>Makes these the types that a subscription wants.</summary>
    internal static async Task EnterEventsAsync(
        NpgsqlConnection connection,
        Guid subscription,
        IReadOnlyList<string> events,
        CancellationToken token
    )
    {
        foreach (var sql in (string[])[PostgreSqlOutboxSql.ForgetEvents, PostgreSqlOutboxSql.EnterEvents])
            await PostgreSqlAccess.ExecuteAsync(connection, sql, token, Id(subscription), Texts([.. events]));
    }

    private async Task<Settled> SettleAsync(
        NpgsqlConnection connection,
        Subscription subscription,
        IReadOnlyList<Settlement> settlements,
        string? pauseReason,
        CancellationToken token
    )
    {
        var id = subscription.Id.Value;
        var done = settlements.Where(s => s.RetryIn is null).ToArray();
        var putOff = settlements.Where(s => s.RetryIn is not null).ToArray();
        if (done.Length > 0)
            await PostgreSqlAccess.ExecuteAsync(
                connection,
                PostgreSqlOutboxSql.Finish,
                token,
                access.Now(),
                Id(id),
                Bigs([.. done.Select(s => s.Delivery.Id)]),
                Texts([.. done.Select(s => s.Error)]),
                Flag(subscription.Kind == SubscriptionKind.Webhook)
            );
        if (putOff.Length > 0)
            await PostgreSqlAccess.ExecuteAsync(
                connection,
                PostgreSqlOutboxSql.PutOff,
                token,
                access.Now(),
                Id(id),
                Bigs([.. putOff.Select(s => s.Delivery.Id)]),
                Texts([.. putOff.Select(s => s.Error)]),
                Bigs([.. putOff.Select(s => (long)s.RetryIn!.Value.TotalMicroseconds)])
            );
        return await NoteAsync(connection, id, settlements, pauseReason, token) ? Settled.Paused : Settled.Written;
    }

    /// <summary>Notes how the subscription fares.</summary>
    /// <returns>Whether it is paused now.</returns>
    private async Task<bool> NoteAsync(
        NpgsqlConnection connection,
        Guid id,
        IReadOnlyList<Settlement> settlements,
        string? pauseReason,
        CancellationToken token
    )
    {
        if (settlements.Any(s => s.Error is null))
            await PostgreSqlAccess.ExecuteAsync(connection, PostgreSqlOutboxSql.NoteSuccess, token, Id(id));
        if (settlements.LastOrDefault(s => s.Error is not null)?.Error is not { } error)
            return false;
        await PostgreSqlAccess.ExecuteAsync(
            connection,
            PostgreSqlOutboxSql.NoteFailure,
            token,
            access.Now(),
            Id(id),
            Text(error)
        );
        var paused = await PostgreSqlAccess.ListAsync(
            connection,
            PostgreSqlOutboxSql.PauseFailing,
            row => row.GetString(0),
            token,
            access.Now(),
            Id(id),
            Text(pauseReason),
            Span(DeliveryLimits.FailingUntilPaused)
        );
        if (paused is not [var reason])
            return false;
        var entry = SubscriptionEntries.Paused(new(id), reason, SubscriptionEntries.Relay);
        return await PostgreSqlAudit.AddAsync(connection, access.Now(), entry, token) > 0;
    }

    private async Task<int> RaiseProgressAsync(
        NpgsqlConnection connection,
        Guid run,
        int percent,
        CancellationToken token
    )
    {
        var open = await PostgreSqlAccess.ListAsync(
            connection,
            PostgreSqlOutboxSql.LockOpenRun,
            _ => true,
            token,
            Id(run)
        );
        if (open.Count == 0)
            return 0;
        var kept = await PostgreSqlAccess.ExecuteAsync(
            connection,
            PostgreSqlOutboxSql.KeepMilestone,
            token,
            Id(run),
            Number(percent)
        );
        if (kept > 0)
            await PostgreSqlAccess.ExecuteAsync(
                connection,
                PostgreSqlOutboxSql.RaiseMilestone,
                token,
                access.Now(),
                Id(run),
                Number(percent)
            );
        return kept;
    }

    private Task<int> ExecuteAsync(
        string sql,
        CancellationToken cancellationToken,
        params NpgsqlParameter[] parameters
    ) =>
        access.RunAsync(
            (connection, token) => PostgreSqlAccess.ExecuteAsync(connection, sql, token, parameters),
            cancellationToken
        );
}
