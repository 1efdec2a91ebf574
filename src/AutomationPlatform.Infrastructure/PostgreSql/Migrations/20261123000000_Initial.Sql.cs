namespace AutomationPlatform.Infrastructure.PostgreSql.Migrations;

/// <summary>What the first step of the schema needs beside the mapped tables.</summary>
public partial class Initial
{
    // Tables that only set-based statements use. No foreign keys: each would be checked for every item.
    private const string QueueTables = """
        CREATE TABLE ready (
            run_id uuid NOT NULL,
            position bigint NOT NULL,
            item_execution_id uuid NOT NULL,
            version int NOT NULL,
            previous_status executionstatus NOT NULL,
            lost_count int NOT NULL DEFAULT 0,
            PRIMARY KEY (run_id, position));

        CREATE TABLE delayed (
            run_id uuid NOT NULL,
            position bigint NOT NULL,
            item_execution_id uuid NOT NULL,
            version int NOT NULL,
            lost_count int NOT NULL DEFAULT 0,
            due_at timestamptz NOT NULL,
            PRIMARY KEY (run_id, position));
        CREATE INDEX ix_delayed_due ON delayed (due_at);

        CREATE TABLE worker (
            id uuid PRIMARY KEY,
            name text NOT NULL,
            host text NOT NULL,
            process_id int NOT NULL,
            shard text,
            started_at timestamptz NOT NULL,
            lease_until timestamptz NOT NULL);

        CREATE TABLE claim (
            id uuid PRIMARY KEY,
            worker_id uuid NOT NULL,
            run_id uuid NOT NULL,
            item_execution_ids uuid[] NOT NULL,
            versions int[] NOT NULL,
            open int NOT NULL,
            claimed_at timestamptz NOT NULL,
            CONSTRAINT ck_claim_pairs CHECK (cardinality(item_execution_ids) = cardinality(versions)));
        CREATE INDEX ix_claim_worker ON claim (worker_id);
        CREATE INDEX ix_claim_run ON claim (run_id);

        CREATE TABLE late_answer (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            item_execution_id uuid NOT NULL,
            attempt int NOT NULL,
            worker text NOT NULL,
            received_at timestamptz NOT NULL,
            outcome text NOT NULL);
        CREATE INDEX ix_late_answer_item_execution ON late_answer (item_execution_id);
        """;

    private const string BookkeepingTables = """
        CREATE TABLE item_count (
            batch_execution_id uuid NOT NULL,
            worker_id uuid NOT NULL,
            run_id uuid NOT NULL,
            pending bigint NOT NULL DEFAULT 0,
            processing bigint NOT NULL DEFAULT 0,
            completed bigint NOT NULL DEFAULT 0,
            failed bigint NOT NULL DEFAULT 0,
            cancelled bigint NOT NULL DEFAULT 0,
            skipped bigint NOT NULL DEFAULT 0,
            retrying bigint NOT NULL DEFAULT 0,
            PRIMARY KEY (batch_execution_id, worker_id));
        CREATE INDEX ix_item_count_run ON item_count (run_id);

        CREATE TABLE item_failure (
            item_execution_id uuid PRIMARY KEY,
            run_id uuid NOT NULL,
            fingerprint text NOT NULL,
            code text NOT NULL);
        CREATE INDEX ix_item_failure_run ON item_failure (run_id, fingerprint, item_execution_id);

        CREATE TABLE handler_log (
            item_execution_id uuid NOT NULL,
            attempt int NOT NULL,
            run_id uuid NOT NULL,
            written_at timestamptz NOT NULL,
            standard_error text NOT NULL,
            PRIMARY KEY (item_execution_id, attempt));
        CREATE INDEX ix_handler_log_run ON handler_log (run_id, written_at);

        CREATE TABLE import_lease (
            batch_id uuid PRIMARY KEY,
            first_sequence_number int NOT NULL,
            owner uuid NOT NULL,
            lease_until timestamptz NOT NULL,
            CONSTRAINT ck_import_lease_first CHECK (first_sequence_number >= 0));

        CREATE TABLE run_creation (
            run_id uuid PRIMARY KEY,
            owner uuid NOT NULL,
            lease_until timestamptz NOT NULL);

        CREATE TABLE schema_version (
            version int PRIMARY KEY,
            name text NOT NULL,
            oldest_program int NOT NULL,
            applied_at timestamptz NOT NULL);
        """;

    private const string AppendOnly = """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
                USING ERRCODE = 'restrict_violation';
        END $$;

        CREATE FUNCTION refuse_orphaning() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            -- A definition goes with its automation, whose own deletion is refused while a run refers to it.
            IF EXISTS (SELECT FROM automation WHERE id = OLD.automation_id) THEN
                RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN OLD;
        END $$;

        CREATE TRIGGER item_state_history_append_only
            BEFORE UPDATE OR DELETE OR TRUNCATE ON item_state_history
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

        CREATE TRIGGER definition_version_append_only
            BEFORE UPDATE OR TRUNCATE ON definition_version
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

        CREATE TRIGGER definition_version_stays
            BEFORE DELETE ON definition_version
            FOR EACH ROW EXECUTE FUNCTION refuse_orphaning();
        """;

    private const string RecordStep =
        "INSERT INTO schema_version (version, name, oldest_program, applied_at) "
        + "VALUES (1, '20261123000000_Initial', 1, now())";
}
