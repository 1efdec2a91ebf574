namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>What becomes of items whose worker vanished or left.</summary>
internal static class PostgreSqlRescueSql
{
    /// <summary>Locks workers whose lease is over by the database's clock; whoever is renewed meanwhile is not among them.</summary>
    internal const string FindExpired = """
        SELECT id FROM worker WHERE lease_until <= coalesce($1, clock_timestamp())
        ORDER BY lease_until LIMIT 20 FOR UPDATE SKIP LOCKED
        """;

    /// <summary>Takes away a slice of what these workers hold, and of what is held by workers that are not there at all.</summary>
    internal const string TakeClaims = """
        DELETE FROM claim WHERE id = ANY (ARRAY(
            SELECT c.id FROM claim c
            WHERE c.worker_id = ANY ($1) OR NOT EXISTS (SELECT FROM worker w WHERE w.id = c.worker_id)
            LIMIT 20 FOR UPDATE OF c SKIP LOCKED))
        RETURNING worker_id, item_execution_ids, versions
        """;

    /// <summary>Takes away a slice of what one worker holds.</summary>
    internal const string TakeClaimsOf = """
        DELETE FROM claim WHERE id = ANY (ARRAY(SELECT id FROM claim WHERE worker_id = $1 LIMIT 20 FOR UPDATE))
        RETURNING worker_id, item_execution_ids, versions
        """;

    /// <summary>Takes workers away that hold nothing any more.</summary>
    internal const string RemoveWorkers = """
        WITH gone AS (
            DELETE FROM worker w WHERE w.id = ANY ($1) AND NOT EXISTS (SELECT FROM claim c WHERE c.worker_id = w.id)
            RETURNING id),
        services AS (DELETE FROM worker_service s USING gone WHERE s.worker_id = gone.id)
        SELECT id FROM gone
        """;

    /// <summary>Adds the counts of workers that are gone to the row that holds what no worker did.</summary>
    internal const string FoldCounts =
        """
            WITH gone AS (DELETE FROM item_count WHERE worker_id = ANY ($1) RETURNING *)
            INSERT INTO item_count (batch_execution_id, worker_id, run_id, pending, processing, completed, failed,
                cancelled, skipped, retrying)
            SELECT batch_execution_id, '00000000-0000-0000-0000-000000000000', run_id, sum(pending), sum(processing),
                sum(completed), sum(failed), sum(cancelled), sum(skipped), sum(retrying)
            FROM gone GROUP BY batch_execution_id, run_id
            """ + PostgreSqlCountSql.AddAll;

