namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>The events of failed attempts, as parts of the statements that make them.</summary>
internal static class PostgreSqlFailureSql
{
    /// <summary>Writes what is wanted of what <c>failed</c> holds; where nobody listens it joins an empty table.</summary>
    internal const string Raise = """
        raised AS (
            INSERT INTO delivery (subscription_id, stream_id, event_id, type, subject, occurred_at, data, queued_at)
            SELECT s.subscription_id, f.run_id, f.id || ':' || f.version || ':' || substr(t.type, 5), t.type, f.id, f.now,
                json_build_object('runId', f.run_id,
                    'automationId', (SELECT automation_id FROM run WHERE run.id = f.run_id), 'itemExecutionId', f.id,
                    'itemId', f.item_id, 'batchExecutionId', f.batch_execution_id, 'attempt', f.attempt_count,
                    'code', f.code, 'message', f.message, 'willRetry', f.status = 'RETRYING',
                    'failedAt', instant_text(f.now)), f.now
            FROM failed f
            CROSS JOIN (VALUES ('apc.item.failed'), ('apc.item.failed-for-good')) AS t (type)
            JOIN subscription_event s ON s.type IN (t.type, '*')
            WHERE t.type = 'apc.item.failed' OR f.status = 'FAILED'
            ORDER BY f.id, t.type)
        """;

    /// <summary>The same of one item that failed through its entity: {0} its id, {1} the attempt.</summary>
    internal const string RaiseOfEntity =
        """
            WITH failed AS (
                SELECT e.id, h.version, e.run_id, e.item_id, e.batch_execution_id, h.attempt AS attempt_count,
                    h.new_status AS status, h.code, h.message, h.changed_at AS now
                FROM item_execution e JOIN item_state_history h ON h.item_execution_id = e.id
                WHERE e.id = {0} AND h.attempt = {1} AND h.previous_status = 'PROCESSING'
                    AND h.new_status IN ('FAILED', 'RETRYING')
                ORDER BY h.version DESC LIMIT 1),
            """
        + Raise
        + " SELECT";
}
