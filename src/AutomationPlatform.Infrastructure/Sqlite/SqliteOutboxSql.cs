namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>What relays read and write.</summary>
internal static class SqliteOutboxSql
{
    internal const string EnterHandler = """
        INSERT INTO subscription (id, kind, target, created_at, served_at) VALUES (@id, 'HANDLER', @target, @now, @now)
        ON CONFLICT (target) WHERE kind = 'HANDLER' DO UPDATE SET served_at = excluded.served_at
        """;

    internal const string FindHandler = "SELECT id FROM subscription WHERE kind = 'HANDLER' AND target = @target";

    internal const string ForgetEvents = "DELETE FROM subscription_event WHERE subscription_id = @id";

    internal const string EnterEvent = "INSERT INTO subscription_event (type, subscription_id) VALUES (@type, @id)";

    internal const string ListServed =
        SqliteSubscriptionSql.Columns
        + """
            , CASE WHEN s.lease_owner <> @relay AND s.lease_until > @now THEN s.lease_until END,
                EXISTS (SELECT 1 FROM delivery d WHERE d.subscription_id = s.id
            """
        + Due
        + ") FROM subscription s WHERE s.paused_at IS NULL ORDER BY s.id";

    internal const string Lease = """
        UPDATE subscription SET lease_owner = @relay, lease_until = @until, served_at = @now
        WHERE id = @id AND paused_at IS NULL AND (lease_owner IS NULL OR lease_owner = @relay OR lease_until <= @now)
        """;

    internal const string Release =
        "UPDATE subscription SET lease_owner = NULL, lease_until = NULL WHERE lease_owner = @relay";

    internal const string ListDue =
        """
            SELECT d.id, d.stream_id, d.event_id, d.type, d.subject, d.occurred_at, d.data, d.attempts
            FROM delivery d
            WHERE d.subscription_id = @id
                AND NOT EXISTS (SELECT 1 FROM subscription s WHERE s.id = @id AND s.paused_at IS NOT NULL)
            """
        + Due
        + " ORDER BY d.id LIMIT @limit";

    internal const string IsLeased = "SELECT 1 FROM subscription WHERE id = @id AND lease_owner = @relay";

    internal const string Keep = """
        INSERT INTO delivery_record (subscription_id, id, stream_id, event_id, type, subject, occurred_at, data, attempts,
            outcome, finished_at, error)
        SELECT subscription_id, id, stream_id, event_id, type, subject, occurred_at, data, attempts + 1, @outcome, @now,
            coalesce(@error, last_error)
        FROM delivery WHERE id = @delivery
        """;

    internal const string Remove = "DELETE FROM delivery WHERE id = @delivery";

    internal const string PutOff = """
        UPDATE delivery SET attempts = attempts + 1, last_error = @error, next_attempt_at = @next WHERE id = @delivery
        """;

    internal const string NoteSuccess = """
        UPDATE subscription SET failing_since = NULL, last_error = NULL
        WHERE id = @id AND (failing_since IS NOT NULL OR last_error IS NOT NULL)
        """;

    internal const string NoteFailure = """
        UPDATE subscription SET failing_since = coalesce(failing_since, @now), last_error = @error WHERE id = @id
        """;

    internal const string PauseFailing = """
        UPDATE subscription
        SET paused_at = @now, pause_reason = substr(coalesce(@reason, 'every attempt since ' || failing_since
            || ' has failed; the last one: ' || last_error), 1, 1000)
        WHERE id = @id AND paused_at IS NULL AND (@reason IS NOT NULL OR failing_since <= @limit)
        RETURNING pause_reason
        """;

