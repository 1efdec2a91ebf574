namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>The failure threshold of a run, changed only under the lock of the run's row.</summary>
internal static class PostgreSqlThresholdSql
{
    internal const string Insert = "INSERT INTO failure_threshold (run_id, share) VALUES ($1, $2)";

    /// <summary>Nothing for a run that has none, has ended or is being cancelled.</summary>
    internal const string Read = """
        SELECT t.share, (coalesce(sum(c.completed + c.failed), 0) - t.finished_before)::bigint,
            (coalesce(sum(c.failed), 0) - t.failed_before)::bigint,
            coalesce(sum(c.pending + c.processing + c.retrying), 0)::bigint,
            CASE WHEN t.stopping THEN t.reason END
        FROM failure_threshold t
        JOIN run r ON r.id = t.run_id AND r.status IN ('PENDING', 'PROCESSING', 'RETRYING') AND NOT r.hidden
            AND r.cancel_requested_at IS NULL
        LEFT JOIN item_count c ON c.run_id = t.run_id
        WHERE t.run_id = $1
        GROUP BY t.run_id
        """;

    internal const string LockRun = "SELECT FROM run WHERE id = $1 FOR NO KEY UPDATE";

    internal const string Stop = """
        UPDATE failure_threshold SET stopping = true, exceeded_at = coalesce($1, clock_timestamp()), reason = $3
        WHERE run_id = $2
        """;

    /// <summary>Why it stopped the run at any time.</summary>
    internal const string ReadReason = "SELECT reason FROM failure_threshold WHERE run_id = $1 AND reason IS NOT NULL";

    /// <summary>After a retry: claims are possible again, and what is finished by now is left out of the count.</summary>
    internal const string CountAnew = """
        UPDATE failure_threshold t
        SET stopping = false, finished_before = c.finished, failed_before = c.failed
        FROM (SELECT coalesce(sum(completed + failed), 0) AS finished, coalesce(sum(failed), 0) AS failed
              FROM item_count WHERE run_id = $1) c
        WHERE t.run_id = $1
        """;
}
