namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Taking answers: guarded by id and version alone, because the version implies the status.</summary>
internal static class PostgreSqlAnswerSql
{
    /// <summary>PROCESSING to COMPLETED; gives how many were taken.</summary>
    /// <remarks>$1 now, $2 worker's name, $3 worker, $4 run, $5 claim, $6 ids, $7 versions, $8 hashes of the claim's
    /// rows of history, $9 results, $10 their hashes.</remarks>
    internal const string Complete = """
        WITH clock AS MATERIALIZED (SELECT coalesce($1, clock_timestamp()) AS now),
        ended AS (
            UPDATE item_execution e
            SET status = 'COMPLETED', finished_at = now, result_payload = a.result, error_code = NULL,
                error_message = NULL, version = e.version + 1, updated_at = now, updated_by = $2
            FROM unnest($6, $7, $8, $9, $10) AS a (id, version, previous_hash, result, result_hash), clock
            WHERE e.id = a.id AND e.version = a.version
            RETURNING e.id, e.version, e.batch_execution_id, e.attempt_count, a.previous_hash, a.result_hash, now),
        history AS (
            INSERT INTO item_state_history (item_execution_id, version, previous_status, new_status, changed_at,
                created_at, created_by, attempt, result_hash, previous_hash)
            SELECT id, version, 'PROCESSING', 'COMPLETED', now, now, $2, attempt_count, result_hash,
                coalesce(previous_hash, last_history_hash(id))
            FROM ended),
        counts AS (
            INSERT INTO item_count (batch_execution_id, worker_id, run_id, processing, completed)
            SELECT batch_execution_id, $3, $4, -count(*), count(*) FROM ended GROUP BY batch_execution_id
            ON CONFLICT (batch_execution_id, worker_id) DO UPDATE
            SET processing = item_count.processing + EXCLUDED.processing,
                completed = item_count.completed + EXCLUDED.completed),
        held AS (UPDATE claim SET open = open - (SELECT count(*) FROM ended) WHERE id = $5)
        SELECT count(*) FROM ended
        """;

    /// <summary>PROCESSING to RETRYING, FAILED or CANCELLED; gives what was taken.</summary>
    /// <remarks>$1 to $8 as for <see cref="Complete"/>; $9 positions, $10 new statuses, $11 codes, $12 messages, $13 reasons,
    /// $14 fingerprints, $15 delays in microseconds, $16 whether released.</remarks>
    internal const string EndAttempt = $"""
        WITH clock AS MATERIALIZED (SELECT coalesce($1, clock_timestamp()) AS now),
        ended AS (
            UPDATE item_execution e
            SET status = a.status::executionstatus, finished_at = CASE WHEN a.status <> 'RETRYING' THEN now END,
                error_code = CASE WHEN a.released THEN e.error_code ELSE coalesce(a.code, e.error_code) END,
                error_message = coalesce(a.message, e.error_message),
                released_count = e.released_count + a.released::int,
                version = e.version + 1, updated_at = now, updated_by = $2
            FROM unnest($6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
                AS a (id, version, previous_hash, position, status, code, message, reason, fingerprint, delay, released),
                clock
            WHERE e.id = a.id AND e.version = a.version
            RETURNING e.id, e.version, e.item_id, e.batch_execution_id, e.attempt_count, e.lost_count, e.status, a.position,
                a.code, a.message, a.reason, a.fingerprint, a.delay, a.previous_hash, now),
        history AS (
            INSERT INTO item_state_history (item_execution_id, version, previous_status, new_status, changed_at,
                created_at, created_by, attempt, code, message, reason, previous_hash)
            SELECT id, version, 'PROCESSING', status, now, now, $2, attempt_count, code, message, reason,
                coalesce(previous_hash, last_history_hash(id))
            FROM ended),
        counts AS (
            INSERT INTO item_count (batch_execution_id, worker_id, run_id, processing, retrying, failed, cancelled)
            SELECT batch_execution_id, $3, $4, -count(*), count(*) FILTER (WHERE status = 'RETRYING'),
                count(*) FILTER (WHERE status = 'FAILED'), count(*) FILTER (WHERE status = 'CANCELLED')
            FROM ended GROUP BY batch_execution_id
            ON CONFLICT (batch_execution_id, worker_id) DO UPDATE
            SET processing = item_count.processing + EXCLUDED.processing,
                retrying = item_count.retrying + EXCLUDED.retrying, failed = item_count.failed + EXCLUDED.failed,
                cancelled = item_count.cancelled + EXCLUDED.cancelled),
        waiting AS (
            INSERT INTO delayed (run_id, position, item_execution_id, version, lost_count, due_at)
            SELECT $4, position, id, version, lost_count, now + delay * interval '1 microsecond'
            FROM ended WHERE status = 'RETRYING' AND delay > 0
            ON CONFLICT (run_id, position) DO UPDATE
            SET version = EXCLUDED.version, lost_count = EXCLUDED.lost_count, due_at = EXCLUDED.due_at),
        due AS (
            INSERT INTO ready (run_id, position, item_execution_id, version, previous_status, lost_count)
            SELECT $4, position, id, version, 'RETRYING', lost_count
            FROM ended WHERE status = 'RETRYING' AND delay <= 0
            ON CONFLICT (run_id, position) DO UPDATE
            SET version = EXCLUDED.version, previous_status = EXCLUDED.previous_status,
                lost_count = EXCLUDED.lost_count),
        failures AS (
            INSERT INTO item_failure (item_execution_id, run_id, fingerprint, code)
            SELECT id, $4, fingerprint, code FROM ended WHERE status = 'FAILED'),
        held AS (UPDATE claim SET open = open - (SELECT count(*) FROM ended) WHERE id = $5),
        failed AS (
            SELECT id, version, $4 AS run_id, item_id, batch_execution_id, attempt_count, status, code, message, now
            FROM ended WHERE message IS NOT NULL),
        {PostgreSqlFailureSql.Raise}
        SELECT id, now FROM ended
        """;

