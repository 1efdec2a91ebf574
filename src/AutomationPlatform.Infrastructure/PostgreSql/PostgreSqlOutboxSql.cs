namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>What relays read and write.</summary>
internal static class PostgreSqlOutboxSql
{
    internal const string EnterHandler = """
        INSERT INTO subscription (id, kind, target, created_at, served_at)
        SELECT $2, 'HANDLER', $3, now, now FROM (SELECT coalesce($1, clock_timestamp()) AS now) AS clock
        ON CONFLICT (target) WHERE kind = 'HANDLER' DO UPDATE SET served_at = EXCLUDED.served_at
        RETURNING id
        """;

    internal const string ForgetEvents =
        "DELETE FROM subscription_event WHERE subscription_id = $1 AND type <> ALL ($2)";

    internal const string EnterEvents = """
        INSERT INTO subscription_event (type, subscription_id) SELECT type, $1 FROM unnest($2) AS wanted (type)
        ON CONFLICT (type, subscription_id) DO NOTHING
        """;

    /// <summary>Every subscription that is not paused.</summary>
    /// <remarks>$1 now, $2 relay.</remarks>
    internal const string ListServed =
        PostgreSqlSubscriptionSql.Columns
        + """
            , CASE WHEN s.lease_owner <> $2 AND s.lease_until > now THEN s.lease_until END,
                EXISTS (SELECT FROM delivery d WHERE d.subscription_id = s.id
            """
        + Due
        + """
            )
            FROM subscription s, (SELECT coalesce($1, clock_timestamp()) AS now) AS clock
            WHERE s.paused_at IS NULL ORDER BY s.id
            """;

    internal const string Lease = """
        UPDATE subscription SET lease_owner = $3, lease_until = now + $4, served_at = now
        FROM (SELECT coalesce($1, clock_timestamp()) AS now) AS clock
        WHERE id = $2 AND paused_at IS NULL AND (lease_owner IS NULL OR lease_owner = $3 OR lease_until <= now)
        """;

    internal const string Release =
        "UPDATE subscription SET lease_owner = NULL, lease_until = NULL WHERE lease_owner = $1";

    /// <summary>What can be delivered now.</summary>
    /// <remarks>$1 now, $2 subscription, $3 the most.</remarks>
    internal const string ListDue =
        """
            SELECT d.id, d.stream_id, d.event_id, d.type, d.subject, d.occurred_at, d.data::text, d.attempts
            FROM delivery d, (SELECT coalesce($1, clock_timestamp()) AS now) AS clock
            WHERE d.subscription_id = $2
                AND NOT EXISTS (SELECT FROM subscription s WHERE s.id = $2 AND s.paused_at IS NOT NULL)
            """
        + Due
        + " ORDER BY d.id LIMIT $3";

    /// <summary>Locks the subscription for whoever has its lease.</summary>
    internal const string LockLeased =
        "SELECT 1 FROM subscription WHERE id = $1 AND lease_owner = $2 FOR NO KEY UPDATE";

    /// <summary>Takes away what is done with; what is kept goes into the record.</summary>
    /// <remarks>$1 now, $2 subscription, $3 ids, $4 errors (null: delivered), $5 whether delivered ones are kept.</remarks>
    internal const string Finish = """
        WITH clock AS MATERIALIZED (SELECT coalesce($1, clock_timestamp()) AS now),
        done AS (
            DELETE FROM delivery d USING unnest($3, $4) AS a (id, error)
            WHERE d.subscription_id = $2 AND d.id = a.id
            RETURNING d.*, a.error)
        INSERT INTO delivery_record (subscription_id, id, stream_id, event_id, type, subject, occurred_at, data, attempts,
            outcome, finished_at, error)
        SELECT subscription_id, id, stream_id, event_id, type, subject, occurred_at, data, attempts + 1,
            CASE WHEN error IS NULL THEN 'DELIVERED' ELSE 'DEAD' END, now, coalesce(error, last_error)
        FROM done, clock WHERE $5 OR error IS NOT NULL
        """;

    /// <summary>Lets what failed wait for its next attempt.</summary>
    /// <remarks>$1 now, $2 subscription, $3 ids, $4 errors, $5 waits in microseconds.</remarks>
    internal const string PutOff = """
        UPDATE delivery d
        SET attempts = d.attempts + 1, last_error = a.error, next_attempt_at = now + a.wait * interval '1 microsecond'
        FROM unnest($3, $4, $5) AS a (id, error, wait), (SELECT coalesce($1, clock_timestamp()) AS now) AS clock
        WHERE d.subscription_id = $2 AND d.id = a.id
        """;

    internal const string NoteSuccess = """
        UPDATE subscription SET failing_since = NULL, last_error = NULL
        WHERE id = $1 AND (failing_since IS NOT NULL OR last_error IS NOT NULL)
        """;

    internal const string NoteFailure = """
        UPDATE subscription SET failing_since = coalesce(failing_since, $1, clock_timestamp()), last_error = $3
        WHERE id = $2
        """;

