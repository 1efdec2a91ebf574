namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Subscriptions as people see and change them.</summary>
internal static class PostgreSqlSubscriptionSql
{
    internal const string Columns = """
        SELECT s.id, s.kind, s.target, s.secret, s.private_network, s.created_at, s.created_by, s.paused_at, s.pause_reason,
            s.failing_since, s.last_error,
            ARRAY(SELECT e.type FROM subscription_event e WHERE e.subscription_id = s.id ORDER BY e.type)
        """;

    internal const string Add = """
        INSERT INTO subscription (id, kind, target, secret, private_network, created_at, created_by, served_at)
        SELECT $2, 'WEBHOOK', $3, $4, $5, now, $6, now FROM (SELECT coalesce($1, clock_timestamp()) AS now) AS clock
        """;

    /// <summary>Every subscription with how it fares.</summary>
    /// <remarks>$1 up to where is counted.</remarks>
    internal const string List =
        Columns
        + """
            , (SELECT count(*) FROM (SELECT FROM delivery d WHERE d.subscription_id = s.id LIMIT $1) AS counted),
                (SELECT count(*) FROM (
                    SELECT FROM delivery_record r WHERE r.subscription_id = s.id AND r.outcome = 'DEAD' LIMIT $1) AS counted),
                (SELECT max(finished_at) FROM delivery_record r WHERE r.subscription_id = s.id AND r.outcome = 'DELIVERED')
            FROM subscription s ORDER BY s.id
            """;

    internal const string Pause = """
        UPDATE subscription SET paused_at = coalesce($1, clock_timestamp()), pause_reason = $3
        WHERE id = $2 AND paused_at IS NULL
        """;

    internal const string Resume = """
        UPDATE subscription s SET paused_at = NULL, pause_reason = NULL, failing_since = NULL
        FROM (SELECT id, pause_reason FROM subscription WHERE id = $1 AND paused_at IS NOT NULL FOR UPDATE) AS before
        WHERE s.id = before.id
        RETURNING before.pause_reason
        """;

    internal const string MakeDue = """
        UPDATE delivery SET next_attempt_at = NULL, attempts = 0 WHERE subscription_id = $1 AND next_attempt_at IS NOT NULL
        """;

    internal const string Wake = "SELECT pg_notify('apc_events', current_schema())";

    internal const string Remove = "DELETE FROM subscription WHERE id = $1";

    internal const string RemoveDeliveries = "DELETE FROM delivery WHERE subscription_id = $1";

    internal const string RemoveRecord = "DELETE FROM delivery_record WHERE subscription_id = $1";
}
