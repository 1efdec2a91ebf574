using AutomationPlatform.Application.Audit;
using AutomationPlatform.Infrastructure.Audit;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>The statements that seal.</summary>
internal static class PostgreSqlSealSql
{
    /// <summary>As <see cref="SealSql.Leaves"/>, with one search of the history an item.</summary>
    internal static readonly string Leaves = $"""
        SELECT e.id, e.item_id, e.status::text, e.error_code, e.error_message, i.payload_hash, coalesce(h.rows, 0),
            h.version, h.previous_status::text, h.new_status::text, h.changed_at, h.created_at, h.attempt, h.created_by,
            h.code, h.message, h.reason, h.result_hash, h.previous_hash
        FROM (
            SELECT id, item_id, status, error_code, error_message FROM item_execution
            WHERE batch_execution_id = @batch AND id > @after ORDER BY id LIMIT {AuditDefaults.SliceRows}) e
        LEFT JOIN item i ON i.id = e.item_id
        LEFT JOIN LATERAL (
            SELECT l.*, count(*) OVER () AS rows FROM item_state_history l WHERE l.item_execution_id = e.id
            ORDER BY l.version DESC LIMIT 1) h ON true
        ORDER BY e.id
        """;

    /// <summary>Takes the run that has waited longest and nobody holds. $1 now, $2 owner, $3 lease, $4 run or null.</summary>
    internal const string Take = """
        UPDATE unsealed_run SET owner = $2, lease_until = coalesce($1, clock_timestamp()) + $3
        WHERE run_id = (
            SELECT u.run_id FROM unsealed_run u JOIN run r ON r.id = u.run_id
            WHERE (u.lease_until IS NULL OR u.lease_until <= coalesce($1, clock_timestamp()))
                AND ($4 IS NULL OR u.run_id = $4)
                AND r.status IN ('COMPLETED', 'FAILED', 'CANCELLED', 'SKIPPED')
            ORDER BY u.ended_at, u.run_id LIMIT 1 FOR UPDATE OF u SKIP LOCKED)
        RETURNING run_id
        """;

    internal const string Awaited = """
        SELECT EXISTS (
            SELECT FROM unsealed_run u JOIN run r ON r.id = u.run_id
            WHERE r.status IN ('COMPLETED', 'FAILED', 'CANCELLED', 'SKIPPED')
                AND (cardinality($1) = 0 OR u.run_id = ANY ($1)))
        """;

    internal const string LastSegment = """
        SELECT number, first_item_execution_id, last_item_execution_id, leaf_hashes, facts FROM run_seal_segment
        WHERE run_id = $1 AND run_version = $2 ORDER BY number DESC LIMIT 1
        """;

    /// <summary>Keeps a segment while the lease is the owner's. $1 now, $2 owner, $3 lease, $4 run, then the segment.</summary>
    internal const string Append = """
        WITH held AS (
            UPDATE unsealed_run SET lease_until = coalesce($1, clock_timestamp()) + $3
            WHERE run_id = $4 AND owner = $2 RETURNING run_id)
        INSERT INTO run_seal_segment (run_id, run_version, number, first_item_execution_id, last_item_execution_id,
            leaf_hashes, facts)
        SELECT run_id, $5, $6, $7, $8, $9, $10 FROM held
        """;

    internal const string LockRun = "SELECT version, status::text FROM run WHERE id = $1 FOR UPDATE";

    internal const string Held = "SELECT run_id FROM unsealed_run WHERE run_id = $1 AND owner = $2 FOR UPDATE";

    internal const string Setting = "SELECT value FROM platform_setting WHERE name = $1";

    /// <summary>One seal at a time gets its place, whichever run it is of.</summary>
    internal const string LockPlace = "SELECT pg_advisory_xact_lock(hashtext('run_seal'), hashtext(current_schema()))";

    /// <summary>$1 now, $2 run.</summary>
    internal const string Place = """
        SELECT coalesce(s.position, 0) + 1, coalesce(o.number, 0) + 1, s.hash, o.hash, l.position, l.hash,
            coalesce($1, clock_timestamp())
        FROM (SELECT 1) one
        LEFT JOIN LATERAL (SELECT position, hash FROM run_seal ORDER BY position DESC LIMIT 1) s ON true
        LEFT JOIN LATERAL (SELECT number, hash FROM run_seal WHERE run_id = $2 ORDER BY number DESC LIMIT 1) o ON true
        LEFT JOIN LATERAL (SELECT position, hash FROM audit_link ORDER BY position DESC LIMIT 1) l ON true
        """;

    internal const string AddKey = """
        INSERT INTO audit_key (id, public_key, created_at) VALUES ($1, $2, $3) ON CONFLICT (id) DO NOTHING
        """;

    internal const string AddSeal = """
        INSERT INTO run_seal (position, run_id, number, run_version, body, hash, previous_hash, key_id, signature, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """;

    internal const string TakeOff = "DELETE FROM unsealed_run WHERE run_id = $1";

    internal const string RemoveOtherSegments = "DELETE FROM run_seal_segment WHERE run_id = $1 AND run_version <> $2";

    internal const string RemoveSegments = "DELETE FROM run_seal_segment WHERE run_id = $1 AND run_version = $2";

    internal const string Release =
        "UPDATE unsealed_run SET owner = NULL, lease_until = NULL WHERE run_id = $1 AND owner = $2";

    /// <summary>$1 now, $2 name, $3 value, $4 actor.</summary>
    internal const string Set = """
        INSERT INTO platform_setting (name, value, updated_at, updated_by)
        VALUES ($2, $3, coalesce($1, clock_timestamp()), $4)
        ON CONFLICT (name) DO UPDATE
        SET value = EXCLUDED.value, updated_at = EXCLUDED.updated_at, updated_by = EXCLUDED.updated_by
        """;
}
