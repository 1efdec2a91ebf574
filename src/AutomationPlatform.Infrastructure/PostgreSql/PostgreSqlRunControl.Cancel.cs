using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Execution;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

public sealed partial class PostgreSqlRunControl
{
    private const string RequestCancel = """
        UPDATE run SET cancel_requested_at = now, cancellation_reason = $3, version = version + 1, updated_at = now,
            updated_by = $4
        FROM (SELECT coalesce($1, clock_timestamp()) AS now) AS clock WHERE id = $2
        """;

    // $1 now, $2 run, $3 actor. What is locked is just being claimed; its worker tells it to stop. A wish to cancel goes
    // before a failure threshold.
    private static readonly string CancelWaiting =
        $"""
            WITH clock AS MATERIALIZED (SELECT coalesce($1, clock_timestamp()) AS now),
            reason AS MATERIALIZED (
                SELECT cancellation_reason AS text, NULL AS code
                FROM run WHERE id = $2 AND cancel_requested_at IS NOT NULL
                UNION ALL
                SELECT t.reason, 'threshold' FROM failure_threshold t JOIN run r ON r.id = t.run_id
                WHERE t.run_id = $2 AND t.stopping AND r.cancel_requested_at IS NULL),
            waiting AS (
                DELETE FROM ready WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM ready WHERE run_id = $2 AND EXISTS (SELECT FROM reason)
                    LIMIT {ExecutionDefaults.SliceRows} FOR UPDATE SKIP LOCKED))
                RETURNING item_execution_id, version, previous_status),
            retrying AS (
                DELETE FROM delayed WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM delayed WHERE run_id = $2 AND EXISTS (SELECT FROM reason)
                        AND NOT EXISTS (SELECT FROM ready WHERE run_id = $2)
                    LIMIT {ExecutionDefaults.SliceRows} FOR UPDATE SKIP LOCKED))
                RETURNING item_execution_id, version, 'RETRYING'::executionstatus AS previous_status),
            gone AS (SELECT * FROM waiting UNION ALL SELECT * FROM retrying),
            ended AS (
                UPDATE item_execution e
                SET status = 'CANCELLED', finished_at = now, error_code = coalesce(reason.code, e.error_code),
                    version = e.version + 1, updated_at = now, updated_by = $3
                FROM gone, clock, reason
                WHERE e.id = gone.item_execution_id AND e.version = gone.version
                RETURNING e.id, e.version, e.batch_execution_id, e.attempt_count, gone.previous_status, now),
            history AS (
                INSERT INTO item_state_history (item_execution_id, version, previous_status, new_status, changed_at,
                    created_at, created_by, attempt, code, reason, previous_hash)
                SELECT id, version, previous_status, 'CANCELLED', now, now, $3, attempt_count, code, text,
                    CASE WHEN previous_status = 'RETRYING' THEN last_history_hash(id) END
                FROM ended, reason),
            counts AS (
                INSERT INTO item_count (batch_execution_id, worker_id, run_id, pending, retrying, cancelled)
                SELECT batch_execution_id, '00000000-0000-0000-0000-000000000000', $2,
                    -count(*) FILTER (WHERE previous_status = 'PENDING'),
                    -count(*) FILTER (WHERE previous_status = 'RETRYING'), count(*)
                FROM ended GROUP BY batch_execution_id
            """
        + PostgreSqlCountSql.AddAll
        + """
            )
            SELECT (SELECT count(*) FROM gone), (SELECT count(*) FROM ended)
            """;

    /// <inheritdoc/>
    public async Task<long> CancelAsync(RunId run, string reason, string actor, CancellationToken cancellationToken)
    {
        var given = RunState.Reason(reason);
        await access.TransactionAsync(
            async (connection, token) =>
            {
                (await LockAsync(connection, run, token)).CheckCancel();
                await LogAsync(connection, RunEntries.Cancelled(run, given, actor), token);
                return await PostgreSqlAccess.ExecuteAsync(
                    connection,
                    RequestCancel,
                    token,
                    access.Now(),
                    Id(run.Value),
                    Text(given),
                    Text(actor)
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
        await queue.EndIfDoneAsync(run, cancellationToken);
        return cancelled;
    }

    /// <inheritdoc/>
    public async Task<int> CancelWaitingSliceAsync(RunId run, string actor, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (gone, ended) = await access.RunAsync(
                (connection, token) => CancelSliceAsync(connection, run, actor, token),
                cancellationToken
            );
            // Rows of the queue whose item had moved on were dropped and are no items: look for more.
            if (ended > 0 || gone == 0)
                return ended;
        }
    }

    private async Task<(int Gone, int Ended)> CancelSliceAsync(
        NpgsqlConnection connection,
        RunId run,
        string actor,
        CancellationToken token
    )
    {
        var counted = await PostgreSqlAccess.ListAsync(
            connection,
            CancelWaiting,
            row => ((int)row.GetInt64(0), (int)row.GetInt64(1)),
            token,
            access.Now(),
            Id(run.Value),
            Text(actor)
        );
        return counted[0];
    }
}
