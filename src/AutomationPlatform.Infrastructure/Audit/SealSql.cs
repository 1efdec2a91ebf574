using AutomationPlatform.Application.Audit;

namespace AutomationPlatform.Infrastructure.Audit;

/// <summary>What is read to seal and to verify; the same on both databases.</summary>
internal static class SealSql
{
    internal const string Beginning = "SELECT applied_at FROM schema_version WHERE version = 3";

    private const string RunColumns = """
        SELECT id, CAST(status AS text), version, finished_at, automation_id, definition_number, CAST(driver AS text),
            parent_run_id, correlation_id, priority, max_attempts, cancellation_reason, error_summary, started_at,
            created_at, created_by
        FROM run
        """;

    internal const string Run = RunColumns + " WHERE id = @run AND NOT hidden";

    internal static readonly string Runs =
        $"{RunColumns} WHERE id > @after AND NOT hidden ORDER BY id LIMIT {AuditDefaults.SliceRows}";

    internal const string CountItemsOfRun =
        "SELECT count(*) FROM item_execution e JOIN batch_execution b ON b.id = e.batch_execution_id WHERE b.run_id = @run";

    internal const string CountItems = "SELECT count(*) FROM item_execution";

    internal const string Unsealed = "SELECT count(*) FROM unsealed_run WHERE run_id = @run";

    internal const string BatchPlaces = """
        SELECT id, ordinal FROM batch_execution WHERE run_id = @run ORDER BY ordinal, id
        """;

    internal const string Batches = """
        SELECT e.id, e.batch_id, e.ordinal, CAST(e.status AS text), e.started_at, e.finished_at, b.created_at, b.payload,
            b.payload_hash
        FROM batch_execution e LEFT JOIN batch b ON b.id = e.batch_id
        WHERE e.run_id = @run ORDER BY e.ordinal, e.id
        """;

    /// <summary>A slice of a batch execution's items; values come with the first row of each history only.</summary>
    internal static readonly string Items = $"""
        SELECT e.id, e.item_id, CAST(e.status AS text), e.version, e.started_at, e.finished_at, e.attempt_count,
            e.error_code, e.error_message, CASE WHEN h.previous_hash IS NULL THEN e.result_payload END,
            i.sequence_number, i.reference, i.created_at,
            CASE WHEN h.previous_hash IS NULL THEN i.payload END, i.payload_hash,
            h.version, CAST(h.previous_status AS text), CAST(h.new_status AS text), h.changed_at, h.created_at, h.attempt,
            h.created_by, h.code, h.message, h.reason, h.result_hash, h.previous_hash
        FROM (
            SELECT * FROM item_execution WHERE batch_execution_id = @batch AND id > @after
            ORDER BY id LIMIT {AuditDefaults.SliceRows}) e
        LEFT JOIN item i ON i.id = e.item_id
        LEFT JOIN item_state_history h ON h.item_execution_id = e.id

        """;

    /// <summary>What the leaves of a slice are made of, one row each.</summary>
    internal static readonly string Leaves = $"""
        SELECT e.id, e.item_id, CAST(e.status AS text), e.error_code, e.error_message, i.payload_hash,
            (SELECT count(*) FROM item_state_history c WHERE c.item_execution_id = e.id),
            h.version, CAST(h.previous_status AS text), CAST(h.new_status AS text), h.changed_at, h.created_at, h.attempt,
            h.created_by, h.code, h.message, h.reason, h.result_hash, h.previous_hash
        FROM (
            SELECT id, item_id, status, error_code, error_message FROM item_execution
            WHERE batch_execution_id = @batch AND id > @after ORDER BY id LIMIT {AuditDefaults.SliceRows}) e
        LEFT JOIN item i ON i.id = e.item_id
        LEFT JOIN item_state_history h ON h.item_execution_id = e.id
            AND h.version = (SELECT max(m.version) FROM item_state_history m WHERE m.item_execution_id = e.id)
        ORDER BY e.id
        """;

    /// <summary>The order of <see cref="Items"/>, where it must be asked for.</summary>
    internal const string ItemOrder = "ORDER BY e.id, h.version";

    /// <summary>The column of <see cref="Items"/> at which the row of history begins.</summary>
    internal const int HistoryColumn = 15;

    private const string SegmentColumns = """
        SELECT number, first_item_execution_id, last_item_execution_id, leaf_hashes, facts FROM run_seal_segment
        WHERE run_id = @run AND run_version = @version
        """;

    internal const string Segment = SegmentColumns + " AND number = @number";

    internal const string LastSegment = SegmentColumns + " ORDER BY number DESC LIMIT 1";

    private const string SealColumns = """
        SELECT position, run_id, number, run_version, body, hash, previous_hash, key_id, signature, created_at FROM run_seal
        """;

    internal const string SealsOfRun = SealColumns + " WHERE run_id = @run ORDER BY number";

    internal static readonly string Seals =
        $"{SealColumns} WHERE position > @after ORDER BY position LIMIT {AuditDefaults.SliceRows}";

    internal const string MissingRun = """
        SELECT s.run_id FROM run_seal s WHERE NOT EXISTS (SELECT 1 FROM run r WHERE r.id = s.run_id)
            AND NOT EXISTS (SELECT 1 FROM archive a WHERE a.run_id = s.run_id)
        ORDER BY s.position LIMIT 1
        """;

    internal const string ArchivedRuns = "SELECT count(*) FROM archive";

    internal const string Erased = """
        SELECT count(*) FROM (
            SELECT 1 AS found FROM redaction WHERE item_id = @id
            UNION ALL SELECT 1 FROM redaction WHERE batch_id = @id AND item_id IS NULL) r
        """;

    internal const string Keys = "SELECT id, public_key FROM audit_key ORDER BY id";

    internal const string Setting = "SELECT value, updated_at, updated_by FROM platform_setting WHERE name = @name";

    internal static readonly string Log = $"""
        SELECT l.position, l.entry_id, l.hash, l.previous_hash, e.id IS NOT NULL, e.occurred_at, e.actor, e.action, e.entity,
            e.entity_id, e.entity_name, CAST(e.changes AS text), e.reason, e.correlation_id, e.outcome, e.error
        FROM audit_link l LEFT JOIN audit_entry e ON e.id = l.entry_id
        WHERE l.position > @after ORDER BY l.position LIMIT {AuditDefaults.SliceRows}
        """;

    internal const string LogHead = "SELECT position, hash FROM audit_link ORDER BY position DESC LIMIT 1";

    internal const string StrayEntry = """
        SELECT e.id FROM audit_entry e
        WHERE NOT EXISTS (SELECT 1 FROM audit_link l WHERE l.entry_id = e.id)
            AND NOT EXISTS (SELECT 1 FROM audit_pending p WHERE p.entry_id = e.id)
        ORDER BY e.id LIMIT 1
        """;

    internal const string LoggedSealsOfRun = """
        SELECT id, entity_id, CAST(changes AS text) FROM audit_entry
        WHERE entity_id = @run AND action = 'run.seal' AND id > @after ORDER BY id LIMIT 1000
        """;

    internal const string LoggedSeals = """
        SELECT id, entity_id, CAST(changes AS text) FROM audit_entry WHERE action = 'run.seal' AND id > @after ORDER BY id LIMIT 1000
        """;
}
