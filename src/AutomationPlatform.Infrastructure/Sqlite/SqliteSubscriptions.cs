using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Events;
using AutomationPlatform.Infrastructure.Events;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>Subscriptions on SQLite, as people see and change them.</summary>
/// <param name="writer">Runs its statements.</param>
/// <param name="refusals">Where refused commands are logged.</param>
internal sealed class SqliteSubscriptions(SqliteWriter writer, RefusalLog refusals) : SubscriptionStore(refusals)
{
    protected override Task StoreAsync(
        Guid id,
        NewWebhook webhook,
        AuditEntry entry,
        CancellationToken cancellationToken
    ) =>
        writer.TransactionAsync(
            session =>
            {
                session.Execute(
                    SqliteSubscriptionSql.Add,
                    ("id", SqliteForm.Of(id)),
                    ("url", webhook.Url.AbsoluteUri),
                    ("secret", webhook.Secret),
                    ("private", webhook.AllowsPrivateNetwork ? 1 : 0),
                    ("now", session.Now),
                    ("actor", webhook.Actor)
                );
                SqliteOutbox.EnterEvents(session, SqliteForm.Of(id), webhook.Events);
                return SqliteAudit.Add(session, entry);
            },
            cancellationToken
        );

    public override async Task<IReadOnlyList<SubscriptionSummary>> ListAsync(CancellationToken cancellationToken) =>
        await writer.ReadAsync(
            session =>
                session.List(
                    SqliteSubscriptionSql.List,
                    row => new SubscriptionSummary(Read(row), row.Big(12), row.Big(13), Instant(row, 14)),
                    ("limit", DeliveryLimits.CountedAtMost)
                ),
            cancellationToken
        );

    protected override Task<bool> TryPauseAsync(
        SubscriptionId id,
        AuditEntry entry,
        CancellationToken cancellationToken
    ) =>
        writer.TransactionAsync(
            session =>
                session.Execute(
                    SqliteSubscriptionSql.Pause,
                    ("now", session.Now),
                    ("reason", entry.Reason),
                    ("id", SqliteForm.Of(id.Value))
                ) > 0
                && SqliteAudit.Add(session, entry) > 0,
            cancellationToken
        );

    protected override Task<bool> TryResumeAsync(
        SubscriptionId id,
        string? actor,
        CancellationToken cancellationToken
    ) =>
        writer.TransactionAsync(
            session =>
            {
                var key = SqliteForm.Of(id.Value);
                if (session.List(SqliteSubscriptionSql.ReadPause, row => row.Text(0), ("id", key)) is not [var reason])
                    return false;
                session.Execute(SqliteSubscriptionSql.Resume, ("id", key));
                session.Execute(SqliteSubscriptionSql.MakeDue, ("id", key));
                return SqliteAudit.Add(session, SubscriptionEntries.Resumed(id, reason, actor)) > 0;
            },
            cancellationToken
        );

    public override Task RemoveAsync(SubscriptionId id, string? actor, CancellationToken cancellationToken) =>
        writer.TransactionAsync(
            session =>
            {
                var key = SqliteForm.Of(id.Value);
                session.Execute(SqliteSubscriptionSql.Remove, ("id", key));
                session.Execute(SqliteSubscriptionSql.RemoveDeliveries, ("id", key));
                session.Execute(SqliteSubscriptionSql.RemoveRecord, ("id", key));
                return SqliteAudit.Add(session, SubscriptionEntries.Removed(id, actor));
            },
            cancellationToken
        );

    protected override async Task<IReadOnlyList<DeliveryStory>> ListWaitingAsync(
        SubscriptionId id,
        int limit,
        CancellationToken cancellationToken
    ) =>
        await writer.ReadAsync(
            session =>
                session.List(
                    SqliteDeliverySql.ListWaiting,
                    ReadStory,
                    ("id", SqliteForm.Of(id.Value)),
                    ("limit", limit)
                ),
            cancellationToken
        );

    protected override async Task<IReadOnlyList<DeliveryStory>> ListRecordAsync(
        SubscriptionId id,
        string? outcome,
        int limit,
        CancellationToken cancellationToken
    ) =>
        await writer.ReadAsync(
            session =>
                session.List(
                    SqliteDeliverySql.ListRecord,
                    ReadStory,
                    ("id", SqliteForm.Of(id.Value)),
                    ("outcome", outcome),
                    ("limit", limit)
                ),
            cancellationToken
        );

    public override Task<long> ReplayAsync(
        SubscriptionId id,
        DateTimeOffset since,
        bool deadOnly,
        string? actor,
        CancellationToken cancellationToken
    ) =>
        writer.TransactionAsync(
            session =>
            {
                var key = SqliteForm.Of(id.Value);
                var from = SqliteForm.Of(since);
                session.Execute(
                    SqliteDeliverySql.Replay,
                    ("now", session.Now),
                    ("id", key),
                    ("since", from),
                    ("dead", deadOnly ? 1 : 0)
                );
                long replayed = session.Execute(
                    SqliteDeliverySql.RemoveReplayed,
                    ("id", key),
                    ("since", from),
                    ("dead", deadOnly ? 1 : 0)
                );
                SqliteAudit.Add(session, SubscriptionEntries.Replayed(id, replayed, actor));
                return replayed;
            },
            cancellationToken
        );

    /// <summary>Reads what <see cref="SqliteSubscriptionSql.Columns"/> gives.</summary>
    internal static Subscription Read(SqliteRow row) =>
        new(new(row.Id(0)), KindOf(row.Text(1)), row.Text(2), row.OptionalText(11)?.Split(' ') ?? [], row.Instant(5))
        {
            Secret = row.OptionalText(3),
            AllowsPrivateNetwork = row.Flag(4),
            CreatedBy = row.OptionalText(6),
            PausedAt = Instant(row, 7),
            PauseReason = row.OptionalText(8),
            FailingSince = Instant(row, 9),
            LastError = row.OptionalText(10),
        };

    internal static Delivery ReadDelivery(SqliteRow row) =>
        new(row.Big(0), row.Id(1), row.Text(2), row.Text(3), row.Id(4), row.Instant(5), row.Text(6), row.Number(7));

    private static DeliveryStory ReadStory(SqliteRow row) =>
        new(ReadDelivery(row), StateOf(row.Text(8)), Instant(row, 9), row.OptionalText(10));

    internal static DateTimeOffset? Instant(SqliteRow row, int column) =>
        row.IsNull(column) ? null : row.Instant(column);
}
