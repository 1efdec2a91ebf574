using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Execution;

namespace AutomationPlatform.Infrastructure.Sqlite;

internal sealed partial class SqliteRunControl
{
    private const string RequestCancel = """
        UPDATE run SET cancel_requested_at = @now, cancellation_reason = @reason, version = version + 1,
            updated_at = @now, updated_by = @actor
        WHERE id = @run
        """;

    // A wish to cancel goes before a failure threshold.
    private const string CancelReason = """
        SELECT cancellation_reason, NULL FROM run WHERE id = @run AND cancel_requested_at IS NOT NULL
        UNION ALL
        SELECT t.reason, 'threshold' FROM failure_threshold t JOIN run r ON r.id = t.run_id
        WHERE t.run_id = @run AND t.stopping AND r.cancel_requested_at IS NULL
        """;

    private static readonly string Waiting = $"""
        SELECT q.position, q.item_execution_id, q.version, q.previous_status, e.batch_execution_id, e.attempt_count,
            e.version
        FROM (
            SELECT position, item_execution_id, version, previous_status FROM ready WHERE run_id = @run
            UNION ALL
            SELECT position, item_execution_id, version, 'RETRYING' FROM delayed WHERE run_id = @run
            LIMIT {ExecutionDefaults.SliceRows}) q
        CROSS JOIN item_execution e ON e.id = q.item_execution_id
        """;

    private const string RemoveFromReady = "DELETE FROM ready WHERE run_id = @run AND position = @position";

    private const string RemoveFromDelayed = "DELETE FROM delayed WHERE run_id = @run AND position = @position";

    private const string EndItem = """
        UPDATE item_execution
        SET status = @status, finished_at = @now, error_code = coalesce(@code, error_code), version = version + 1,
            updated_at = @now, updated_by = @actor
        WHERE id = @id AND version = @version
        """;

    /// <inheritdoc/>
    public async Task<long> CancelAsync(RunId run, string reason, string actor, CancellationToken cancellationToken)
    {
        var given = RunState.Reason(reason);
        await writer.TransactionAsync(
            session =>
            {
                ReadRun(session, run).CheckCancel();
                SqliteAudit.Add(session, RunEntries.Cancelled(run, given, actor));
                return session.Execute(
                    RequestCancel,
                    ("now", session.Now),
                    ("reason", given),
                    ("actor", actor),
                    ("run", SqliteForm.Of(run.Value))
                );
            },
            cancellationToken
        );
        var cancelled = 0L;
        int slice;
        do
        {
            slice = await CancelWaitingSliceAsync(run, actor, cancellationToken);
            cancelled += slice;
        } while (slice > 0);
        pulse.Give();
        await queue.EndIfDoneAsync(run, cancellationToken);
        return cancelled;
    }

    /// <inheritdoc/>
    public async Task<int> CancelWaitingSliceAsync(RunId run, string actor, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (gone, ended) = await writer.TransactionAsync(
                session => CancelSlice(session, SqliteForm.Of(run.Value), actor),
                cancellationToken
            );
            // Rows of the queue whose item had moved on were dropped and are no items: look for more.
            if (ended > 0 || gone == 0)
                return ended;
        }
    }

    private sealed record WaitingItem(
        long Position,
        string Item,
        int Version,
        ExecutionStatus Previous,
        string Batch,
        int Attempt,
        bool Stale
    );

    private sealed record ItemEnd(ExecutionStatus Status, string Reason, string? Code, string Actor);

    private static (int Gone, int Ended) CancelSlice(SqliteSession session, string run, string actor)
    {
        if (
            session.List(
                CancelReason,
                row => new ItemEnd(ExecutionStatus.Cancelled, row.Text(0), row.OptionalText(1), actor),
                ("run", run)
            )
            is not [var cancellation]
        )
            return (0, 0);
        var waiting = session.List(
            Waiting,
            row => new WaitingItem(
                row.Big(0),
                row.Text(1),
                row.Number(2),
                Lifecycle.Parse(row.Text(3)),
                row.Text(4),
                row.Number(5),
                Stale: row.Number(2) != row.Number(6)
            ),
            ("run", run)
        );
        var deltas = new CountDeltas();
        foreach (var item in waiting)
        {
            session.Execute(RemoveFromReady, ("run", run), ("position", item.Position));
            session.Execute(RemoveFromDelayed, ("run", run), ("position", item.Position));
            if (!item.Stale)
                End(session, run, item, cancellation, deltas);
        }
        session.Add(deltas, SqliteTransitions.Nobody);
        return (waiting.Count, waiting.Count(item => !item.Stale));
    }

    /// <summary>Ends an item that waited.</summary>
    private static void End(SqliteSession session, string run, WaitingItem item, ItemEnd end, CountDeltas deltas)
    {
        session.Execute(
            EndItem,
            ("status", end.Status.Name()),
            ("now", session.Now),
            ("code", end.Code),
            ("actor", end.Actor),
            ("id", item.Item),
            ("version", item.Version)
        );
        session.AddHistory(
            new HistoryRow(
                item.Item,
                item.Version + 1,
                item.Previous,
                end.Status,
                end.Actor,
                item.Attempt,
                end.Code,
                Reason: end.Reason
            )
        );
        deltas.Move(run, item.Batch, item.Previous, end.Status);
    }
}
