using System.Text.Json;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Execution;

namespace AutomationPlatform.Infrastructure.Sqlite;

internal sealed partial class SqliteRunControl
{
    private const string Matching = """
        q.run_id = @run
            AND (@batches IS NULL OR q.position >> 32 IN (
                SELECT b.ordinal FROM batch_execution b
                WHERE b.run_id = @run AND b.batch_id IN (SELECT value FROM json_each(@batches))))
            AND q.position & 4294967295 BETWEEN @first AND @last
            AND (@reference IS NULL OR EXISTS (
                SELECT 1 FROM item_execution e JOIN item i ON i.id = e.item_id
                WHERE e.id = q.item_execution_id AND i.reference = @reference))
        """;

    private const string CountWaiting = $"""
        SELECT (SELECT count(*) FROM ready q WHERE {Matching} AND q.previous_status = 'PENDING'),
            (SELECT count(*) FROM ready q WHERE {Matching} AND q.previous_status = 'RETRYING')
                + (SELECT count(*) FROM delayed q WHERE {Matching})
        """;

    private static readonly string PendingItems = $"""
        SELECT q.position, q.item_execution_id, q.version, e.batch_execution_id, e.attempt_count, e.version
        FROM (
            SELECT q.position, q.item_execution_id, q.version FROM ready q
            WHERE {Matching} AND q.previous_status = 'PENDING' AND q.position > @after
            ORDER BY q.position LIMIT {ExecutionDefaults.SliceRows}) q
        CROSS JOIN item_execution e ON e.id = q.item_execution_id
        """;

    /// <inheritdoc/>
    public async Task<SkippedItems> SkipAsync(
        RunId run,
        WaitingItemFilter filter,
        string reason,
        string actor,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        var given = RunState.Reason(reason);
        var waiting = await CountWaitingAsync(run, filter, cancellationToken);
        await writer.TransactionAsync(
            session =>
            {
                ReadRun(session, run).CheckSkip();
                if (waiting.Pending > 0)
                    SqliteAudit.Add(session, RunEntries.Skipped(run, filter, waiting.Pending, given, actor));
                return true;
            },
            cancellationToken
        );
        var skipped = 0L;
        for (long? after = -1; after is { } position; )
        {
            var slice = await writer.TransactionAsync(
                session => SkipSlice(session, run, filter, (given, actor, position)),
                cancellationToken
            );
            skipped += slice.Skipped;
            after = slice.Last;
        }
        var left = await CountWaitingAsync(run, filter, cancellationToken);
        await queue.EndIfDoneAsync(run, cancellationToken);
        return new SkippedItems(skipped, left.Retrying);
    }

    /// <inheritdoc/>
    public Task<WaitingItemCounts> CountWaitingAsync(
        RunId run,
        WaitingItemFilter filter,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        return writer.ReadAsync(
            session =>
                session.List(
                    CountWaiting,
                    row => new WaitingItemCounts(row.Big(0), row.Big(1)),
                    ("run", SqliteForm.Of(run.Value)),
                    ("batches", Batches(filter)),
                    ("first", filter.FirstSequenceNumber),
                    ("last", filter.LastSequenceNumber),
                    ("reference", filter.Reference)
                )[0],
            cancellationToken
        );
    }

    private static (long Skipped, long? Last) SkipSlice(
        SqliteSession session,
        RunId run,
        WaitingItemFilter filter,
        (string Reason, string Actor, long After) how
    )
    {
        // A run that was cancelled since the slice before keeps the rest, which is cancelled.
        var state = ReadRun(session, run);
        if (state.CancelRequested || state.Status.IsFinished())
            return (0, null);
        var id = SqliteForm.Of(run.Value);
        var pending = session.List(
            PendingItems,
            row => new WaitingItem(
                row.Big(0),
                row.Text(1),
                row.Number(2),
                ExecutionStatus.Pending,
                row.Text(3),
                row.Number(4),
                Stale: row.Number(2) != row.Number(5)
            ),
            ("run", id),
            ("batches", Batches(filter)),
            ("first", filter.FirstSequenceNumber),
            ("last", filter.LastSequenceNumber),
            ("reference", filter.Reference),
            ("after", how.After)
        );
        var deltas = new CountDeltas();
        foreach (var item in pending)
        {
            session.Execute(RemoveFromReady, ("run", id), ("position", item.Position));
            if (!item.Stale)
                End(session, id, item, new(ExecutionStatus.Skipped, how.Reason, Code: null, how.Actor), deltas);
        }
        session.Add(deltas, SqliteTransitions.Nobody);
        return (pending.Count(item => !item.Stale), pending.Count == 0 ? null : pending.Max(item => item.Position));
    }

    private static string? Batches(WaitingItemFilter filter) =>
        filter.Batches.Count == 0
            ? null
            : JsonSerializer.Serialize(filter.Batches.Select(batch => SqliteForm.Of(batch.Value)));
}
