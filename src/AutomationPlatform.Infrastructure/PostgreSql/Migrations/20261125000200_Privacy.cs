using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AutomationPlatform.Infrastructure.PostgreSql.Migrations;

/// <summary>What was erased of items and batches, which runs left for a file, and the one way by which histories may leave.</summary>
/// <remarks>The mapper does not know these tables, so there is no model of this step.</remarks>
[DbContext(typeof(PostgreSqlContext))]
[Migration("20261125000200_Privacy")]
public sealed class Privacy : Migration
{
    private const string Tables = """
        CREATE TABLE redaction (
            id uuid PRIMARY KEY,
            batch_id uuid NOT NULL,
            item_id uuid,
            payload_hash bytea,
            results int NOT NULL,
            redacted_at timestamptz NOT NULL,
            redacted_by text NOT NULL,
            reason text NOT NULL,
            CONSTRAINT ck_redaction_hash CHECK (payload_hash IS NULL OR octet_length(payload_hash) = 32),
            CONSTRAINT ck_redaction_results CHECK (results >= 0 AND (item_id IS NOT NULL OR results = 0)),
            CONSTRAINT ck_redaction_reason CHECK (char_length(reason) BETWEEN 1 AND 2000));
        CREATE INDEX ix_redaction_item ON redaction (item_id) WHERE item_id IS NOT NULL;
        CREATE INDEX ix_redaction_batch ON redaction (batch_id);

        CREATE TABLE archive (
            run_id uuid PRIMARY KEY,
            automation_id uuid NOT NULL,
            run_version int NOT NULL,
            file_name text NOT NULL,
            sha256 bytea NOT NULL,
            bytes bigint NOT NULL,
            items bigint NOT NULL,
            history_rows bigint NOT NULL,
            archived_at timestamptz NOT NULL,
            archived_by text NOT NULL,
            removed_at timestamptz,
            CONSTRAINT ck_archive_hash CHECK (octet_length(sha256) = 32),
            CONSTRAINT ck_archive_counts CHECK (bytes > 0 AND items >= 0 AND history_rows >= 0));
        CREATE INDEX ix_archive_unremoved ON archive (run_id) WHERE removed_at IS NULL;

        CREATE TABLE archive_batch (batch_id uuid NOT NULL, run_id uuid NOT NULL, PRIMARY KEY (batch_id, run_id));
        """;

    // A run leaves only as its newest seal says it is, and nobody who still holds it changes it afterwards.
    private const string Guards = """
        CREATE TRIGGER redaction_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON redaction
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        CREATE TRIGGER archive_append_only BEFORE DELETE OR TRUNCATE ON archive
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        CREATE TRIGGER archive_batch_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON archive_batch
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

        CREATE FUNCTION refuse_archive_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.removed_at IS NOT NULL OR NEW.removed_at IS NULL
                OR (to_jsonb(OLD) - 'removed_at') <> (to_jsonb(NEW) - 'removed_at') THEN
                RAISE EXCEPTION 'archive is append-only: UPDATE is refused' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER archive_no_update BEFORE UPDATE ON archive
            FOR EACH ROW EXECUTE FUNCTION refuse_archive_change();

        CREATE FUNCTION refuse_unsealed_archive() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NOT EXISTS (
                SELECT FROM run r JOIN run_seal s ON s.run_id = r.id AND s.run_version = r.version
                WHERE r.id = NEW.run_id AND r.version = NEW.run_version
                    AND r.status IN ('COMPLETED', 'FAILED', 'CANCELLED', 'SKIPPED')
                    AND NOT EXISTS (SELECT FROM unsealed_run u WHERE u.run_id = r.id)) THEN
                RAISE EXCEPTION 'archive: run % is not sealed as it stands: INSERT is refused', NEW.run_id
                    USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER archive_of_sealed_runs BEFORE INSERT ON archive
            FOR EACH ROW EXECUTE FUNCTION refuse_unsealed_archive();

        CREATE FUNCTION refuse_archived_run_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM archive WHERE run_id = OLD.id) THEN
                RAISE EXCEPTION 'run % is archived: UPDATE is refused', OLD.id USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER run_archived BEFORE UPDATE ON run
            FOR EACH ROW WHEN (OLD.hidden) EXECUTE FUNCTION refuse_archived_run_change();
        """;

    // Once a statement, over the rows that it took: so many as the retention takes at a time cost one join.
    private const string HistoryLeaves = """
        DROP TRIGGER item_state_history_append_only ON item_state_history;
        CREATE TRIGGER item_state_history_append_only BEFORE UPDATE OR TRUNCATE ON item_state_history
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

        CREATE FUNCTION refuse_unarchived_removal() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (
                SELECT FROM gone LEFT JOIN item_execution e ON e.id = gone.item_execution_id
                WHERE NOT EXISTS (SELECT FROM archive a WHERE a.run_id = e.run_id)) THEN
                RAISE EXCEPTION 'item_state_history is append-only: DELETE is refused'
                    USING ERRCODE = 'restrict_violation', HINT = 'Only the history of archived runs leaves.';
            END IF;
            RETURN NULL;
        END $$;
        CREATE TRIGGER item_state_history_stays AFTER DELETE ON item_state_history
            REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION refuse_unarchived_removal();
        """;

    private const string RecordStep =
        "INSERT INTO schema_version (version, name, oldest_program, applied_at) "
        + "VALUES (5, '20261125000200_Privacy', 5, now())";

    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        foreach (var step in (string[])[Tables, Guards, HistoryLeaves, RecordStep])
            migrationBuilder.Sql(step);
    }

    /// <summary>A schema is only ever expanded.</summary>
    /// <exception cref="NotSupportedException">Always: restore a copy of the database instead.</exception>
    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("The schema is never taken back: restore a copy of the database instead.");
}
