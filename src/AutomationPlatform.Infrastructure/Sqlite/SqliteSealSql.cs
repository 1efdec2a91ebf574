namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>The statements that seal.</summary>
internal static class SqliteSealSql
{
    internal const string FindFree = """
        SELECT u.run_id FROM unsealed_run u JOIN run r ON r.id = u.run_id
        WHERE (u.lease_until IS NULL OR u.lease_until <= @now) AND (@run IS NULL OR u.run_id = @run)
            AND r.status IN ('COMPLETED', 'FAILED', 'CANCELLED', 'SKIPPED')
        ORDER BY u.ended_at, u.run_id LIMIT 1
        """;

    internal const string Take = "UPDATE unsealed_run SET owner = @owner, lease_until = @until WHERE run_id = @run";

    internal const string Awaited = """
        SELECT u.run_id FROM unsealed_run u JOIN run r ON r.id = u.run_id
        WHERE r.status IN ('COMPLETED', 'FAILED', 'CANCELLED', 'SKIPPED')
            AND (@runs = '[]' OR u.run_id IN (SELECT value FROM json_each(@runs)))
        LIMIT 1
        """;

    internal const string LastSegment = """
        SELECT number, first_item_execution_id, last_item_execution_id, leaf_hashes, facts FROM run_seal_segment
        WHERE run_id = @run AND run_version = @version ORDER BY number DESC LIMIT 1
        """;

    internal const string Renew = "UPDATE unsealed_run SET lease_until = @until WHERE run_id = @run AND owner = @owner";

    internal const string AddSegment = """
        INSERT INTO run_seal_segment (run_id, run_version, number, first_item_execution_id, last_item_execution_id,
            leaf_hashes, facts)
        VALUES (@run, @version, @number, @first, @last, @leaves, @facts)
        """;

    internal const string Held = "SELECT run_id FROM unsealed_run WHERE run_id = @run AND owner = @owner";

    internal const string ReadRun = "SELECT version, status FROM run WHERE id = @run";

    internal const string Setting = "SELECT value FROM platform_setting WHERE name = @name";

    internal const string Newest = "SELECT position, hash FROM run_seal ORDER BY position DESC LIMIT 1";

    internal const string NewestOfRun =
        "SELECT number, hash FROM run_seal WHERE run_id = @run ORDER BY number DESC LIMIT 1";

    internal const string LogHead = "SELECT position, hash FROM audit_link ORDER BY position DESC LIMIT 1";

    internal const string AddKey = """
        INSERT INTO audit_key (id, public_key, created_at) VALUES (@id, @key, @now) ON CONFLICT (id) DO NOTHING
        """;

    internal const string AddSeal = """
        INSERT INTO run_seal (position, run_id, number, run_version, body, hash, previous_hash, key_id, signature, created_at)
        VALUES (@position, @run, @number, @version, @body, @hash, @previous, @key, @signature, @now)
        """;

    internal const string TakeOff = "DELETE FROM unsealed_run WHERE run_id = @run";

    internal const string RemoveOtherSegments =
        "DELETE FROM run_seal_segment WHERE run_id = @run AND run_version <> @version";

    internal const string RemoveSegments =
        "DELETE FROM run_seal_segment WHERE run_id = @run AND run_version = @version";

    internal const string Release =
        "UPDATE unsealed_run SET owner = NULL, lease_until = NULL WHERE run_id = @run AND owner = @owner";

    internal const string Set = """
        INSERT INTO platform_setting (name, value, updated_at, updated_by) VALUES (@name, @value, @now, @actor)
        ON CONFLICT (name) DO UPDATE
        SET value = excluded.value, updated_at = excluded.updated_at, updated_by = excluded.updated_by
        """;
}
