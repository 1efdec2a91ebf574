namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>Deliveries as people see and replay them.</summary>
internal static class SqliteDeliverySql
{
    internal const string ListWaiting = """
        SELECT id, stream_id, event_id, type, subject, occurred_at, data, attempts, 'WAITING', next_attempt_at, last_error
        FROM delivery WHERE subscription_id = @id ORDER BY id LIMIT @limit
        """;

    internal const string ListRecord = """
        SELECT id, stream_id, event_id, type, subject, occurred_at, data, attempts, outcome, finished_at, error
        FROM delivery_record WHERE subscription_id = @id AND (@outcome IS NULL OR outcome = @outcome)
        ORDER BY id DESC LIMIT @limit
        """;

    internal const string Replay = """
        INSERT INTO delivery (subscription_id, stream_id, event_id, type, subject, occurred_at, data, queued_at)
        SELECT subscription_id, stream_id, event_id, type, subject, occurred_at, data, @now
        FROM delivery_record WHERE subscription_id = @id AND occurred_at >= @since AND (NOT @dead OR outcome = 'DEAD')
        ORDER BY id
        """;

    internal const string RemoveReplayed = """
        DELETE FROM delivery_record WHERE subscription_id = @id AND occurred_at >= @since AND (NOT @dead OR outcome = 'DEAD')
        """;
}
