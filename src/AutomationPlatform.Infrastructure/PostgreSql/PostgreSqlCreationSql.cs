using AutomationPlatform.Infrastructure.Privacy;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Making the executions of a run, in slices, hidden until the last one.</summary>
internal static class PostgreSqlCreationSql
{
    /// <summary>Keeps the automation from being deactivated meanwhile.</summary>
    internal const string LockAutomation = "SELECT name, is_active FROM automation WHERE id = $1 FOR SHARE";

    /// <summary>Keeps the batches as they are: an import into one of them takes the same lock.</summary>
    internal const string LockBatches = """
        SELECT b.id, b.name, b.hidden, b.is_active,
            EXISTS (SELECT FROM import_lease l WHERE l.batch_id = b.id)
        FROM batch b WHERE b.id = ANY ($2) AND b.automation_id = $1 ORDER BY b.id FOR SHARE OF b
        """;

    // $1 now, $2 id, $3 automation, $4 definition, $5 correlation id, $6 priority, $7 actor, $8 attempts asked for,
    // $9 parent, $10 driver.
    internal const string InsertRun = """
        INSERT INTO run (id, automation_id, definition_number, status, correlation_id, driver, priority, max_attempts,
            parent_run_id, hidden, created_at, created_by, updated_at, updated_by, version, is_active)
        SELECT $2, $3, $4, 'PENDING', $5, $10, $6, $8, $9, true, now, $7, now, $7, 1, true
        FROM (SELECT coalesce($1, clock_timestamp()) AS now) AS clock
        """;

    internal const string InsertBatchExecutions = """
        INSERT INTO batch_execution (id, run_id, batch_id, ordinal, status, created_at, created_by, updated_at,
            updated_by, version, is_active)
        SELECT a.id, $2, a.batch_id, a.ordinal, 'PENDING', now, $3, now, $3, 1, true
        FROM unnest($4, $5, $6) AS a (id, batch_id, ordinal),
            (SELECT coalesce($1, clock_timestamp()) AS now) AS clock
        """;

    internal const string InsertLease = """
        INSERT INTO run_creation (run_id, owner, lease_until) VALUES ($2, $3, coalesce($1, clock_timestamp()) + $4)
        """;

    internal const string RenewLease = """
        UPDATE run_creation SET lease_until = coalesce($1, clock_timestamp()) + $4 WHERE run_id = $2 AND owner = $3
        """;

    internal const string Publish = """
        WITH made AS (DELETE FROM run_creation WHERE run_id = $1 AND owner = $2 RETURNING run_id)
        UPDATE run SET hidden = false FROM made WHERE run.id = made.run_id
        """;

    /// <summary>The executions of the next items of a batch, in the queue and counted; gives how many and the last.</summary>
    /// <remarks>
    /// $1 now, $2 run, $3 batch execution, $4 batch, $5 ordinal, $6 after this sequence number, $7 maximum attempts,
    /// $8 actor, $9 the moment in milliseconds and $10 random bits, as 12 hexadecimal digits each. Identifiers are version 7: that
    /// moment, then a counter of 26 bits that keeps the slice in order, then the 48 random bits of the slice. Only what
    /// workers do is queued and counted.
    /// </remarks>
    internal static string InsertItems(int limit) =>
        $"""
            {BeforeItems}
                    SELECT id AS item_id, sequence_number, row_number() OVER (ORDER BY sequence_number) AS n
                    FROM item i WHERE batch_id = $4 AND sequence_number > $6 AND {RedactedItems.NotItem}
                    ORDER BY sequence_number LIMIT {limit}
            {AfterItems}
            """;

    /// <summary>The same of those items that another run left unfinished.</summary>
    /// <remarks>$11 the run that is restarted, $12 the statuses taken, $13 the other runs of its chain.</remarks>
    internal static string InsertRestartedItems(int limit) =>
        $"""
            {BeforeItems}
                    SELECT i.id AS item_id, i.sequence_number, row_number() OVER (ORDER BY i.sequence_number) AS n
                    FROM item i JOIN item_execution e ON e.item_id = i.id AND e.run_id = $11
                    WHERE i.batch_id = $4 AND i.sequence_number > $6 AND e.status::text = ANY ($12)
                        AND NOT EXISTS (
                            SELECT FROM item_execution done
                            WHERE done.item_id = i.id AND done.run_id = ANY ($13) AND done.status = 'COMPLETED')
                        AND {RedactedItems.NotItem}
                    ORDER BY i.sequence_number LIMIT {limit}
            {AfterItems}
            """;

    private const string BeforeItems = """
        WITH clock AS MATERIALIZED (SELECT coalesce($1, clock_timestamp()) AS now),
        source AS MATERIALIZED (
            SELECT ($9 || '7' || lpad(to_hex(n >> 14), 3, '0') || to_hex(32768 + (n & 16383))
                    || $10)::uuid AS id, item_id, sequence_number
            FROM (
        """;

    private const string AfterItems = """
        ) AS numbered),
        executions AS (
            INSERT INTO item_execution (id, run_id, batch_execution_id, item_id, status, attempt_count, max_attempts,
                lost_count, released_count, created_at, created_by, updated_at, updated_by, version, is_active)
            SELECT id, $2, $3, item_id, 'PENDING', 0, $7, 0, 0, now, $8, now, $8, 1, true FROM source, clock),
        waiting AS (SELECT source.* FROM source, run WHERE run.id = $2 AND run.driver = 'WORKERS'),
        queued AS (
            INSERT INTO ready (run_id, position, item_execution_id, version, previous_status, lost_count)
            SELECT $2, $5 * 4294967296 + sequence_number, id, 1, 'PENDING', 0 FROM waiting),
        counts AS (
            INSERT INTO item_count (batch_execution_id, worker_id, run_id, pending)
            SELECT $3, '00000000-0000-0000-0000-000000000000', $2, count(*) FROM waiting HAVING count(*) > 0
            ON CONFLICT (batch_execution_id, worker_id) DO UPDATE
            SET pending = item_count.pending + EXCLUDED.pending)
        SELECT count(*), coalesce(max(sequence_number), -1) FROM source
        """;

    /// <summary>Runs whose maker vanished.</summary>
    internal const string FindAbandoned = """
        SELECT run_id FROM run_creation WHERE lease_until <= coalesce($1, clock_timestamp())
        ORDER BY run_id LIMIT 1 FOR UPDATE SKIP LOCKED
        """;

    internal static string RemoveReady(int limit) =>
        $"DELETE FROM ready WHERE ctid = ANY (ARRAY(SELECT ctid FROM ready WHERE run_id = $1 LIMIT {limit}))";

    internal static string RemoveItems(int limit) =>
        $"""
            DELETE FROM item_execution WHERE ctid = ANY (ARRAY(
                SELECT e.ctid FROM batch_execution b JOIN item_execution e ON e.batch_execution_id = b.id
                WHERE b.run_id = $1 LIMIT {limit}))
            """;

    internal const string RemoveRun = """
        WITH counts AS (DELETE FROM item_count WHERE run_id = $1),
        batches AS (DELETE FROM batch_execution WHERE run_id = $1),
        thresholds AS (DELETE FROM failure_threshold WHERE run_id = $1)
        DELETE FROM run_creation WHERE run_id = $1
        """;

    internal const string RemoveRunItself = "DELETE FROM run WHERE id = $1 AND hidden";
}
