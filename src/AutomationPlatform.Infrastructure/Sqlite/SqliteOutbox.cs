using AutomationPlatform.Application.Events;
using AutomationPlatform.Infrastructure.Events;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>The outbox on SQLite, as relays see it.</summary>
/// <param name="writer">Runs its statements.</param>
internal sealed class SqliteOutbox(SqliteWriter writer) : IOutbox
{
    public Task RegisterHandlerAsync(
        string handler,
        IReadOnlyList<string> events,
        CancellationToken cancellationToken
    ) =>
        writer.TransactionAsync(
            session =>
            {
                var made = SqliteForm.Of(Guid.CreateVersion7());
                session.Execute(SqliteOutboxSql.EnterHandler, ("id", made), ("target", handler), ("now", session.Now));
                var id = session.List(SqliteOutboxSql.FindHandler, row => row.Text(0), ("target", handler))[0];
                EnterEvents(session, id, events);
                return true;
            },
            cancellationToken
        );

    public async Task<IReadOnlyList<ServedSubscription>> ListServedAsync(
        Guid relay,
        CancellationToken cancellationToken
    ) =>
        await writer.ReadAsync(
            session =>
                session.List(
                    SqliteOutboxSql.ListServed,
                    row => new ServedSubscription(
                        SqliteSubscriptions.Read(row),
                        SqliteSubscriptions.Instant(row, 12),
                        row.Flag(13)
                    ),
                    ("relay", SqliteForm.Of(relay)),
                    ("now", session.Now)
                ),
            cancellationToken
        );

    public Task<bool> LeaseAsync(
        SubscriptionId subscription,
        Guid relay,
        TimeSpan lease,
        CancellationToken cancellationToken
    ) =>
        writer.TransactionAsync(
            session =>
                session.Execute(
                    SqliteOutboxSql.Lease,
                    ("relay", SqliteForm.Of(relay)),
                    ("until", session.After(lease)),
                    ("now", session.Now),
                    ("id", SqliteForm.Of(subscription.Value))
                ) > 0,
            cancellationToken
        );

    public Task ReleaseAsync(Guid relay, CancellationToken cancellationToken) =>
        writer.TransactionAsync(
            session => session.Execute(SqliteOutboxSql.Release, ("relay", SqliteForm.Of(relay))),
            cancellationToken
        );