    /// <summary>Takes the chunk's row away once nothing is open.</summary>
    internal const string CloseClaim = "DELETE FROM claim WHERE id = $1 AND open <= 0";

    /// <summary>Keeps what handlers wrote to standard error, of refused answers too.</summary>
    internal const string KeepStandardError = """
        INSERT INTO handler_log (item_execution_id, attempt, run_id, written_at, standard_error)
        SELECT id, attempt, $2, coalesce($1, clock_timestamp()), text FROM unnest($3, $4, $5) AS a (id, attempt, text)
        ON CONFLICT (item_execution_id, attempt) DO NOTHING
        """;

    /// <summary>Keeps answers that were refused, unless this very answer was taken before and only its reply was lost.</summary>
    /// <remarks>$1 now, $2 worker's name, $3 claim, $4 ids, $5 versions, $6 new statuses, $7 attempts, $8 outcomes.</remarks>
    internal const string KeepLate = """
        WITH refused AS MATERIALIZED (
            SELECT a.id, a.attempt, a.outcome
            FROM unnest($4, $5, $6, $7, $8) AS a (id, version, status, attempt, outcome)
            WHERE NOT EXISTS (
                SELECT FROM item_state_history h
                WHERE h.item_execution_id = a.id AND h.version = a.version + 1 AND h.created_by = $2
                    AND h.new_status = a.status::executionstatus AND h.attempt = a.attempt)),
        kept AS (
            INSERT INTO late_answer (item_execution_id, attempt, worker, received_at, outcome)
            SELECT id, attempt, $2, coalesce($1, clock_timestamp()), outcome FROM refused r
            WHERE NOT EXISTS (
                SELECT FROM late_answer l
                WHERE l.item_execution_id = r.id AND l.attempt = r.attempt AND l.worker = $2)
            RETURNING 1),
        held AS (UPDATE claim SET open = open - (SELECT count(*) FROM kept) WHERE id = $3)
        SELECT id FROM refused
        """;

    /// <summary>Wakes workers: work appeared where there was none.</summary>
    internal const string Notify = "SELECT pg_notify('apc_work', current_schema())";
}
