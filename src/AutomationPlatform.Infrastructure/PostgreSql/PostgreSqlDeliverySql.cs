namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Deliveries as people see and replay them.</summary>
internal static class PostgreSqlDeliverySql
{
    /// <summary>What waits, in its order.</summary>
    /// <remarks>$1 subscription, $2 the most.</remarks>
    internal const string ListWaiting = """
        SELECT id, stream_id, event_id, type, subject, occurred_at, data::text, attempts, 'WAITING', next_attempt_at, last_error
        FROM delivery WHERE subscription_id = $1 ORDER BY id LIMIT $2
        """;

    /// <summary>What was delivered or given up, newest first.</summary>
    /// <remarks>$1 subscription, $2 the most, $3 outcome or null.</remarks>
    internal const string ListRecord = """
        SELECT id, stream_id, event_id, type, subject, occurred_at, data::text, attempts, outcome, finished_at, error
        FROM delivery_record WHERE subscription_id = $1 AND ($3 IS NULL OR outcome = $3) ORDER BY id DESC LIMIT $2
        """;

    /// <summary>Puts what is in the record back into the queue.</summary>
    /// <remarks>$1 now, $2 subscription, $3 since, $4 only dead ones. One statement inserts in the order of its query.</remarks>
    internal const string Replay = """
        WITH again AS (
            DELETE FROM delivery_record
            WHERE subscription_id = $2 AND occurred_at >= $3 AND (NOT $4 OR outcome = 'DEAD') RETURNING *)
        INSERT INTO delivery (subscription_id, stream_id, event_id, type, subject, occurred_at, data, queued_at)
        SELECT subscription_id, stream_id, event_id, type, subject, occurred_at, data, coalesce($1, clock_timestamp())
        FROM again ORDER BY id
        """;
}