    public async Task<IReadOnlyList<Delivery>> ListDueAsync(
        SubscriptionId subscription,
        int limit,
        CancellationToken cancellationToken
    ) =>
        await writer.ReadAsync(
            session =>
                session.List(
                    SqliteOutboxSql.ListDue,
                    SqliteSubscriptions.ReadDelivery,
                    ("id", SqliteForm.Of(subscription.Value)),
                    ("now", session.Now),
                    ("limit", limit)
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
        writer.TransactionAsync(
            session =>
            {
                var id = SqliteForm.Of(subscription.Id.Value);
                var held = session.List(
                    SqliteOutboxSql.IsLeased,
                    _ => true,
                    ("id", id),
                    ("relay", SqliteForm.Of(relay))
                );
                if (held.Count == 0)
                    return Settled.LeaseLost;
                foreach (var settlement in settlements)
                    Settle(session, settlement, keepDelivered: subscription.Kind == SubscriptionKind.Webhook);
                return Note(session, id, settlements, pauseReason) ? Settled.Paused : Settled.Written;
            },
            cancellationToken
        );

    public async Task<int> RaiseProgressAsync(CancellationToken cancellationToken)
    {
        var passed = await writer.ReadAsync(
            session => session.List(SqliteOutboxSql.ListMilestones, row => (Run: row.Text(0), Percent: row.Number(1))),
            cancellationToken
        );
        return passed.Count == 0
            ? 0
            : await writer.TransactionAsync(
                session => passed.Sum(each => RaiseProgress(session, each.Run, each.Percent)),
                cancellationToken
            );
    }

    public Task TrimAsync(IReadOnlyList<string> handlers, CancellationToken cancellationToken) =>
        writer.TransactionAsync(
            session =>
            {
                foreach (var handler in handlers)
                    session.Execute(SqliteOutboxSql.TouchHandler, ("now", session.Now), ("target", handler));
                session.Execute(
                    SqliteOutboxSql.RemoveHandlers,
                    ("limit", session.After(-DeliveryLimits.HandlerMissing))
                );
                session.Execute(SqliteOutboxSql.RemoveOrphans);
                var tooOld = session.After(-DeliveryLimits.WaitingAtMost);
                session.Execute(SqliteOutboxSql.GiveUpOld, ("now", session.Now), ("limit", tooOld));
                session.Execute(SqliteOutboxSql.RemoveOld, ("limit", tooOld));
                session.Execute(SqliteOutboxSql.RemoveOldRecords, ("limit", session.After(-DeliveryLimits.RecordKept)));
                session.Execute(SqliteOutboxSql.RemoveExcessRecords, ("kept", DeliveryLimits.RecordsKept - 1));
                return session.Execute(SqliteOutboxSql.RemoveMilestones);
            },
            cancellationToken
        );

    /// <summary>Makes these the types that a subscription wants.</summary>
    internal static void EnterEvents(SqliteSession session, string subscription, IReadOnlyList<string> events)
    {
        session.Execute(SqliteOutboxSql.ForgetEvents, ("id", subscription));
        foreach (var type in events)
            session.Execute(SqliteOutboxSql.EnterEvent, ("type", type), ("id", subscription));
    }

    private static void Settle(SqliteSession session, Settlement settlement, bool keepDelivered)
    {
        var id = settlement.Delivery.Id;
        if (settlement.RetryIn is { } wait)
        {
            session.Execute(
                SqliteOutboxSql.PutOff,
                ("error", settlement.Error),
                ("next", session.After(wait)),
                ("delivery", id)
            );
            return;
        }
        if (keepDelivered || settlement.Error is not null)
            session.Execute(
                SqliteOutboxSql.Keep,
                ("outcome", settlement.Error is null ? "DELIVERED" : "DEAD"),
                ("now", session.Now),
                ("error", settlement.Error),
                ("delivery", id)
            );
        session.Execute(SqliteOutboxSql.Remove, ("delivery", id));
    }

    /// <summary>Notes how the subscription fares.</summary>
    /// <returns>Whether it is paused now.</returns>
    private static bool Note(
        SqliteSession session,
        string id,
        IReadOnlyList<Settlement> settlements,
        string? pauseReason
    )
    {
        if (settlements.Any(s => s.Error is null))
            session.Execute(SqliteOutboxSql.NoteSuccess, ("id", id));
        if (settlements.LastOrDefault(s => s.Error is not null)?.Error is not { } error)
            return false;
        session.Execute(SqliteOutboxSql.NoteFailure, ("now", session.Now), ("error", error), ("id", id));
        var paused = session.List(
            SqliteOutboxSql.PauseFailing,
            row => row.Text(0),
            ("now", session.Now),
            ("reason", pauseReason),
            ("id", id),
            ("limit", session.After(-DeliveryLimits.FailingUntilPaused))
        );
        if (paused is not [var reason])
            return false;
        var entry = SubscriptionEntries.Paused(new(SqliteForm.ToId(id)), reason, SubscriptionEntries.Relay);
        return SqliteAudit.Add(session, entry) > 0;
    }

    private static int RaiseProgress(SqliteSession session, string run, int percent)
    {
        if (session.List(SqliteOutboxSql.IsOpen, _ => true, ("run", run)).Count == 0)
            return 0;
        var kept = session.Execute(SqliteOutboxSql.KeepMilestone, ("run", run), ("percent", percent));
        if (kept > 0)
            session.Execute(SqliteOutboxSql.RaiseMilestone, ("percent", percent), ("now", session.Now), ("run", run));
        return kept;
    }
}
