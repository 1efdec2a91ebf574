using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Events;
using AutomationPlatform.Infrastructure.Events;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Subscriptions on PostgreSQL, as people see and change them.</summary>
/// <param name="access">Runs its statements.</param>
/// <param name="refusals">Where refused commands are logged.</param>
internal sealed class PostgreSqlSubscriptions(PostgreSqlAccess access, RefusalLog refusals)
    : SubscriptionStore(refusals)
{
    protected override Task StoreAsync(
        Guid id,
        NewWebhook webhook,
        AuditEntry entry,
        CancellationToken cancellationToken
    ) =>
        access.TransactionAsync(
            async (connection, token) =>
            {
                await PostgreSqlAccess.ExecuteAsync(
                    connection,
                    PostgreSqlSubscriptionSql.Add,
                    token,
                    access.Now(),
                    Id(id),
                    Text(webhook.Url.AbsoluteUri),
                    Text(webhook.Secret),
                    Flag(webhook.AllowsPrivateNetwork),
                    Text(webhook.Actor)
                );
                await PostgreSqlOutbox.EnterEventsAsync(connection, id, webhook.Events, token);
                return await PostgreSqlAudit.AddAsync(connection, access.Now(), entry, token);
            },
            cancellationToken
        );

    public override async Task<IReadOnlyList<SubscriptionSummary>> ListAsync(CancellationToken cancellationToken) =>
        await access.RunAsync(
            (connection, token) =>
                PostgreSqlAccess.ListAsync(
                    connection,
                    PostgreSqlSubscriptionSql.List,
                    row => new SubscriptionSummary(Read(row), row.GetInt64(12), row.GetInt64(13), Instant(row, 14)),
                    token,
                    Number(DeliveryLimits.CountedAtMost)
                ),
            cancellationToken
        );

    protected override Task<bool> TryPauseAsync(
        SubscriptionId id,
        AuditEntry entry,
        CancellationToken cancellationToken
    ) =>
        access.TransactionAsync(
            async (connection, token) =>
            {
                var paused = await PostgreSqlAccess.ExecuteAsync(
                    connection,
                    PostgreSqlSubscriptionSql.Pause,
                    token,
                    access.Now(),
                    Id(id.Value),
                    Text(entry.Reason)
                );
                return paused > 0 && await PostgreSqlAudit.AddAsync(connection, access.Now(), entry, token) > 0;
            },
            cancellationToken
        );

    protected override Task<bool> TryResumeAsync(
        SubscriptionId id,
        string? actor,
        CancellationToken cancellationToken
    ) =>
        access.TransactionAsync(
            async (connection, token) =>
            {
                var paused = await PostgreSqlAccess.ListAsync(
                    connection,
                    PostgreSqlSubscriptionSql.Resume,
                    row => row.GetString(0),
                    token,
                    Id(id.Value)
                );
                if (paused is not [var reason])
                    return false;
                var entry = SubscriptionEntries.Resumed(id, reason, actor);
                await PostgreSqlAudit.AddAsync(connection, access.Now(), entry, token);
                await PostgreSqlAccess.ExecuteAsync(connection, PostgreSqlSubscriptionSql.MakeDue, token, Id(id.Value));
                await PostgreSqlAccess.ExecuteAsync(connection, PostgreSqlSubscriptionSql.Wake, token);
                return true;
            },
            cancellationToken
        );

    public override Task RemoveAsync(SubscriptionId id, string? actor, CancellationToken cancellationToken) =>
        access.TransactionAsync(
            async (connection, token) =>
            {
                string[] removals =
                [
                    PostgreSqlSubscriptionSql.Remove,
                    PostgreSqlSubscriptionSql.RemoveDeliveries,
                    PostgreSqlSubscriptionSql.RemoveRecord,
                ];
                foreach (var sql in removals)
                    await PostgreSqlAccess.ExecuteAsync(connection, sql, token, Id(id.Value));
                var entry = SubscriptionEntries.Removed(id, actor);
                return await PostgreSqlAudit.AddAsync(connection, access.Now(), entry, token);
            },
            cancellationToken
        );

    protected override async Task<IReadOnlyList<DeliveryStory>> ListWaitingAsync(
        SubscriptionId id,
        int limit,
        CancellationToken cancellationToken
    ) =>
        await access.RunAsync(
            (connection, token) =>
                PostgreSqlAccess.ListAsync(
                    connection,
                    PostgreSqlDeliverySql.ListWaiting,
                    ReadStory,
                    token,
                    Id(id.Value),
                    Number(limit)
                ),
            cancellationToken
        );

    protected override async Task<IReadOnlyList<DeliveryStory>> ListRecordAsync(
        SubscriptionId id,
        string? outcome,
        int limit,
        CancellationToken cancellationToken
    ) =>
        await access.RunAsync(
            (connection, token) =>
                PostgreSqlAccess.ListAsync(
                    connection,
                    PostgreSqlDeliverySql.ListRecord,
                    ReadStory,
                    token,
                    Id(id.Value),
                    Number(limit),
                    Text(outcome)
                ),
            cancellationToken
        );

    public override async Task<long> ReplayAsync(
        SubscriptionId id,
        DateTimeOffset since,
        bool deadOnly,
        string? actor,
        CancellationToken cancellationToken
    ) =>
        await access.TransactionAsync(
            async (connection, token) =>
            {
                var replayed = await PostgreSqlAccess.ExecuteAsync(
                    connection,
                    PostgreSqlDeliverySql.Replay,
                    token,
                    access.Now(),
                    Id(id.Value),
                    Moment(since.ToUniversalTime()),
                    Flag(deadOnly)
                );
                var entry = SubscriptionEntries.Replayed(id, replayed, actor);
                await PostgreSqlAudit.AddAsync(connection, access.Now(), entry, token);
                return replayed;
            },
            cancellationToken
        );

    /// <summary>Reads what <see cref="PostgreSqlSubscriptionSql.Columns"/> gives.</summary>
    internal static Subscription Read(NpgsqlDataReader row) =>
        new(
            new(row.GetGuid(0)),
            KindOf(row.GetString(1)),
            row.GetString(2),
            row.GetFieldValue<string[]>(11),
            row.GetFieldValue<DateTimeOffset>(5)
        )
        {
            Secret = OptionalText(row, 3),
            AllowsPrivateNetwork = row.GetBoolean(4),
            CreatedBy = OptionalText(row, 6),
            PausedAt = Instant(row, 7),
            PauseReason = OptionalText(row, 8),
            FailingSince = Instant(row, 9),
            LastError = OptionalText(row, 10),
        };

    internal static Delivery ReadDelivery(NpgsqlDataReader row) =>
        new(
            row.GetInt64(0),
            row.GetGuid(1),
            row.GetString(2),
            row.GetString(3),
            row.GetGuid(4),
            row.GetFieldValue<DateTimeOffset>(5),
            row.GetString(6),
            row.GetInt32(7)
        );

    private static DeliveryStory ReadStory(NpgsqlDataReader row) =>
        new(ReadDelivery(row), StateOf(row.GetString(8)), Instant(row, 9), OptionalText(row, 10));

    private static string? OptionalText(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    internal static DateTimeOffset? Instant(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);
}
