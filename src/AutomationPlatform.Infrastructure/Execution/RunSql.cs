using AutomationPlatform.Infrastructure.Database;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>The statements that read runs; the same on both databases.</summary>
internal static class RunSql
{
    internal const string Select = """
        SELECT r.id, a.name, r.automation_id, CAST(r.status AS text),
               (r.paused_at IS NOT NULL OR a.paused_at IS NOT NULL), (r.cancel_requested_at IS NOT NULL),
               r.correlation_id, r.priority, r.created_at, r.created_by, r.started_at, r.finished_at,
               r.error_summary, r.cancellation_reason, coalesce(r.pause_reason, a.pause_reason),
               r.definition_number, r.parent_run_id, CAST(r.driver AS text),
               (SELECT t.reason FROM failure_threshold t WHERE t.run_id = r.id AND t.stopping)
        FROM run r JOIN automation a ON a.id = r.automation_id
        WHERE NOT r.hidden
        """;

    internal const string NewestFirst = "ORDER BY r.id DESC LIMIT @limit";

    // The end of an id is looked for in every row of the key: runs are few beside their items.
    internal const string Resolve = """
        SELECT id FROM run WHERE id BETWEEN @lowest AND @highest AND NOT hidden
        UNION
        SELECT id FROM run WHERE CAST(id AS text) LIKE @end AND NOT hidden
        LIMIT 3
        """;

    internal const string Batches = """
        SELECT be.id, be.batch_id, b.name, CAST(be.status AS text), be.ordinal
        FROM batch_execution be JOIN batch b ON b.id = be.batch_id JOIN run r ON r.id = be.run_id
        WHERE be.run_id = @run AND NOT r.hidden
        ORDER BY be.ordinal, be.id
        """;

    private const string Sums = """
        CAST(sum(pending) AS bigint), CAST(sum(processing) AS bigint), CAST(sum(completed) AS bigint),
        CAST(sum(failed) AS bigint), CAST(sum(cancelled) AS bigint), CAST(sum(skipped) AS bigint),
        CAST(sum(retrying) AS bigint)
        FROM item_count
        """;

    internal const string SumByRun = $"SELECT run_id, {Sums}";

    internal const string GroupByRun = "GROUP BY run_id";

    internal const string SumByBatch =
        $"SELECT batch_execution_id, {Sums} WHERE run_id = @run GROUP BY batch_execution_id";

    internal const string CountByBatch = """
        SELECT batch_execution_id,
               count(CASE WHEN status = 'PENDING' THEN 1 END), count(CASE WHEN status = 'PROCESSING' THEN 1 END),
               count(CASE WHEN status = 'COMPLETED' THEN 1 END), count(CASE WHEN status = 'FAILED' THEN 1 END),
               count(CASE WHEN status = 'CANCELLED' THEN 1 END), count(CASE WHEN status = 'SKIPPED' THEN 1 END),
               count(CASE WHEN status = 'RETRYING' THEN 1 END)
        FROM item_execution
        """;

    internal const string GroupByBatch = "GROUP BY batch_execution_id";

    // Grouping reads the index (run_id, fingerprint, item_execution_id) alone; only the groups that are shown are looked up.
    internal const string Errors = """
        SELECT f.code, coalesce(ie.error_message, ''), g.fingerprint, g.failures, f.item_execution_id
        FROM (SELECT fingerprint, count(*) AS failures FROM item_failure WHERE run_id = @run
              GROUP BY fingerprint ORDER BY failures DESC, fingerprint LIMIT @limit) g
        JOIN item_failure f ON f.item_execution_id =
            (SELECT first.item_execution_id FROM item_failure first
             WHERE first.run_id = @run AND first.fingerprint = g.fingerprint
             ORDER BY first.item_execution_id LIMIT 1)
        LEFT JOIN item_execution ie ON ie.id = f.item_execution_id
        ORDER BY g.failures DESC, g.fingerprint
        """;

    internal const string Workers = """
        SELECT w.name, w.host, w.shard, CAST(sum(c.open) AS bigint), min(c.claimed_at), w.lease_until
        FROM claim c JOIN worker w ON w.id = c.worker_id
        WHERE c.run_id = @run
        GROUP BY w.id, w.name, w.host, w.shard, w.lease_until
        ORDER BY w.name, w.id
        """;

    internal static string Services(IReadConnections connections) =>
        $"""
            SELECT w.name, s.refusal
            FROM worker_service s JOIN worker w ON w.id = s.worker_id
            WHERE s.run_id = @run AND w.lease_until > {connections.Clock(0)}
            ORDER BY w.name, w.id
            """;

    // What is claimed of an automation is few rows; what waits is only looked at, or counted up to a limit.
    internal static string Waiting(IReadConnections connections) =>
        $"""
            SELECT {connections.Clock(0)}, (SELECT count(*) FROM worker WHERE lease_until > {connections.Clock(0)}),
                EXISTS (SELECT 1 FROM ready WHERE run_id = r.id),
                (SELECT count(*) FROM (SELECT 1 AS waiting FROM delayed WHERE run_id = r.id LIMIT @most) d),
                (SELECT min(due_at) FROM delayed WHERE run_id = r.id), (a.paused_at IS NOT NULL AND r.paused_at IS NULL),
                CAST(a.settings AS text),
                (SELECT CAST(coalesce(sum(c.open), 0) AS bigint) FROM claim c JOIN run o ON o.id = c.run_id
                 WHERE o.automation_id = a.id),
                b.tokens, b.refilled_at, EXISTS (SELECT 1 FROM claim WHERE run_id <> r.id)
            FROM run r JOIN automation a ON a.id = r.automation_id LEFT JOIN rate_bucket b ON b.automation_id = a.id
            WHERE r.id = @run AND NOT r.hidden
            """;

    // Only what was said of the version that stands: a progress of an attempt that is over may still lie there.
    internal const string Progress = """
        SELECT p.item_execution_id, p.fraction, p.message, p.reported_at
        FROM item_progress p JOIN item_execution e ON e.id = p.item_execution_id AND e.version = p.version
        """;
}
