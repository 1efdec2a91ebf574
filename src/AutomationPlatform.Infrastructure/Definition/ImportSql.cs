namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>The statements of an import; the two databases differ only in their clock and in how a row is locked.</summary>
/// <param name="now">The database's moment, or the simulated one.</param>
/// <param name="leaseEnd">When a lease that is taken now ends.</param>
/// <param name="lockBatch">What keeps others from deciding about the same batch until the transaction ends.</param>
internal sealed class ImportSql(string now, string leaseEnd, string lockBatch)
{
    /// <summary>The active batch of a name, hidden or not, and the lease on it.</summary>
    internal string FindBatch =>
        $"""
            SELECT b.id, b.hidden, b.content_hash, l.first_sequence_number, coalesce(l.lease_until > {now}, false)
            FROM batch b LEFT JOIN import_lease l ON l.batch_id = b.id
            WHERE b.automation_id = @automation AND b.name = @name AND b.is_active
            {lockBatch}
            """;

    internal string InsertBatch =>
        $"""
            INSERT INTO batch (id, automation_id, name, payload, payload_hash, definition_number, hidden,
                               created_at, updated_at, created_by, updated_by, version, is_active)
            VALUES (@batch, @automation, @name, @payload, @payloadHash, @definition, true, {now}, {now}, @actor, @actor, 1, true)
            """;

    /// <summary>Takes the lease, be it new or left by a crash.</summary>
    internal string TakeLease =>
        $"""
            INSERT INTO import_lease (batch_id, first_sequence_number, owner, lease_until)
            VALUES (@batch, @first, @owner, {leaseEnd})
            ON CONFLICT (batch_id) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until
            """;

    /// <summary>Renews the lease and gives the moment; no row when it is no longer ours.</summary>
    internal string RenewLease =>
        $"""
            UPDATE import_lease SET lease_until = {leaseEnd} WHERE batch_id = @batch AND owner = @owner
            RETURNING {now}
            """;

    internal const string EndLease = "DELETE FROM import_lease WHERE batch_id = @batch AND owner = @owner";

    internal string ShowBatch =>
        $"UPDATE batch SET hidden = false, content_hash = @hash, updated_at = {now} WHERE id = @batch";

    internal string RecordAppended =>
        $"""
            UPDATE batch SET content_hash = @hash, updated_at = {now}, updated_by = @actor, version = version + 1
            WHERE id = @batch
            """;

    internal const string FirstFreeSequence =
        "SELECT coalesce(max(sequence_number) + 1, 0) FROM item WHERE batch_id = @batch";

    /// <summary>A run that is not finished and uses the batch.</summary>
    internal const string UnfinishedRun = """
        SELECT r.id FROM batch_execution be JOIN run r ON r.id = be.run_id
        WHERE be.batch_id = @batch AND r.status IN ('PENDING', 'PROCESSING', 'RETRYING')
        LIMIT 1
        """;

    /// <summary>Removes a slice of what an import wrote.</summary>
    internal const string DeleteItems = """
        DELETE FROM item WHERE id IN (
            SELECT id FROM item WHERE batch_id = @batch AND sequence_number >= @first LIMIT @limit)
        """;

    /// <summary>Removes a batch that was never shown; one that is seen stays whatever happens.</summary>
    internal const string DeleteHiddenBatch = "DELETE FROM batch WHERE id = @batch AND hidden";
}
