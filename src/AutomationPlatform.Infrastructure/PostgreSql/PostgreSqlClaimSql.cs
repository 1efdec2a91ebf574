namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Claiming is starting, in one statement.</summary>
internal static class PostgreSqlClaimSql
{
    /// <summary>Takes ready items after a position that were never lost; nothing of an automation with limits.</summary>
    /// <remarks>$1 now, $2 worker's name, $3 worker, $4 run, $5 after this position, $6 claim.</remarks>
    internal static string Next(int limit) => Head + Unlimited + $"{NeverLost}{Order} LIMIT {limit}" + Tail;

    /// <summary>Takes one item that was lost before; one that was lost twice only for a worker that holds nothing.</summary>
    internal const string LostBefore = Head + Unlimited + LostOnce + Order + " LIMIT 1" + Tail;

    /// <summary>The same for an automation with limits, whose lock is held. $7 the most items.</summary>
    internal const string NextWithinLimits = Head + Gate + NeverLost + Order + " LIMIT $7" + Tail;

    /// <summary>The same for an automation with limits, whose lock is held.</summary>
    internal const string LostBeforeWithinLimits = Head + Gate + LostOnce + Order + " LIMIT 1" + Tail;

    /// <summary>What a claim still holds, for a caller whose reply was lost.</summary>
    internal const string Repeat = """
        SELECT e.id, e.version, e.item_id, e.batch_execution_id,
               b.ordinal * 4294967296 + i.sequence_number AS position, e.attempt_count, e.lost_count, e.released_count,
               e.max_attempts, e.first_started_at, e.started_at, i.sequence_number, i.reference, i.payload,
               h.previous_hash
        FROM claim c
        CROSS JOIN LATERAL unnest(c.item_execution_ids, c.versions) AS held (id, version)
        JOIN item_execution e ON e.id = held.id AND e.version = held.version
        JOIN batch_execution b ON b.id = e.batch_execution_id
        JOIN item i ON i.id = e.item_id
        JOIN item_state_history h ON h.item_execution_id = e.id AND h.version = e.version
        WHERE c.id = $1
        ORDER BY position
        """;

    private const string Head = """
        WITH clock AS MATERIALIZED (SELECT coalesce($1, clock_timestamp()) AS now),
        taken AS (
            DELETE FROM ready WHERE ctid = ANY (ARRAY(
                SELECT r.ctid FROM ready r
                WHERE r.run_id = $4 AND r.position > $5
                    AND EXISTS (
                        SELECT FROM run JOIN automation ON automation.id = run.automation_id
                        WHERE run.id = $4 AND run.driver = 'WORKERS' AND NOT run.hidden AND run.paused_at IS NULL
                            AND run.cancel_requested_at IS NULL AND automation.paused_at IS NULL
        """;

    // Whoever does not know of limits takes nothing rather than too much.
    private const string Unlimited = " AND automation.settings -> 'limits' IS NULL" + Gate;

    private const string Gate = """
        )
                    AND NOT EXISTS (SELECT FROM failure_threshold WHERE run_id = $4 AND stopping)
                    AND EXISTS (SELECT FROM worker, clock WHERE id = $3 AND lease_until > now)
                    AND 
        """;

    private const string NeverLost = "r.lost_count = 0";

    private const string LostOnce =
        "r.lost_count > 0 AND (r.lost_count < 2 OR NOT EXISTS (SELECT FROM claim WHERE worker_id = $3))";

    private const string Order = " ORDER BY r.position FOR UPDATE OF r SKIP LOCKED";

    private const string Tail = """
        ))
            RETURNING position, item_execution_id, version, previous_status),
        started AS (
            UPDATE item_execution e
            SET status = 'PROCESSING', started_at = now, first_started_at = coalesce(e.first_started_at, now),
                finished_at = NULL, attempt_count = e.attempt_count + 1, version = e.version + 1, updated_at = now,
                updated_by = $2
            FROM taken t, clock
            WHERE e.id = t.item_execution_id AND e.version = t.version
            RETURNING e.id, e.version, e.item_id, e.batch_execution_id, t.position, t.previous_status, e.attempt_count,
                e.lost_count, e.released_count, e.max_attempts, e.first_started_at, e.started_at,
                CASE WHEN t.previous_status = 'RETRYING' THEN last_history_hash(e.id) END AS previous_hash),
        history AS (
            INSERT INTO item_state_history (item_execution_id, version, previous_status, new_status, changed_at,
                created_at, created_by, attempt, previous_hash)
            SELECT id, version, previous_status, 'PROCESSING', started_at, started_at, $2, attempt_count, previous_hash
            FROM started),
        batches AS MATERIALIZED (
            SELECT batch_execution_id, count(*) FILTER (WHERE previous_status = 'PENDING') AS pending, count(*) AS total
            FROM started GROUP BY batch_execution_id),
        counts AS (
            INSERT INTO item_count (batch_execution_id, worker_id, run_id, pending, retrying, processing)
            SELECT batch_execution_id, $3, $4, -pending, pending - total, total FROM batches
            ON CONFLICT (batch_execution_id, worker_id) DO UPDATE
            SET pending = item_count.pending + EXCLUDED.pending, retrying = item_count.retrying + EXCLUDED.retrying,
                processing = item_count.processing + EXCLUDED.processing),
        chunk AS (
            INSERT INTO claim (id, worker_id, run_id, item_execution_ids, versions, open, claimed_at)
            SELECT $6, $3, $4, array_agg(id), array_agg(version), count(*), min(started_at)
            FROM started HAVING count(*) > 0),
        run_started AS (
            UPDATE run SET status = 'PROCESSING', started_at = now, finished_at = NULL, version = version + 1,
                updated_at = now, updated_by = $2
            FROM clock
            WHERE id = $4 AND status IN ('PENDING', 'RETRYING') AND EXISTS (SELECT FROM started)),
        batches_started AS (
            UPDATE batch_execution b SET status = 'PROCESSING', started_at = now, finished_at = NULL,
                version = b.version + 1, updated_at = now, updated_by = $2
            FROM batches, clock
            WHERE b.id = batches.batch_execution_id AND b.status IN ('PENDING', 'RETRYING'))
        SELECT s.id, s.version, s.item_id, s.batch_execution_id, s.position, s.attempt_count, s.lost_count,
            s.released_count, s.max_attempts, s.first_started_at, s.started_at, i.sequence_number, i.reference, i.payload,
            s.previous_hash
        FROM started s JOIN item i ON i.id = s.item_id
        """;
}
