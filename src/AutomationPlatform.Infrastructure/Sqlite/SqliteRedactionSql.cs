namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>Reads and erases items' and batches' values.</summary>
internal static class SqliteRedactionSql
{
    internal const string FindItem = """
        SELECT i.batch_id, i.payload, lower(hex(i.payload_hash)) FROM item i WHERE i.id = @id
        """;

    internal const string FindBatch = "SELECT id, payload, lower(hex(payload_hash)) FROM batch WHERE id = @id";

    internal const string RunsOfItem = """
        SELECT id, status, hidden FROM run
        WHERE id IN (SELECT run_id FROM item_execution WHERE item_id = @id)
            OR (hidden AND id IN (SELECT run_id FROM batch_execution WHERE batch_id = @batch))
        ORDER BY id
        """;

    internal const string RunsOfBatch = """
        SELECT id, status, hidden FROM run WHERE id IN (SELECT run_id FROM batch_execution WHERE batch_id = @batch)
        ORDER BY id
        """;

    internal const string Results = """
        SELECT e.id, e.result_payload, (
            SELECT lower(hex(h.result_hash)) FROM item_state_history h
            WHERE h.item_execution_id = e.id AND h.new_status = 'COMPLETED' ORDER BY h.version DESC LIMIT 1)
        FROM item_execution e
        WHERE e.item_id = @id AND e.result_payload IS NOT NULL ORDER BY e.id
        """;

    internal const string CountLogs = """
        SELECT count(*) FROM handler_log WHERE item_execution_id IN (SELECT id FROM item_execution WHERE item_id = @id)
        """;

    internal const string Archives = """
        SELECT a.file_name FROM archive_batch b JOIN archive a ON a.run_id = b.run_id
        WHERE b.batch_id = @batch ORDER BY a.run_id
        """;

    internal const string EraseItem = """
        UPDATE item SET payload = NULL, version = version + 1, updated_at = @now, updated_by = @actor
        WHERE id = @id
        """;

    internal const string EraseBatch = """
        UPDATE batch SET payload = NULL, version = version + 1, updated_at = @now, updated_by = @actor
        WHERE id = @id
        """;

    // Version and times of the execution are what its history and the seal say: they stay.
    internal const string EraseResults = """
        UPDATE item_execution SET result_payload = NULL WHERE item_id = @id AND result_payload IS NOT NULL
        """;

    internal const string EraseLogs = """
        DELETE FROM handler_log WHERE item_execution_id IN (SELECT id FROM item_execution WHERE item_id = @id)
        """;

    internal const string EraseProgress = """
        DELETE FROM item_progress WHERE item_execution_id IN (SELECT id FROM item_execution WHERE item_id = @id)
        """;

    internal const string Record = """
        INSERT INTO redaction (id, batch_id, item_id, payload_hash, results, redacted_at, redacted_by, reason)
        VALUES (@id, @batch, @item, unhex(@hash), @results, @now, @actor, @reason)
        """;

    // What is freed is overwritten with zeros. Off again afterwards: it would cost the queue writes for nothing.
    internal const string OverwriteFreed = "PRAGMA secure_delete = ON";

    internal const string LeaveFreed = "PRAGMA secure_delete = OFF";
}
