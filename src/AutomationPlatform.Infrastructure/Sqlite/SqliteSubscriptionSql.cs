namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>Subscriptions as people see and change them.</summary>
internal static class SqliteSubscriptionSql
{
    internal const string Columns = """
        SELECT s.id, s.kind, s.target, s.secret, s.private_network, s.created_at, s.created_by, s.paused_at, s.pause_reason,
            s.failing_since, s.last_error,
            (SELECT group_concat(type, ' ') FROM (
                SELECT e.type FROM subscription_event e WHERE e.subscription_id = s.id ORDER BY e.type))
        """;

    internal const string Add = """
        INSERT INTO subscription (id, kind, target, secret, private_network, created_at, created_by, served_at)
        VALUES (@id, 'WEBHOOK', @url, @secret, @private, @now, @actor, @now)
        """;

    internal const string List =
        Columns
        + """
            , (SELECT count(*) FROM (SELECT 1 FROM delivery d WHERE d.subscription_id = s.id LIMIT @limit)),
                (SELECT count(*) FROM (
                    SELECT 1 FROM delivery_record r WHERE r.subscription_id = s.id AND r.outcome = 'DEAD' LIMIT @limit)),
                (SELECT max(finished_at) FROM delivery_record r WHERE r.subscription_id = s.id AND r.outcome = 'DELIVERED')
            FROM subscription s ORDER BY s.id
            """;

    internal const string Pause = """
        UPDATE subscription SET paused_at = @now, pause_reason = @reason WHERE id = @id AND paused_at IS NULL
        """;

    internal const string ReadPause = "SELECT pause_reason FROM subscription WHERE id = @id AND paused_at IS NOT NULL";

    internal const string Resume = """
        UPDATE subscription SET paused_at = NULL, pause_reason = NULL, failing_since = NULL
        WHERE id = @id AND paused_at IS NOT NULL
        """;

    internal const string MakeDue = """
        UPDATE delivery SET next_attempt_at = NULL, attempts = 0 WHERE subscription_id = @id AND next_attempt_at IS NOT NULL
        """;

    internal const string Remove = "DELETE FROM subscription WHERE id = @id";

    internal const string RemoveDeliveries = "DELETE FROM delivery WHERE subscription_id = @id";

    internal const string RemoveRecord = "DELETE FROM delivery_record WHERE subscription_id = @id";
}
