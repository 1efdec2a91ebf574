using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Execution;
using AutomationPlatform.Infrastructure.Privacy;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

public sealed partial class PostgreSqlRunControl
{
    private const string CountFailed = $"""
        SELECT count(*) FROM item_failure WHERE run_id = $1 AND ($2 IS NULL OR code = ANY ($2))
            AND item_execution_id NOT IN ({RedactedItems.Executions} e.run_id = $1)
        """;

    // $1 now, $2 run, $3 codes or null, $4 actor, $5 reason.
    private static readonly string RetryFailed =
        $"""
            WITH clock AS MATERIALIZED (SELECT coalesce($1, clock_timestamp()) AS now),
            failures AS (
                DELETE FROM item_failure WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM item_failure WHERE run_id = $2 AND ($3 IS NULL OR code = ANY ($3))
                        AND item_execution_id NOT IN ({RedactedItems.Executions} e.run_id = $2)
                    LIMIT {ExecutionDefaults.SliceRows} FOR UPDATE))
                RETURNING item_execution_id),
            reopened AS (
                UPDATE item_execution e
                SET status = 'RETRYING', finished_at = NULL, error_code = NULL, error_message = NULL,
                    max_attempts = e.attempt_count - e.lost_count - e.released_count + 1,
                    version = e.version + 1, updated_at = now, updated_by = $4
                FROM failures f, clock
                WHERE e.id = f.item_execution_id
                RETURNING e.id, e.version, e.batch_execution_id, e.item_id, e.attempt_count, e.lost_count, now),
            history AS (
                INSERT INTO item_state_history (item_execution_id, version, previous_status, new_status, changed_at,
                    created_at, created_by, attempt, reason, previous_hash)
                SELECT id, version, 'FAILED', 'RETRYING', now, now, $4, attempt_count, $5, last_history_hash(id)
                FROM reopened),
            batches AS MATERIALIZED (
                SELECT batch_execution_id, count(*) AS total FROM reopened GROUP BY batch_execution_id),
            counts AS (
                INSERT INTO item_count (batch_execution_id, worker_id, run_id, failed, retrying)
                SELECT batch_execution_id, '00000000-0000-0000-0000-000000000000', $2, -total, total FROM batches
            """
        + PostgreSqlCountSql.AddAll
        + """
            ),
            batches_reopened AS (
                UPDATE batch_execution b SET status = 'RETRYING', finished_at = NULL, version = b.version + 1,
                    updated_at = now, updated_by = $4
                FROM batches, clock
                WHERE b.id = batches.batch_execution_id AND b.status = 'FAILED'),
            run_reopened AS (
                UPDATE run SET status = 'RETRYING', finished_at = NULL, error_summary = NULL, version = version + 1,
                    updated_at = now, updated_by = $4
                FROM clock
                WHERE id = $2 AND status = 'FAILED' AND EXISTS (SELECT FROM reopened)),
            queued AS (
                INSERT INTO ready (run_id, position, item_execution_id, version, previous_status, lost_count)
                SELECT $2, b.ordinal * 4294967296 + i.sequence_number, e.id, e.version, 'RETRYING', e.lost_count
                FROM reopened e
                JOIN batch_execution b ON b.id = e.batch_execution_id
                JOIN item i ON i.id = e.item_id
            """
        + PostgreSqlCountSql.Requeue
        + """
            )
            SELECT count(*) FROM reopened
            """;

    /// <inheritdoc/>
    public async Task<long> RetryAsync(
        RunId run,
        IReadOnlyList<string> codes,
        string reason,
        string actor,
        CancellationToken cancellationToken
    )
    {
        var given = RunState.Reason(reason);
        // Items that fail again meanwhile are not taken a second time: no more than had failed at first.
        var failed = await CountFailedAsync(run, codes, cancellationToken);
        var retried = 0L;
        long slice;
        do
        {
            // With the first: nothing is re-opened that the log does not tell of, whatever happens in between.
            var entry = retried == 0 ? RunEntries.Retried(run, codes, failed, given, actor) : null;
            slice = await access.TransactionAsync(
                async (connection, token) =>
                {
                    var reopened = await RetrySliceAsync(connection, run, codes, given, actor, token);
                    if (entry is not null && reopened > 0)
                        await LogAsync(connection, entry, token);
                    return reopened;
                },
                cancellationToken
            );
            retried += slice;
        } while (slice > 0 && retried < failed);
        return retried;
    }

    /// <inheritdoc/>
    public Task<long> CountFailedAsync(RunId run, IReadOnlyList<string> codes, CancellationToken cancellationToken) =>
        access.RunAsync(
            (connection, token) => CountAsync(connection, CountFailed, token, Id(run.Value), Codes(codes)),
            cancellationToken
        );

    private async Task<long> RetrySliceAsync(
        NpgsqlConnection connection,
        RunId run,
        IReadOnlyList<string> codes,
        string reason,
        string actor,
        CancellationToken token
    )
    {
        (await LockAsync(connection, run, token)).CheckRetry();
        var reopened = await CountAsync(
            connection,
            RetryFailed,
            token,
            access.Now(),
            Id(run.Value),
            Codes(codes),
            Text(actor),
            Text(reason)
        );
        if (reopened == 0)
            return 0;
        await PostgreSqlAccess.ExecuteAsync(connection, PostgreSqlThresholdSql.CountAnew, token, Id(run.Value));
        await PostgreSqlAccess.ExecuteAsync(connection, PostgreSqlAnswerSql.Notify, token);
        return reopened;
    }

    private static NpgsqlParameter Codes(IReadOnlyList<string> codes) => Texts(codes.Count == 0 ? null : [.. codes]);

    private static async Task<long> CountAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken token,
        params NpgsqlParameter[] parameters
    )
    {
        var counted = await PostgreSqlAccess.ListAsync(connection, sql, row => row.GetInt64(0), token, parameters);
        return counted[0];
    }
}
