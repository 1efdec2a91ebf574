using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AutomationPlatform.Infrastructure.PostgreSql.Migrations;

/// <summary>What makes the history provable: hashes, seals of ended runs, and the activity log with its chain.</summary>
/// <remarks>The new columns may be null and are mapped without a constraint, so there is no model of this step.</remarks>
[DbContext(typeof(PostgreSqlContext))]
[Migration("20261125000000_AuditTrail")]
public sealed class AuditTrail : Migration
{
    private const string Columns = """
        ALTER TABLE item ADD COLUMN payload_hash bytea;
        ALTER TABLE batch ADD COLUMN payload_hash bytea;
        ALTER TABLE item_state_history ADD COLUMN result_hash bytea;
        ALTER TABLE item_state_history ADD COLUMN previous_hash bytea;
        """;

    // The same bytes as HistoryHash.
    private const string Functions = """
        CREATE FUNCTION hashed_text(value text) RETURNS bytea LANGUAGE sql STABLE AS $$
            SELECT CASE WHEN value IS NULL THEN int4send(-1)
                ELSE int4send(octet_length(convert_to(value, 'UTF8'))) || convert_to(value, 'UTF8') END
        $$;

        CREATE FUNCTION no_hash() RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
            SELECT decode(repeat('00', 32), 'hex')
        $$;

        CREATE FUNCTION hashed_instant(value timestamptz) RETURNS bytea LANGUAGE sql STABLE AS $$
            SELECT int8send((extract(epoch FROM value) * 1000000)::bigint)
        $$;

        CREATE FUNCTION item_state_history_hash(h item_state_history) RETURNS bytea LANGUAGE sql STABLE AS $$
            SELECT sha256('apc-history-1'::bytea || uuid_send(h.item_execution_id) || int4send(h.version)
                || hashed_text(h.previous_status::text) || hashed_text(h.new_status::text)
                || hashed_instant(h.changed_at) || hashed_instant(h.created_at) || int4send(h.attempt)
                || hashed_text(h.created_by) || hashed_text(h.code) || hashed_text(h.message) || hashed_text(h.reason)
                || coalesce(h.result_hash, no_hash()) || coalesce(h.previous_hash, no_hash()))
        $$;

        CREATE FUNCTION last_history_hash(item_execution uuid) RETURNS bytea LANGUAGE sql STABLE AS $$
            SELECT item_state_history_hash(h) FROM item_state_history h
            WHERE h.item_execution_id = item_execution ORDER BY h.version DESC LIMIT 1
        $$;
        """;

    private const string SealTables = """
        CREATE TABLE run_seal (
            position bigint PRIMARY KEY,
            run_id uuid NOT NULL,
            number int NOT NULL,
            run_version int NOT NULL,
            body text NOT NULL,
            hash bytea NOT NULL UNIQUE,
            previous_hash bytea UNIQUE,
            key_id text,
            signature bytea,
            created_at timestamptz NOT NULL,
            UNIQUE (run_id, number),
            CONSTRAINT ck_run_seal_position CHECK (position >= 1 AND (position = 1) = (previous_hash IS NULL)),
            CONSTRAINT ck_run_seal_number CHECK (number >= 1),
            CONSTRAINT ck_run_seal_hash CHECK (octet_length(hash) = 32),
            CONSTRAINT ck_run_seal_signature CHECK ((key_id IS NULL) = (signature IS NULL)));

        CREATE TABLE run_seal_segment (
            run_id uuid NOT NULL,
            run_version int NOT NULL,
            number int NOT NULL,
            first_item_execution_id uuid NOT NULL,
            last_item_execution_id uuid NOT NULL,
            leaf_hashes bytea NOT NULL,
            facts text NOT NULL,
            PRIMARY KEY (run_id, run_version, number),
            CONSTRAINT ck_run_seal_segment_number CHECK (number >= 0));

        CREATE TABLE unsealed_run (
            run_id uuid PRIMARY KEY,
            ended_at timestamptz NOT NULL,
            owner uuid,
            lease_until timestamptz);

        CREATE TABLE audit_key (
            id text PRIMARY KEY,
            public_key bytea NOT NULL,
            created_at timestamptz NOT NULL);

        CREATE TABLE platform_setting (
            name text PRIMARY KEY,
            value text NOT NULL,
            updated_at timestamptz NOT NULL,
            updated_by text NOT NULL);
        """;

    private const string LogTables = """
        CREATE TABLE audit_entry (
            id uuid PRIMARY KEY,
            occurred_at timestamptz NOT NULL,
            actor text NOT NULL,
            action text NOT NULL,
            entity text NOT NULL,
            entity_id text,
            entity_name text,
            changes jsonb,
            reason text,
            correlation_id text,
            outcome text NOT NULL,
            error text,
            CONSTRAINT ck_audit_entry_outcome CHECK (outcome IN ('DONE', 'REFUSED') AND (outcome = 'REFUSED') = (error IS NOT NULL)));
        CREATE INDEX ix_audit_entry_occurred ON audit_entry (occurred_at, id);
        CREATE INDEX ix_audit_entry_entity ON audit_entry (entity_id, id) WHERE entity_id IS NOT NULL;

        CREATE TABLE audit_pending (entry_id uuid PRIMARY KEY);

        CREATE TABLE audit_link (
            position bigint PRIMARY KEY,
            entry_id uuid NOT NULL UNIQUE,
            hash bytea NOT NULL UNIQUE,
            previous_hash bytea UNIQUE,
            CONSTRAINT ck_audit_link_position CHECK (position >= 1 AND (position = 1) = (previous_hash IS NULL)),
            CONSTRAINT ck_audit_link_hash CHECK (octet_length(hash) = 32));
        """;

    // Whichever path ends a run or logs a command: it is noted for the sealer.
    private const string Triggers = """
        CREATE FUNCTION note_ended_run() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO unsealed_run (run_id, ended_at) VALUES (NEW.id, coalesce(NEW.finished_at, now()))
            ON CONFLICT (run_id) DO UPDATE SET ended_at = EXCLUDED.ended_at;
            RETURN NEW;
        END $$;

        CREATE TRIGGER run_ended AFTER UPDATE OF status ON run FOR EACH ROW
            WHEN (NEW.status IN ('COMPLETED', 'FAILED', 'CANCELLED', 'SKIPPED') AND OLD.status <> NEW.status)
            EXECUTE FUNCTION note_ended_run();

        CREATE FUNCTION note_audit_entry() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO audit_pending (entry_id) VALUES (NEW.id);
            RETURN NEW;
        END $$;

        CREATE TRIGGER audit_entry_logged AFTER INSERT ON audit_entry
            FOR EACH ROW EXECUTE FUNCTION note_audit_entry();

        CREATE TRIGGER run_seal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON run_seal
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        CREATE TRIGGER audit_link_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_link
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        """;

    private const string RecordStep =
        "INSERT INTO schema_version (version, name, oldest_program, applied_at) "
        + "VALUES (3, '20261125000000_AuditTrail', 3, now())";

    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        foreach (var step in (string[])[Columns, Functions, SealTables, LogTables, Triggers, RecordStep])
            migrationBuilder.Sql(step);
    }

    /// <summary>A schema is only ever expanded.</summary>
    /// <exception cref="NotSupportedException">Always: restore a copy of the database instead.</exception>
    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("The schema is never taken back: restore a copy of the database instead.");
}
