namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Reads and erases items' and batches' values.</summary>
internal static class PostgreSqlRedactionSql
{
    internal const string LockItem = """
        SELECT b.id, i.payload::text, encode(i.payload_hash, 'hex')
        FROM item i JOIN batch b ON b.id = i.batch_id WHERE i.id = $1 FOR NO KEY UPDATE
        """;

    internal const string LockBatch = """
        SELECT id, payload::text, encode(payload_hash, 'hex') FROM batch WHERE id = $1 FOR NO KEY UPDATE
        """;

    // A statement of its own behind the lock, so that it sees what was committed while that was waited for.
    internal const string LockRunsOfItem = """
        SELECT id, status::text, hidden FROM run
        WHERE id IN (SELECT run_id FROM item_execution WHERE item_id = $1)
            OR (hidden AND id IN (SELECT run_id FROM batch_execution WHERE batch_id = $2))
        ORDER BY id FOR SHARE
        """;

    internal const string LockRunsOfBatch = """
        SELECT id, status::text, hidden FROM run WHERE id IN (SELECT run_id FROM batch_execution WHERE batch_id = $1)
        ORDER BY id FOR SHARE
        """;

    internal const string Results = """
        SELECT e.id, e.result_payload::text, (
            SELECT encode(h.result_hash, 'hex') FROM item_state_history h
            WHERE h.item_execution_id = e.id AND h.new_status = 'COMPLETED' ORDER BY h.version DESC LIMIT 1)
        FROM item_execution e
        WHERE e.item_id = $1 AND e.result_payload IS NOT NULL ORDER BY e.id FOR NO KEY UPDATE OF e
        """;

    internal const string CountLogs = """
        SELECT count(*)::int FROM handler_log WHERE item_execution_id IN (SELECT id FROM item_execution WHERE item_id = $1)
        """;

    internal const string Archives = """
        SELECT a.file_name FROM archive_batch b JOIN archive a ON a.run_id = b.run_id
        WHERE b.batch_id = $1 ORDER BY a.run_id
        """;

    internal const string EraseItem = """
        UPDATE item SET payload = NULL, version = version + 1, updated_at = coalesce($2, clock_timestamp()), updated_by = $3
        WHERE id = $1
        """;

    internal const string EraseBatch = """
        UPDATE batch SET payload = NULL, version = version + 1, updated_at = coalesce($2, clock_timestamp()), updated_by = $3
        WHERE id = $1
        """;

    // Version and times of the execution are what its history and the seal say: they stay.
    internal const string EraseResults = """
        UPDATE item_execution SET result_payload = NULL WHERE item_id = $1 AND result_payload IS NOT NULL
        """;

    internal const string EraseLogs = """
        DELETE FROM handler_log WHERE item_execution_id IN (SELECT id FROM item_execution WHERE item_id = $1)
        """;

    internal const string EraseProgress = """
        DELETE FROM item_progress WHERE item_execution_id IN (SELECT id FROM item_execution WHERE item_id = $1)
        """;

    internal const string Record = """
        INSERT INTO redaction (id, batch_id, item_id, payload_hash, results, redacted_at, redacted_by, reason)
        VALUES ($1, $2, $3, decode($4, 'hex'), $5, coalesce($6, clock_timestamp()), $7, $8)
        """;
}
