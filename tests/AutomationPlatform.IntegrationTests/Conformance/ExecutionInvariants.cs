namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What must hold in a run between any two transactions: each a query that counts the exceptions.</summary>
internal static class ExecutionInvariants
{
    internal static readonly (string Rule, string Sql)[] All =
    [
        (
            "each change begins where the one before ended",
            """
            SELECT count(*) FROM (
                SELECT CAST(h.previous_status AS text) AS previous,
                    lag(CAST(h.new_status AS text)) OVER (PARTITION BY h.item_execution_id ORDER BY h.version) AS before
                FROM item_state_history h JOIN item_execution e ON e.id = h.item_execution_id
                WHERE e.run_id = @run) AS changes
            WHERE previous <> coalesce(before, 'PENDING')
            """
        ),
        (
            "the last change is the state",
            """
            SELECT count(*) FROM item_execution e
            WHERE e.run_id = @run AND (
                CAST(e.status AS text) <> coalesce((
                    SELECT CAST(h.new_status AS text) FROM item_state_history h
                    WHERE h.item_execution_id = e.id ORDER BY h.version DESC LIMIT 1), 'PENDING')
                OR e.version <> coalesce((
                    SELECT max(h.version) FROM item_state_history h WHERE h.item_execution_id = e.id), 1))
            """
        ),
        (
            "attempts are what was started",
            """
            SELECT count(*) FROM item_execution e
            WHERE e.run_id = @run AND e.attempt_count <> (
                SELECT count(*) FROM item_state_history h
                WHERE h.item_execution_id = e.id AND h.new_status = 'PROCESSING')
            """
        ),
        ("counts are the states", Counts),
        (
            "failures are the items that are FAILED",
            """
            SELECT (SELECT count(*) FROM item_failure f WHERE f.run_id = @run AND NOT EXISTS (
                    SELECT 1 FROM item_execution e WHERE e.id = f.item_execution_id AND e.status = 'FAILED'))
                + (SELECT count(*) FROM item_execution e WHERE e.run_id = @run AND e.status = 'FAILED' AND NOT EXISTS (
                    SELECT 1 FROM item_failure f WHERE f.item_execution_id = e.id))
            """
        ),
        (
            "what waits is in the queue once, at its version and position",
            """
            SELECT (SELECT count(*) FROM ready WHERE run_id = @run) + (SELECT count(*) FROM delayed WHERE run_id = @run)
                - (SELECT count(*) FROM item_execution WHERE run_id = @run AND status IN ('PENDING', 'RETRYING'))
                + 1000000 * (SELECT count(*) FROM item_execution e
                    JOIN batch_execution b ON b.id = e.batch_execution_id
                    JOIN item i ON i.id = e.item_id
                    WHERE e.run_id = @run AND e.status IN ('PENDING', 'RETRYING') AND NOT EXISTS (
                        SELECT 1 FROM ready q
                        WHERE q.run_id = e.run_id AND q.position = b.ordinal * 4294967296 + i.sequence_number
                            AND q.item_execution_id = e.id AND q.version = e.version AND q.lost_count = e.lost_count
                            AND q.previous_status = e.status)
                    AND NOT EXISTS (
                        SELECT 1 FROM delayed q
                        WHERE q.run_id = e.run_id AND q.position = b.ordinal * 4294967296 + i.sequence_number
                            AND q.item_execution_id = e.id AND q.version = e.version AND q.lost_count = e.lost_count
                            AND e.status = 'RETRYING'))
            """
        ),
        (
            "what is open in claims is what is PROCESSING",
            """
            SELECT (SELECT coalesce(sum(open), 0) FROM claim WHERE run_id = @run)
                - (SELECT count(*) FROM item_execution WHERE run_id = @run AND status = 'PROCESSING')
            """
        ),
    ];

    private const string Counts = """
        SELECT count(*) FROM (
            SELECT e.batch_execution_id AS batch,
                sum(CASE WHEN e.status = 'PENDING' THEN 1 ELSE 0 END) AS a,
                sum(CASE WHEN e.status = 'PROCESSING' THEN 1 ELSE 0 END) AS b,
                sum(CASE WHEN e.status = 'COMPLETED' THEN 1 ELSE 0 END) AS c,
                sum(CASE WHEN e.status = 'FAILED' THEN 1 ELSE 0 END) AS d,
                sum(CASE WHEN e.status = 'CANCELLED' THEN 1 ELSE 0 END) AS f,
                sum(CASE WHEN e.status = 'RETRYING' THEN 1 ELSE 0 END) AS g,
                sum(CASE WHEN e.status = 'SKIPPED' THEN 1 ELSE 0 END) AS h
            FROM item_execution e WHERE e.run_id = @run GROUP BY e.batch_execution_id) AS states
        WHERE NOT EXISTS (
            SELECT 1 FROM item_count n WHERE n.batch_execution_id = states.batch
            GROUP BY n.batch_execution_id
            HAVING sum(n.pending) = a AND sum(n.processing) = b AND sum(n.completed) = c AND sum(n.failed) = d
                AND sum(n.cancelled) = f AND sum(n.retrying) = g AND sum(n.skipped) = h)
        """;
}
