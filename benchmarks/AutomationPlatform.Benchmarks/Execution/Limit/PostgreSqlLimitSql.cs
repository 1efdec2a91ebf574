namespace AutomationPlatform.Benchmarks.Execution.Limit;

/// <summary>Tables and statements of the limit on PostgreSQL: the platform's semantics and nothing besides.</summary>
internal static class PostgreSqlLimitSql
{
    internal const string Schema = "execution_limit";

    internal const string Tables = $"""
        DROP SCHEMA IF EXISTS {Schema} CASCADE;
        CREATE SCHEMA {Schema};
        SET search_path = {Schema};
        CREATE TYPE status AS ENUM ('PENDING', 'PROCESSING', 'COMPLETED', 'FAILED', 'RETRYING');
        CREATE TABLE item (
            id uuid PRIMARY KEY, batch_id uuid NOT NULL, sequence_number int NOT NULL, payload jsonb,
            created_at timestamptz NOT NULL);
        CREATE TABLE item_execution (
            id uuid PRIMARY KEY, run_id uuid NOT NULL, batch_execution_id uuid NOT NULL, item_id uuid NOT NULL,
            status status NOT NULL, attempt_count int NOT NULL, version int NOT NULL, created_at timestamptz NOT NULL,
            created_by text, updated_at timestamptz NOT NULL, updated_by text, started_at timestamptz,
            finished_at timestamptz, result jsonb) WITH (fillfactor = 50);
        CREATE INDEX ON item_execution (batch_execution_id, id);
        CREATE UNIQUE INDEX ON item_execution (item_id, run_id);
        CREATE TABLE item_state_history (
            item_execution_id uuid NOT NULL, version int NOT NULL, previous_status status NOT NULL,
            new_status status NOT NULL, changed_at timestamptz NOT NULL, attempt int NOT NULL, created_by text,
            PRIMARY KEY (item_execution_id, version));
        CREATE TABLE ready (
            run_id uuid NOT NULL, position bigint NOT NULL, item_execution_id uuid NOT NULL, version int NOT NULL,
            PRIMARY KEY (run_id, position));
        CREATE TABLE claim (
            id uuid PRIMARY KEY, worker_id uuid NOT NULL, item_execution_ids uuid[] NOT NULL, versions int[] NOT NULL);
        CREATE TABLE worker (id uuid PRIMARY KEY, lease_until timestamptz NOT NULL);
        CREATE TABLE count (
            batch_execution_id uuid NOT NULL, worker_id uuid NOT NULL, pending bigint NOT NULL, processing bigint NOT NULL,
            completed bigint NOT NULL, PRIMARY KEY (batch_execution_id, worker_id));
        """;

    /// <summary>$1 batch, $2 how many.</summary>
    internal const string InsertItems = """
        INSERT INTO item
        SELECT ('01900000-0000-7' || right($1::text, 3) || '-8000-' || lpad(to_hex(n), 12, '0'))::uuid, $1, n,
            jsonb_build_object('name', 'Customer ' || n, 'note', repeat('x', 150)), now()
        FROM generate_series(0, $2 - 1) AS n
        """;

    /// <summary>$1 batch, $2 run.</summary>
    internal const string CreateExecutions = """
        WITH executions AS (
            INSERT INTO item_execution
            SELECT ('01910000' || substr(id::text, 9))::uuid, $2, $2, id, 'PENDING', 0, 1, now(), 'limit', now(), 'limit'
            FROM item WHERE batch_id = $1)
        INSERT INTO ready SELECT $2, i.sequence_number, ('01910000' || substr(i.id::text, 9))::uuid, 1
        FROM item i WHERE i.batch_id = $1 ORDER BY i.sequence_number
        """;

    /// <summary>$1 run, $2 after this position, $3 worker, $4 claim.</summary>
    internal static string Claim(int limit) =>
        $"""
            WITH taken AS (
                DELETE FROM ready WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM ready WHERE run_id = $1 AND position > $2
                        AND EXISTS (SELECT FROM worker WHERE id = $3 AND lease_until > now())
                    ORDER BY position FOR UPDATE SKIP LOCKED LIMIT {limit}))
                RETURNING position, item_execution_id, version),
            started AS (
                UPDATE item_execution e
                SET status = 'PROCESSING', started_at = now(), attempt_count = attempt_count + 1, version = e.version + 1,
                    updated_at = now(), updated_by = 'limit'
                FROM taken t WHERE e.id = t.item_execution_id AND e.version = t.version
                RETURNING e.id, e.version, e.item_id, e.attempt_count, t.position),
            history AS (
                INSERT INTO item_state_history
                SELECT id, version, 'PENDING', 'PROCESSING', now(), attempt_count, 'limit' FROM started),
            counts AS (
                INSERT INTO count SELECT $1, $3, -count(*), count(*), 0 FROM started HAVING count(*) > 0
                ON CONFLICT (batch_execution_id, worker_id) DO UPDATE
                SET pending = count.pending + EXCLUDED.pending, processing = count.processing + EXCLUDED.processing),
            chunk AS (
                INSERT INTO claim SELECT $4, $3, array_agg(id), array_agg(version) FROM started HAVING count(*) > 0)
            SELECT s.id, s.version, s.position, i.payload FROM started s JOIN item i ON i.id = s.item_id
            """;

    /// <summary>$1 ids, $2 versions, $3 results, $4 run, $5 worker, $6 claim.</summary>
    internal const string Complete = """
        WITH ended AS (
            UPDATE item_execution e
            SET status = 'COMPLETED', finished_at = now(), version = e.version + 1, result = a.result,
                updated_at = now(), updated_by = 'limit'
            FROM unnest($1, $2, $3) AS a (id, version, result)
            WHERE e.id = a.id AND e.version = a.version
            RETURNING e.id, e.version, e.attempt_count),
        history AS (
            INSERT INTO item_state_history
            SELECT id, version, 'PROCESSING', 'COMPLETED', now(), attempt_count, 'limit' FROM ended),
        counts AS (
            INSERT INTO count SELECT $4, $5, 0, -count(*), count(*) FROM ended
            ON CONFLICT (batch_execution_id, worker_id) DO UPDATE
            SET processing = count.processing + EXCLUDED.processing, completed = count.completed + EXCLUDED.completed),
        held AS (DELETE FROM claim WHERE id = $6)
        SELECT count(*) FROM ended
        """;
}
