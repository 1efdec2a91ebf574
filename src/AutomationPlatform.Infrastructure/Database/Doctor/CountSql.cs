namespace AutomationPlatform.Infrastructure.Database.Doctor;

/// <summary>The statements about counts and failures; the same on both databases.</summary>
internal static class CountSql
{
    /// <summary>One row for each batch execution whose counts are wrong, with what has to be added to each.</summary>
    private const string Differences = """
        SELECT be.id, be.run_id,
               coalesce(a.pending, 0) - coalesce(c.pending, 0) AS pending,
               coalesce(a.processing, 0) - coalesce(c.processing, 0) AS processing,
               coalesce(a.completed, 0) - coalesce(c.completed, 0) AS completed,
               coalesce(a.failed, 0) - coalesce(c.failed, 0) AS failed,
               coalesce(a.cancelled, 0) - coalesce(c.cancelled, 0) AS cancelled,
               coalesce(a.skipped, 0) - coalesce(c.skipped, 0) AS skipped,
               coalesce(a.retrying, 0) - coalesce(c.retrying, 0) AS retrying
        FROM batch_execution be
        JOIN run r ON r.id = be.run_id AND r.driver = 'WORKERS' AND NOT r.hidden
        LEFT JOIN (SELECT batch_execution_id,
                          count(CASE WHEN status = 'PENDING' THEN 1 END) AS pending,
                          count(CASE WHEN status = 'PROCESSING' THEN 1 END) AS processing,
                          count(CASE WHEN status = 'COMPLETED' THEN 1 END) AS completed,
                          count(CASE WHEN status = 'FAILED' THEN 1 END) AS failed,
                          count(CASE WHEN status = 'CANCELLED' THEN 1 END) AS cancelled,
                          count(CASE WHEN status = 'SKIPPED' THEN 1 END) AS skipped,
                          count(CASE WHEN status = 'RETRYING' THEN 1 END) AS retrying
                   FROM item_execution GROUP BY batch_execution_id) a ON a.batch_execution_id = be.id
        LEFT JOIN (SELECT batch_execution_id,
                          CAST(sum(pending) AS bigint) AS pending, CAST(sum(processing) AS bigint) AS processing,
                          CAST(sum(completed) AS bigint) AS completed, CAST(sum(failed) AS bigint) AS failed,
                          CAST(sum(cancelled) AS bigint) AS cancelled, CAST(sum(skipped) AS bigint) AS skipped,
                          CAST(sum(retrying) AS bigint) AS retrying
                   FROM item_count GROUP BY batch_execution_id) c ON c.batch_execution_id = be.id
        """;

    private const string Differ = """
        (d.pending <> 0 OR d.processing <> 0 OR d.completed <> 0 OR d.failed <> 0 OR d.cancelled <> 0
         OR d.skipped <> 0 OR d.retrying <> 0)
        """;

    internal const string FindDifferences = $"""
        SELECT 'batch execution ' || CAST(d.id AS text) AS subject,
               'its counts lack ' || CAST(d.pending AS text) || ' pending, ' || CAST(d.processing AS text)
                   || ' processing, ' || CAST(d.completed AS text) || ' completed, ' || CAST(d.failed AS text)
                   || ' failed, ' || CAST(d.cancelled AS text) || ' cancelled, ' || CAST(d.skipped AS text)
                   || ' skipped, ' || CAST(d.retrying AS text) || ' retrying' AS problem
        FROM ({Differences}) d WHERE {Differ}
        """;

    // Adding a difference is right even while workers add theirs.
    internal const string AddDifferences = $"""
        INSERT INTO item_count (batch_execution_id, worker_id, run_id, pending, processing, completed, failed,
                                cancelled, skipped, retrying)
        SELECT d.id, '00000000-0000-0000-0000-000000000000', d.run_id, d.pending, d.processing, d.completed, d.failed,
               d.cancelled, d.skipped, d.retrying
        FROM ({Differences}) d WHERE {Differ}
        ON CONFLICT (batch_execution_id, worker_id) DO UPDATE
        SET pending = item_count.pending + EXCLUDED.pending, processing = item_count.processing + EXCLUDED.processing,
            completed = item_count.completed + EXCLUDED.completed, failed = item_count.failed + EXCLUDED.failed,
            cancelled = item_count.cancelled + EXCLUDED.cancelled, skipped = item_count.skipped + EXCLUDED.skipped,
            retrying = item_count.retrying + EXCLUDED.retrying
        """;

    private const string FromMissing = """
        FROM item_execution ie
        JOIN run r ON r.id = ie.run_id AND r.driver = 'WORKERS' AND NOT r.hidden
        WHERE ie.status = 'FAILED'
          AND NOT EXISTS (SELECT 1 FROM item_failure f WHERE f.item_execution_id = ie.id)
        """;

    internal const string FindMissing = $"""
        SELECT 'item execution ' || CAST(ie.id AS text) AS subject,
               'it is FAILED and missing from the list of failures' AS problem
        {FromMissing}
        """;

    internal const string SomeMissing = $"""
        SELECT ie.id, coalesce(ie.error_code, ''), coalesce(ie.error_message, '') {FromMissing} LIMIT @limit
        """;

    internal const string AddMissing = """
        INSERT INTO item_failure (item_execution_id, run_id, fingerprint, code)
        SELECT id, run_id, @fingerprint, @code FROM item_execution WHERE id = @id AND status = 'FAILED'
        ON CONFLICT (item_execution_id) DO NOTHING
        """;

    private const string IsStray = """
        NOT EXISTS (SELECT 1 FROM item_execution ie
                    WHERE ie.id = item_failure.item_execution_id AND ie.run_id = item_failure.run_id
                      AND ie.status = 'FAILED')
        """;

    internal const string FindStray = $"""
        SELECT 'item execution ' || CAST(item_execution_id AS text) AS subject,
               'it is listed as a failure and is not FAILED' AS problem
        FROM item_failure WHERE {IsStray}
        """;

    internal const string RemoveStray = $"DELETE FROM item_failure WHERE {IsStray}";
}