    internal const string ListMilestones = """
        SELECT id, percent
        FROM (
            SELECT r.id, (SELECT 10 * sum(completed + failed + cancelled + skipped)
                / sum(pending + processing + retrying + completed + failed + cancelled + skipped) * 10
                FROM item_count WHERE run_id = r.id) AS percent
            FROM run r
            WHERE r.status IN ('PROCESSING', 'RETRYING') AND r.driver = 'WORKERS' AND NOT r.hidden
                AND EXISTS (SELECT 1 FROM subscription_event WHERE type IN ('apc.run.progress', '*')))
        WHERE percent BETWEEN 10 AND 90 AND percent > coalesce((SELECT percent FROM run_milestone WHERE run_id = id), 0)
        """;

    internal const string IsOpen = "SELECT 1 FROM run WHERE id = @run AND status IN ('PROCESSING', 'RETRYING')";

    internal const string KeepMilestone = """
        INSERT INTO run_milestone (run_id, percent) VALUES (@run, @percent)
        ON CONFLICT (run_id) DO UPDATE SET percent = excluded.percent WHERE percent < excluded.percent
        """;

    /// <summary>The percentage stands for the version in the event's id.</summary>
    internal const string RaiseMilestone = """
        INSERT INTO delivery (subscription_id, stream_id, event_id, type, subject, occurred_at, data, queued_at)
        SELECT s.subscription_id, r.id, r.id || ':' || @percent || ':run.progress', 'apc.run.progress', r.id, @now,
            json_object('runId', r.id, 'automationId', r.automation_id, 'automation', a.name,
                'correlationId', r.correlation_id, 'percent', @percent, 'reachedAt', @now, 'items', json((
                    SELECT json_object('pending', sum(pending), 'processing', sum(processing), 'retrying', sum(retrying),
                        'completed', sum(completed), 'failed', sum(failed), 'cancelled', sum(cancelled),
                        'skipped', sum(skipped))
                    FROM item_count WHERE run_id = r.id))), @now
        FROM run r JOIN automation a ON a.id = r.automation_id
        JOIN subscription_event s ON s.type IN ('apc.run.progress', '*')
        WHERE r.id = @run
        """;

    internal const string RemoveMilestones = """
        DELETE FROM run_milestone WHERE NOT EXISTS (
            SELECT 1 FROM run r WHERE r.id = run_id AND r.status IN ('PENDING', 'PROCESSING', 'RETRYING'))
        """;

    internal const string TouchHandler =
        "UPDATE subscription SET served_at = @now WHERE kind = 'HANDLER' AND target = @target";

    internal const string RemoveHandlers = "DELETE FROM subscription WHERE kind = 'HANDLER' AND served_at < @limit";

    internal const string RemoveOrphans =
        "DELETE FROM delivery WHERE subscription_id NOT IN (SELECT id FROM subscription)";

    internal const string GiveUpOld = """
        INSERT INTO delivery_record (subscription_id, id, stream_id, event_id, type, subject, occurred_at, data, attempts,
            outcome, finished_at, error)
        SELECT subscription_id, id, stream_id, event_id, type, subject, occurred_at, data, attempts, 'DEAD', @now,
            'it waited too long' || coalesce('; the last attempt: ' || last_error, '')
        FROM delivery WHERE queued_at < @limit
        """;

    internal const string RemoveOld = "DELETE FROM delivery WHERE queued_at < @limit";

    internal const string RemoveOldRecords = "DELETE FROM delivery_record WHERE finished_at < @limit";

    internal const string RemoveExcessRecords = """
        DELETE FROM delivery_record WHERE id < (
            SELECT k.id FROM delivery_record k WHERE k.subscription_id = delivery_record.subscription_id
            ORDER BY k.id DESC LIMIT 1 OFFSET @kept)
        """;

    // A delivery that is not due holds back those behind it of its stream.
    private const string Due = """
         AND (d.next_attempt_at IS NULL OR d.next_attempt_at <= @now)
            AND NOT EXISTS (
                SELECT 1 FROM delivery h
                WHERE h.subscription_id = d.subscription_id AND h.stream_id = d.stream_id AND h.next_attempt_at > @now
                    AND h.id < d.id)
        """;
}