    /// <summary>PROCESSING to RETRYING, or to FAILED when it was lost too often or may not be repeated.</summary>
    /// <remarks>
    /// $1 now, $2 actor, $3 ids, $4 versions, $5 whether released (else lost), $6 the text for <c>lost</c>, $7 the text for
    /// <c>unknown-outcome</c>, $8 reason. The run's policy decides whether an attempt may be repeated, not the item's
    /// maximum: a retry by hand raises that.
    /// </remarks>
    internal const string GiveBack =
        """
            WITH clock AS MATERIALIZED (SELECT coalesce($1, clock_timestamp()) AS now),
            held AS MATERIALIZED (
                SELECT e.id, e.version,
                    CASE
                        WHEN $5 THEN NULL
                        WHEN CASE
                            WHEN r.max_attempts IS NOT NULL THEN r.max_attempts = 1
                            WHEN jsonb_typeof(d.content #> '{settings,retry}') = 'object' THEN
                                (d.content #>> '{settings,retry,maxAttempts}')::int = 1
                                AND d.content #> '{settings,retry,overrides}' IS NULL
                            ELSE true
                        END THEN 'unknown-outcome'
                        WHEN e.lost_count + 1 >= 3 THEN 'lost'
                    END AS failure
                FROM unnest($3, $4) AS a (id, version)
                JOIN item_execution e ON e.id = a.id AND e.version = a.version
                JOIN run r ON r.id = e.run_id
                LEFT JOIN definition_version d
                    ON d.automation_id = r.automation_id AND d.number = r.definition_number),
            ended AS (
                UPDATE item_execution e
                SET status = CASE WHEN failure IS NULL THEN 'RETRYING' ELSE 'FAILED' END::executionstatus,
                    finished_at = CASE WHEN failure IS NOT NULL THEN now END,
                    lost_count = e.lost_count + CASE WHEN $5 THEN 0 ELSE 1 END,
                    released_count = e.released_count + CASE WHEN $5 THEN 1 ELSE 0 END,
                    error_code = coalesce(failure, e.error_code),
                    error_message = CASE failure WHEN 'lost' THEN $6 WHEN 'unknown-outcome' THEN $7 ELSE e.error_message END,
                    version = e.version + 1, updated_at = now, updated_by = $2
                FROM held, clock
                WHERE e.id = held.id AND e.version = held.version
                RETURNING e.*, failure, now),
            history AS (
                INSERT INTO item_state_history (item_execution_id, version, previous_status, new_status, changed_at,
                    created_at, created_by, attempt, code, message, reason, previous_hash)
                SELECT id, version, 'PROCESSING', status, now, now, $2, attempt_count,
                    coalesce(failure, CASE WHEN $5 THEN 'released' ELSE 'lost' END),
                    CASE WHEN failure IS NOT NULL THEN error_message END, $8, last_history_hash(id)
                FROM ended),
            counts AS (
                INSERT INTO item_count (batch_execution_id, worker_id, run_id, processing, retrying, failed)
                SELECT batch_execution_id, '00000000-0000-0000-0000-000000000000', run_id, -count(*),
                    count(*) FILTER (WHERE status = 'RETRYING'), count(*) FILTER (WHERE status = 'FAILED')
                FROM ended GROUP BY batch_execution_id, run_id
            """
        + PostgreSqlCountSql.AddAll
        + """
            ),
            failures AS (
                INSERT INTO item_failure (item_execution_id, run_id, fingerprint, code)
                SELECT id, run_id, failure, failure FROM ended WHERE failure IS NOT NULL),
            queued AS (
                INSERT INTO ready (run_id, position, item_execution_id, version, previous_status, lost_count)
                SELECT e.run_id, b.ordinal * 4294967296 + i.sequence_number, e.id, e.version, 'RETRYING', e.lost_count
                FROM ended e
                JOIN batch_execution b ON b.id = e.batch_execution_id
                JOIN item i ON i.id = e.item_id
                WHERE e.failure IS NULL
            """
        + PostgreSqlCountSql.Requeue
        + """
            ),
            failed AS (
                SELECT id, version, run_id, item_id, batch_execution_id, attempt_count, status, failure AS code,
                    error_message AS message, now
                FROM ended WHERE failure IS NOT NULL),
            """
        + PostgreSqlFailureSql.Raise
        + """
             SELECT id, run_id, item_id, attempt_count, error_message, now, failure IS NOT NULL FROM ended
            """;
}

/// <summary>The ends of statements that add to the counts or put items into the queue.</summary>
internal static class PostgreSqlCountSql
{
    internal const string AddAll = """

        ON CONFLICT (batch_execution_id, worker_id) DO UPDATE
        SET pending = item_count.pending + EXCLUDED.pending, processing = item_count.processing + EXCLUDED.processing,
            completed = item_count.completed + EXCLUDED.completed, failed = item_count.failed + EXCLUDED.failed,
            cancelled = item_count.cancelled + EXCLUDED.cancelled, skipped = item_count.skipped + EXCLUDED.skipped,
            retrying = item_count.retrying + EXCLUDED.retrying
        """;

    /// <summary>One position is one item: what stands there already is an older version of the same one.</summary>
    internal const string Requeue = """

        ON CONFLICT (run_id, position) DO UPDATE
        SET item_execution_id = EXCLUDED.item_execution_id, version = EXCLUDED.version,
            previous_status = EXCLUDED.previous_status, lost_count = EXCLUDED.lost_count
        """;
}