    /// <summary>Pauses for the reason given, or for a day of failures.</summary>
    /// <remarks>$1 now, $2 subscription, $3 reason or null, $4 how long it may fail.</remarks>
    internal const string PauseFailing = """
        UPDATE subscription
        SET paused_at = now, pause_reason = left(coalesce($3, 'every attempt since '
                || to_char(failing_since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || ' has failed; the last one: '
                || last_error), 1000)
        FROM (SELECT coalesce($1, clock_timestamp()) AS now) AS clock
        WHERE id = $2 AND paused_at IS NULL AND ($3 IS NOT NULL OR failing_since <= now - $4)
        RETURNING pause_reason
        """;

    /// <summary>Open runs that have passed a milestone which was not told, while somebody wants to hear of it.</summary>
    internal const string ListMilestones = """
        SELECT r.id, c.percent
        FROM run r
        CROSS JOIN LATERAL (
            SELECT floor(10 * sum(completed + failed + cancelled + skipped)
                / nullif(sum(pending + processing + retrying + completed + failed + cancelled + skipped), 0))::int * 10
                    AS percent
            FROM item_count WHERE run_id = r.id) c
        WHERE r.status IN ('PROCESSING', 'RETRYING') AND r.driver = 'WORKERS' AND NOT r.hidden
            AND EXISTS (SELECT FROM subscription_event WHERE type IN ('apc.run.progress', '*'))
            AND c.percent BETWEEN 10 AND 90
            AND c.percent > coalesce((SELECT percent FROM run_milestone WHERE run_id = r.id), 0)
        """;

    /// <summary>Locks the run as its end does; gives nothing once it has ended.</summary>
    internal const string LockOpenRun =
        "SELECT 1 FROM run WHERE id = $1 AND status IN ('PROCESSING', 'RETRYING') FOR NO KEY UPDATE";

    internal const string KeepMilestone = """
        INSERT INTO run_milestone AS m (run_id, percent) VALUES ($1, $2)
        ON CONFLICT (run_id) DO UPDATE SET percent = EXCLUDED.percent WHERE m.percent < EXCLUDED.percent
        """;

    /// <summary>Writes the event of a milestone.</summary>
    /// <remarks>$1 now, $2 run, $3 percent, which stands for the version in the event's id.</remarks>
    internal const string RaiseMilestone = """
        SELECT raise_event('apc.run.progress', r.id, r.id, $3, now, json_build_object(
            'runId', r.id, 'automationId', r.automation_id, 'automation', a.name, 'correlationId', r.correlation_id,
            'percent', $3, 'reachedAt', instant_text(now), 'items', item_counts(r.id)))
        FROM run r JOIN automation a ON a.id = r.automation_id, (SELECT coalesce($1, clock_timestamp()) AS now) AS clock
        WHERE r.id = $2
        """;

    internal const string RemoveMilestones = """
        DELETE FROM run_milestone m
        WHERE NOT EXISTS (SELECT FROM run r WHERE r.id = m.run_id AND r.status IN ('PENDING', 'PROCESSING', 'RETRYING'))
        """;

    internal const string TouchHandlers = """
        UPDATE subscription SET served_at = coalesce($1, clock_timestamp()) WHERE kind = 'HANDLER' AND target = ANY ($2)
        """;

    internal const string RemoveHandlers = """
        DELETE FROM subscription WHERE kind = 'HANDLER' AND served_at < coalesce($1, clock_timestamp()) - $2
        """;

    internal const string RemoveOrphans = """
        DELETE FROM delivery d WHERE NOT EXISTS (SELECT FROM subscription s WHERE s.id = d.subscription_id)
        """;

    internal const string GiveUpOld = """
        WITH clock AS MATERIALIZED (SELECT coalesce($1, clock_timestamp()) AS now),
        old AS (DELETE FROM delivery USING clock WHERE queued_at < now - $2 RETURNING delivery.*)
        INSERT INTO delivery_record (subscription_id, id, stream_id, event_id, type, subject, occurred_at, data, attempts,
            outcome, finished_at, error)
        SELECT subscription_id, id, stream_id, event_id, type, subject, occurred_at, data, attempts, 'DEAD', now,
            'it waited too long' || coalesce('; the last attempt: ' || last_error, '')
        FROM old, clock
        """;

    internal const string RemoveOldRecords = """
        DELETE FROM delivery_record WHERE finished_at < coalesce($1, clock_timestamp()) - $2
        """;

    internal const string RemoveExcessRecords = """
        DELETE FROM delivery_record r USING subscription s
        WHERE r.subscription_id = s.id AND r.id < (
            SELECT k.id FROM delivery_record k WHERE k.subscription_id = s.id ORDER BY k.id DESC OFFSET $1 LIMIT 1)
        """;

    // A delivery that is not due holds back those behind it of its stream.
    private const string Due = """
         AND (d.next_attempt_at IS NULL OR d.next_attempt_at <= now)
            AND NOT EXISTS (
                SELECT FROM delivery h
                WHERE h.subscription_id = d.subscription_id AND h.stream_id = d.stream_id AND h.next_attempt_at > now
                    AND h.id < d.id)
        """;
}
