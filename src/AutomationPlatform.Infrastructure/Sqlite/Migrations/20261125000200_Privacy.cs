using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AutomationPlatform.Infrastructure.Sqlite.Migrations;

/// <summary>What was erased of items and batches, which runs left for a file, and the one way by which histories may leave.</summary>
/// <remarks>The mapper does not know these tables, so there is no model of this step.</remarks>
[DbContext(typeof(SqliteContext))]
[Migration("20261125000200_Privacy")]
public sealed class Privacy : Migration
{
    private const string Tables = """
        CREATE TABLE redaction (
            id TEXT NOT NULL PRIMARY KEY,
            batch_id TEXT NOT NULL,
            item_id TEXT,
            payload_hash BLOB,
            results INTEGER NOT NULL,
            redacted_at TEXT NOT NULL,
            redacted_by TEXT NOT NULL,
            reason TEXT NOT NULL,
            CONSTRAINT ck_redaction_hash CHECK (payload_hash IS NULL OR length(payload_hash) = 32),
            CONSTRAINT ck_redaction_results CHECK (results >= 0 AND (item_id IS NOT NULL OR results = 0)),
            CONSTRAINT ck_redaction_reason CHECK (length(reason) BETWEEN 1 AND 2000));
        CREATE INDEX ix_redaction_item ON redaction (item_id) WHERE item_id IS NOT NULL;
        CREATE INDEX ix_redaction_batch ON redaction (batch_id);

        CREATE TABLE archive (
            run_id TEXT NOT NULL PRIMARY KEY,
            automation_id TEXT NOT NULL,
            run_version INTEGER NOT NULL,
            file_name TEXT NOT NULL,
            sha256 BLOB NOT NULL,
            bytes INTEGER NOT NULL,
            items INTEGER NOT NULL,
            history_rows INTEGER NOT NULL,
            archived_at TEXT NOT NULL,
            archived_by TEXT NOT NULL,
            removed_at TEXT,
            CONSTRAINT ck_archive_hash CHECK (length(sha256) = 32),
            CONSTRAINT ck_archive_counts CHECK (bytes > 0 AND items >= 0 AND history_rows >= 0));
        CREATE INDEX ix_archive_unremoved ON archive (run_id) WHERE removed_at IS NULL;

        CREATE TABLE archive_batch (
            batch_id TEXT NOT NULL, run_id TEXT NOT NULL, PRIMARY KEY (batch_id, run_id)) WITHOUT ROWID;
        """;

    // INSERT OR REPLACE deletes without firing a DELETE trigger: hence the ones before INSERT.
    private const string AppendOnly = """
        CREATE TRIGGER redaction_no_update BEFORE UPDATE ON redaction BEGIN
            SELECT RAISE(ABORT, 'redaction is append-only: UPDATE is refused');
        END;
        CREATE TRIGGER redaction_no_delete BEFORE DELETE ON redaction BEGIN
            SELECT RAISE(ABORT, 'redaction is append-only: DELETE is refused');
        END;
        CREATE TRIGGER redaction_no_replace BEFORE INSERT ON redaction
        WHEN EXISTS (SELECT 1 FROM redaction WHERE id = NEW.id) BEGIN
            SELECT RAISE(ABORT, 'redaction is append-only: this one stands already');
        END;

        CREATE TRIGGER archive_no_update BEFORE UPDATE ON archive
        WHEN OLD.removed_at IS NOT NULL OR NEW.removed_at IS NULL
            OR (OLD.run_id, OLD.automation_id, OLD.run_version, OLD.file_name, OLD.sha256, OLD.bytes, OLD.items,
                OLD.history_rows, OLD.archived_at, OLD.archived_by)
            IS NOT (NEW.run_id, NEW.automation_id, NEW.run_version, NEW.file_name, NEW.sha256, NEW.bytes, NEW.items,
                NEW.history_rows, NEW.archived_at, NEW.archived_by) BEGIN
            SELECT RAISE(ABORT, 'archive is append-only: UPDATE is refused');
        END;
        CREATE TRIGGER archive_no_delete BEFORE DELETE ON archive BEGIN
            SELECT RAISE(ABORT, 'archive is append-only: DELETE is refused');
        END;
        CREATE TRIGGER archive_no_replace BEFORE INSERT ON archive
        WHEN EXISTS (SELECT 1 FROM archive WHERE run_id = NEW.run_id) BEGIN
            SELECT RAISE(ABORT, 'archive is append-only: this run is archived already');
        END;

        CREATE TRIGGER archive_batch_no_update BEFORE UPDATE ON archive_batch BEGIN
            SELECT RAISE(ABORT, 'archive_batch is append-only: UPDATE is refused');
        END;
        CREATE TRIGGER archive_batch_no_delete BEFORE DELETE ON archive_batch BEGIN
            SELECT RAISE(ABORT, 'archive_batch is append-only: DELETE is refused');
        END;
        """;

    // A run leaves only as its newest seal says it is, and nobody who still holds it changes it afterwards.
    private const string Guards = """
        CREATE TRIGGER archive_of_sealed_runs BEFORE INSERT ON archive
        WHEN NOT EXISTS (
            SELECT 1 FROM run r JOIN run_seal s ON s.run_id = r.id AND s.run_version = r.version
            WHERE r.id = NEW.run_id AND r.version = NEW.run_version
                AND r.status IN ('COMPLETED', 'FAILED', 'CANCELLED', 'SKIPPED')
                AND NOT EXISTS (SELECT 1 FROM unsealed_run u WHERE u.run_id = r.id)) BEGIN
            SELECT RAISE(ABORT, 'archive: the run is not sealed as it stands: INSERT is refused');
        END;

        CREATE TRIGGER run_archived BEFORE UPDATE ON run
        WHEN OLD.hidden AND EXISTS (SELECT 1 FROM archive WHERE run_id = OLD.id) BEGIN
            SELECT RAISE(ABORT, 'the run is archived: UPDATE is refused');
        END;

        DROP TRIGGER item_state_history_no_delete;
        CREATE TRIGGER item_state_history_no_delete BEFORE DELETE ON item_state_history
        WHEN NOT EXISTS (
            SELECT 1 FROM item_execution e JOIN archive a ON a.run_id = e.run_id WHERE e.id = OLD.item_execution_id) BEGIN
            SELECT RAISE(ABORT, 'item_state_history is append-only: DELETE is refused');
        END;
        """;

    private const string RecordStep =
        "INSERT INTO schema_version (version, name, oldest_program, applied_at) "
        + "VALUES (5, '20261125000200_Privacy', 5, strftime('%Y-%m-%dT%H:%M:%f000Z', 'now'))";

    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        foreach (var step in (string[])[Tables, AppendOnly, Guards, RecordStep])
            migrationBuilder.Sql(step);
    }

    /// <summary>A schema is only ever expanded.</summary>
    /// <exception cref="NotSupportedException">Always: restore a copy of the database instead.</exception>
    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("The schema is never taken back: restore a copy of the database instead.");
}
