using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>The events of failed attempts, in the transaction that makes them.</summary>
internal static class SqliteFailureSql
{
    /// <summary>Writes what is wanted; where nobody listens it finds an empty table and ends.</summary>
    private const string Raise =
        Head
        + Types
        + """
            WHERE t.type = 'apc.item.failed' OR @status = 'FAILED'
            ORDER BY t.type
            """;

    /// <summary>The same of one item that failed through its entity: {0} its id, {1} the attempt.</summary>
    internal const string RaiseOfEntity =
        """
            INSERT INTO delivery (subscription_id, stream_id, event_id, type, subject, occurred_at, data, queued_at)
            SELECT s.subscription_id, e.run_id, e.id || ':' || h.version || ':' || substr(t.type, 5), t.type, e.id, h.changed_at,
                json_object('runId', e.run_id, 'automationId', (SELECT automation_id FROM run WHERE id = e.run_id),
                    'itemExecutionId', e.id, 'itemId', e.item_id, 'batchExecutionId', e.batch_execution_id,
                    'attempt', h.attempt, 'code', h.code, 'message', h.message,
                    'willRetry', json(CASE h.new_status WHEN 'RETRYING' THEN 'true' ELSE 'false' END),
                    'failedAt', h.changed_at), h.changed_at
            """
        + Types
        + """
            JOIN item_execution e ON e.id = {0}
            JOIN item_state_history h ON h.item_execution_id = e.id AND h.version = (
                SELECT max(version) FROM item_state_history WHERE item_execution_id = {0} AND attempt = {1}
                    AND previous_status = 'PROCESSING' AND new_status IN ('FAILED', 'RETRYING'))
            WHERE t.type = 'apc.item.failed' OR h.new_status = 'FAILED'
            ORDER BY t.type
            """;

    private const string Head = """
        INSERT INTO delivery (subscription_id, stream_id, event_id, type, subject, occurred_at, data, queued_at)
        SELECT s.subscription_id, @run, @id || ':' || @version || ':' || substr(t.type, 5), t.type, @id, @now,
            json_object('runId', @run, 'automationId', (SELECT automation_id FROM run WHERE id = @run),
                'itemExecutionId', @id, 'itemId', @item, 'batchExecutionId', @batch, 'attempt', @attempt, 'code', @code,
                'message', @message, 'willRetry', json(CASE @status WHEN 'RETRYING' THEN 'true' ELSE 'false' END),
                'failedAt', @now), @now
        """;

    // CROSS JOIN keeps the order: first the subscriptions, of which there may be none.
    private const string Types = """

        FROM subscription_event s
        CROSS JOIN (SELECT 'apc.item.failed' AS type UNION ALL SELECT 'apc.item.failed-for-good') t
            ON s.type IN (t.type, '*')

        """;

    /// <summary>Writes the events of one failed attempt.</summary>
    internal static void RaiseFailure(this SqliteSession session, FailedAttempt failed) =>
        session.Execute(
            Raise,
            ("run", failed.Run),
            ("id", failed.Id),
            ("version", failed.Version),
            ("now", session.Now),
            ("item", failed.Item),
            ("batch", failed.Batch),
            ("attempt", failed.Attempt),
            ("code", failed.Code),
            ("message", failed.Message),
            ("status", failed.Status.Name())
        );
}

/// <summary>An attempt that failed, with identifiers in the database's form.</summary>
internal readonly record struct FailedAttempt(
    string Run,
    string Id,
    int Version,
    string Item,
    string Batch,
    int Attempt,
    string Code,
    string Message,
    ExecutionStatus Status
);
