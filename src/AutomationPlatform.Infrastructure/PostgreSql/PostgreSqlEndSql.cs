namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>The end of batches and runs, under a lock of the run's row that a retry takes too.</summary>
internal static class PostgreSqlEndSql
{
    internal const string ReadRun = """
        SELECT status::text, automation_id, cancel_requested_at IS NOT NULL, cancellation_reason, driver, hidden,
            coalesce($1, clock_timestamp())
        FROM run WHERE id = $2
        """;

    internal const string LockRun = ReadRun + " FOR NO KEY UPDATE";

    internal const string SumBatches = """
        SELECT b.id, b.batch_id, b.status::text, coalesce(sum(c.pending + c.processing + c.retrying), 0)::bigint,
            coalesce(sum(c.failed), 0)::bigint, coalesce(sum(c.cancelled), 0)::bigint,
            coalesce(sum(c.completed + c.skipped), 0)::bigint
        FROM batch_execution b LEFT JOIN item_count c ON c.batch_execution_id = b.id
        WHERE b.run_id = $1
        GROUP BY b.id
        """;

    /// <summary>Ends batches; one that is not PROCESSING passes through it, which is a version and a start of its own.</summary>
    internal const string EndBatches = """
        UPDATE batch_execution b
        SET status = a.status::executionstatus, finished_at = $1,
            started_at = CASE WHEN b.status = 'PROCESSING' THEN b.started_at ELSE $1 END,
            version = b.version + CASE WHEN b.status = 'PROCESSING' THEN 1 ELSE 2 END, updated_at = $1, updated_by = NULL
        FROM unnest($2, $3) AS a (id, status)
        WHERE b.id = a.id
        """;

    internal const string EndRun = """
        UPDATE run
        SET status = $3::executionstatus, finished_at = $1, error_summary = $4,
            started_at = CASE WHEN status = 'PROCESSING' THEN started_at ELSE $1 END,
            version = version + CASE WHEN status = 'PROCESSING' THEN 1 ELSE 2 END, updated_at = $1, updated_by = NULL
        WHERE id = $2
        """;

    internal const string MostFrequentFailure = """
        SELECT (SELECT e.error_code || ': ' || e.error_message
                FROM item_failure f JOIN item_execution e ON e.id = f.item_execution_id
                WHERE f.run_id = $1 AND f.fingerprint = g.fingerprint ORDER BY f.item_execution_id LIMIT 1), g.failures
        FROM (SELECT fingerprint, count(*) AS failures FROM item_failure WHERE run_id = $1
              GROUP BY fingerprint ORDER BY failures DESC, fingerprint LIMIT 1) g
        """;

    /// <summary>What workers counted of the run becomes one row a batch.</summary>
    internal const string FoldCounts =
        """
            WITH counted AS (
                DELETE FROM item_count
                WHERE run_id = $1 AND worker_id <> '00000000-0000-0000-0000-000000000000' RETURNING *)
            INSERT INTO item_count (batch_execution_id, worker_id, run_id, pending, processing, completed, failed,
                cancelled, skipped, retrying)
            SELECT batch_execution_id, '00000000-0000-0000-0000-000000000000', run_id, sum(pending), sum(processing),
                sum(completed), sum(failed), sum(cancelled), sum(skipped), sum(retrying)
            FROM counted GROUP BY batch_execution_id, run_id
            """ + PostgreSqlCountSql.AddAll;
}
