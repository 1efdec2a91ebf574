namespace AutomationPlatform.Infrastructure.Orchestration;

/// <summary>Submissions, the same on both databases. What is held names its holder, so that a late one changes nothing.</summary>
internal static class SubmissionSql
{
    internal const string Record = """
        INSERT INTO submission (id, engine_id, run_id, purpose, first_shard, parts, shards, parameters, state, recorded_at,
            due_at)
        VALUES (@id, @engine, @run, @purpose, @first, @parts, @shards, @parameters, 'RECORDED', @now, @now)
        ON CONFLICT (id) DO NOTHING
        """;

    internal const string Select = """
        SELECT s.id, s.run_id, coalesce(a.name, ''), s.purpose, s.first_shard, s.parts, s.shards, s.parameters, s.engine_id, s.state,
            s.external_id, s.sends, s.sent_at, s.cancel_requested_at, s.cancel_sent_at, s.cancel_rounds, s.quiet_looks,
            s.trouble_since, s.lost_since, s.trouble
        FROM submission s LEFT JOIN run r ON r.id = s.run_id LEFT JOIN automation a ON a.id = r.automation_id
        """;

    internal const string FindDue = """
        SELECT s.id FROM submission s
        WHERE s.closed_at IS NULL AND (s.due_at <= @now OR @ahead) AND (s.lease_until IS NULL OR s.lease_until <= @now)
        """;

    internal const string OldestFirst = "ORDER BY s.due_at, s.id LIMIT @limit";

    internal const string Take = """
        UPDATE submission SET holder = @holder, lease_until = @until
        WHERE id = @id AND closed_at IS NULL AND (due_at <= @now OR @ahead) AND (lease_until IS NULL OR lease_until <= @now)
        """;

    internal const string NoteSend = """
        UPDATE submission SET state = 'SENT', sends = sends + 1, sent_at = @now
        WHERE id = @id AND holder = @holder AND state IN ('RECORDED', 'SENT')
        """;

    // Of what was sent before it is still not known what became of that.
    internal const string NoteUnsent = """
        UPDATE submission SET state = CASE WHEN sends > 1 THEN 'SENT' ELSE 'RECORDED' END, sends = sends - 1,
            sent_at = CASE WHEN sends > 1 THEN sent_at END
        WHERE id = @id AND holder = @holder AND state = 'SENT'
        """;

    internal const string NoteAccepted = """
        UPDATE submission SET state = 'ACCEPTED', external_id = @external, quiet_looks = 0, trouble = NULL,
            trouble_since = NULL
        WHERE id = @id AND holder = @holder AND state = 'SENT'
        """;

    internal const string NoteMoved = """
        UPDATE submission SET external_id = @external WHERE id = @id AND holder = @holder AND state = 'ACCEPTED'
        """;

    internal const string NotePart = """
        INSERT INTO submission_part (submission_id, part, orchestration_instance_id) VALUES (@id, @part, @instance)
        ON CONFLICT (submission_id, orchestration_instance_id) DO NOTHING
        """;

    internal const string NoteCancel = """
        UPDATE submission SET cancel_requested_at = coalesce(cancel_requested_at, @now), due_at = @now
        WHERE id = @id AND closed_at IS NULL
        """;

    internal const string NoteCancelSent = """
        UPDATE submission SET cancel_sent_at = @now, cancel_rounds = cancel_rounds + 1 WHERE id = @id AND holder = @holder
        """;

    // A wish to cancel that came while it was held keeps it due at once.
    internal const string Release = """
        UPDATE submission SET holder = NULL, lease_until = NULL,
            due_at = CASE WHEN cancel_requested_at IS NOT NULL AND cancel_sent_at IS NULL AND @wished THEN due_at ELSE @due END,
            quiet_looks = CASE WHEN @quiet AND (trouble_since IS NULL) = (@trouble = '') THEN quiet_looks + 1 ELSE 0 END,
            trouble = NULLIF(@trouble, ''),
            trouble_since = CASE WHEN @trouble = '' THEN NULL ELSE coalesce(trouble_since, @now) END,
            lost_since = CASE WHEN @lost THEN coalesce(lost_since, @now) END
        WHERE id = @id AND holder = @holder
        """;

    internal const string Close = """
        UPDATE submission SET state = @state, trouble = NULLIF(@trouble, ''), closed_at = @now, holder = NULL,
            lease_until = NULL
        WHERE id = @id AND holder = @holder AND closed_at IS NULL
        """;

    internal const string Instances = """
        SELECT i.id, e.name, s.id, p.part, CASE WHEN s.purpose = 'SHARDS' THEN s.first_shard + p.part END, i.external_id,
            CAST(i.status AS text), i.observation, i.started_at, i.finished_at, i.duration_seconds,
            CAST(i.instance_metadata AS text)
        FROM run_orchestration l
        JOIN orchestration_instance i ON i.id = l.orchestration_instance_id
        JOIN engine e ON e.id = i.engine_id
        LEFT JOIN submission_part p ON p.orchestration_instance_id = i.id
        LEFT JOIN submission s ON s.id = p.submission_id
        WHERE l.run_id = @run ORDER BY e.name, s.first_shard + p.part, l.attached_at, i.id LIMIT 1000
        """;

    internal const string CountOpen = "SELECT count(*) FROM submission s WHERE s.closed_at IS NULL";

    internal const string CountInstances = """
        SELECT count(*) FROM orchestration_instance
        WHERE engine_id = @engine AND status IN ('PENDING', 'PROCESSING', 'RETRYING')
        """;

    internal const string Known = "SELECT id, closed_at IS NULL FROM submission WHERE";

    // Of a delegated run the submission has its id, and an engine may remember the job for longer than we keep the run.
    internal const string Archived = "SELECT run_id FROM archive WHERE";

    // An engine that tells much makes it due at once, and not more often than it is looked at.
    internal const string NoteChange = """
        UPDATE submission SET due_at = @now, quiet_looks = 0 WHERE id = @id AND closed_at IS NULL AND due_at > @now
        """;

    internal const string Parts = """
        SELECT p.part, i.id, CAST(i.status AS text)
        FROM submission_part p JOIN orchestration_instance i ON i.id = p.orchestration_instance_id
        WHERE p.submission_id = @id ORDER BY p.part
        """;

    internal const string Unrecorded = """
        SELECT r.id FROM run r
        WHERE r.driver = 'ENGINE' AND r.status = 'PENDING' AND NOT r.hidden AND r.definition_number IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM submission s WHERE s.run_id = r.id)
        """;

    internal const string NewestRunsFirst = "ORDER BY r.id DESC LIMIT 100";
}
