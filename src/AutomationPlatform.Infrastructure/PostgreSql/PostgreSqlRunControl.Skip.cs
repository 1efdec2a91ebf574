using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Execution;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

public sealed partial class PostgreSqlRunControl
{
    // $1 run, $2 batches or null, $3 and $4 first and last sequence number, $5 reference or null.
    private const string Matching = """
        q.run_id = $1
            AND ($2 IS NULL OR q.position >> 32 IN (
                SELECT b.ordinal FROM batch_execution b WHERE b.run_id = $1 AND b.batch_id = ANY ($2)))
            AND q.position & 4294967295 BETWEEN $3 AND $4
            AND ($5 IS NULL OR EXISTS (
                SELECT FROM item_execution e JOIN item i ON i.id = e.item_id
                WHERE e.id = q.item_execution_id AND i.reference = $5))
        """;

    private const string CountWaiting = $"""
        SELECT (SELECT count(*) FROM ready q WHERE {Matching} AND q.previous_status = 'PENDING'),
            (SELECT count(*) FROM ready q WHERE {Matching} AND q.previous_status = 'RETRYING')
                + (SELECT count(*) FROM delayed q WHERE {Matching})
        """;

    // $6 now, $7 actor, $8 reason, $9 after this position. What is locked is just being claimed, or cancelled.
    private static readonly string SkipPending =
        $"""
            WITH clock AS MATERIALIZED (SELECT coalesce($6, clock_timestamp()) AS now),
            admitted AS MATERIALIZED (
                SELECT FROM run WHERE id = $1 AND cancel_requested_at IS NULL
                    AND status IN ('PENDING', 'PROCESSING', 'RETRYING')),
            gone AS (
                DELETE FROM ready WHERE ctid = ANY (ARRAY(
                    SELECT q.ctid FROM ready q
                    WHERE {Matching} AND q.previous_status = 'PENDING' AND q.position > $9
                        AND EXISTS (SELECT FROM admitted)
                    ORDER BY q.position LIMIT {ExecutionDefaults.SliceRows} FOR UPDATE OF q SKIP LOCKED))
                RETURNING position, item_execution_id, version),
            ended AS (
                UPDATE item_execution e
                SET status = 'SKIPPED', finished_at = now, version = e.version + 1, updated_at = now, updated_by = $7
                FROM gone, clock
                WHERE e.id = gone.item_execution_id AND e.version = gone.version
                RETURNING e.id, e.version, e.batch_execution_id, e.attempt_count, now),
            history AS (
                INSERT INTO item_state_history (item_execution_id, version, previous_status, new_status, changed_at,
                    created_at, created_by, attempt, reason)
                SELECT id, version, 'PENDING', 'SKIPPED', now, now, $7, attempt_count, $8 FROM ended),
            counts AS (
                INSERT INTO item_count (batch_execution_id, worker_id, run_id, pending, skipped)
                SELECT batch_execution_id, '00000000-0000-0000-0000-000000000000', $1, -count(*), count(*)
                FROM ended GROUP BY batch_execution_id
            """
        + PostgreSqlCountSql.AddAll
        + """
            )
            SELECT (SELECT count(*) FROM ended), (SELECT max(position) FROM gone)
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
        await access.TransactionAsync(
            async (connection, token) =>
            {
                (await LockAsync(connection, run, token)).CheckSkip();
                if (waiting.Pending > 0)
                    await LogAsync(connection, RunEntries.Skipped(run, filter, waiting.Pending, given, actor), token);
                return true;
            },
            cancellationToken
        );
        var skipped = 0L;
        for (long? after = -1; after is { } position; )
        {
            var slice = await access.RunAsync(
                (connection, token) => SkipSliceAsync(connection, run, filter, (given, actor, position), token),
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
    public async Task<WaitingItemCounts> CountWaitingAsync(
        RunId run,
        WaitingItemFilter filter,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(filter);
        var counted = await access.RunAsync(
            (connection, token) =>
                PostgreSqlAccess.ListAsync(
                    connection,
                    CountWaiting,
                    row => new WaitingItemCounts(row.GetInt64(0), row.GetInt64(1)),
                    token,
                    Of(run, filter)
                ),
            cancellationToken
        );
        return counted[0];
    }

    private async Task<(long Skipped, long? Last)> SkipSliceAsync(
        NpgsqlConnection connection,
        RunId run,
        WaitingItemFilter filter,
        (string Reason, string Actor, long After) how,
        CancellationToken token
    )
    {
        var slices = await PostgreSqlAccess.ListAsync(
            connection,
            SkipPending,
            row => (row.GetInt64(0), row.IsDBNull(1) ? (long?)null : row.GetInt64(1)),
            token,
            [.. Of(run, filter), access.Now(), Text(how.Actor), Text(how.Reason), Big(how.After)]
        );
        return slices[0];
    }

    private static NpgsqlParameter[] Of(RunId run, WaitingItemFilter filter) =>
        [
            Id(run.Value),
            filter.Batches.Count == 0 ? Ids(null) : Ids([.. filter.Batches.Select(batch => batch.Value)]),
            Big(filter.FirstSequenceNumber),
            Big(filter.LastSequenceNumber),
            Text(filter.Reference),
        ];
}
