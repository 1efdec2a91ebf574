using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AutomationPlatform.Infrastructure.Sqlite.Migrations;

/// <summary>What makes the history provable: hashes, seals of ended runs, and the activity log with its chain.</summary>
/// <remarks>The new columns may be null and are mapped without a constraint, so there is no model of this step.</remarks>
[DbContext(typeof(SqliteContext))]
[Migration("20261125000000_AuditTrail")]
public sealed class AuditTrail : Migration
{
    private const string Columns = """
        ALTER TABLE item ADD COLUMN payload_hash BLOB;
        ALTER TABLE batch ADD COLUMN payload_hash BLOB;
        ALTER TABLE item_state_history ADD COLUMN result_hash BLOB;
        ALTER TABLE item_state_history ADD COLUMN previous_hash BLOB;
        """;

    private const string Statuses =
        "'PENDING', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED', 'SKIPPED', 'RETRYING'";

    private const string Active = "'PENDING', 'PROCESSING', 'RETRYING'";

    // For each row that is written SQLite makes a table of a list in a CHECK; a chain of comparisons says the same. The
    // documented way to change a constraint that all rows keep: the text of the schema, without touching a row.
    private static readonly string QuickChecks = $"""
        PRAGMA writable_schema = ON;
        UPDATE sqlite_schema SET sql = {Compared(
            Compared(Compared(Compared("sql", "new_status", Statuses), "previous_status", Statuses), "status", Statuses),
            "status",
            Active
        )} WHERE type = 'table';
        PRAGMA writable_schema = RESET;
        """;

    private static string Compared(string sql, string column, string names)
    {
        var list = $"{column} IN ({names})";
        var chain = string.Join(" OR ", names.Split(", ").Select(name => $"{column} = {name}"));
        return $"replace({sql}, '{list.Replace("'", "''")}', '{chain.Replace("'", "''")}')";
    }

    private const string SealTables = """
        CREATE TABLE run_seal (
            position INTEGER NOT NULL PRIMARY KEY,
            run_id TEXT NOT NULL,
            number INTEGER NOT NULL,
            run_version INTEGER NOT NULL,
            body TEXT NOT NULL,
            hash BLOB NOT NULL UNIQUE,
            previous_hash BLOB UNIQUE,
            key_id TEXT,
            signature BLOB,
            created_at TEXT NOT NULL,
            UNIQUE (run_id, number),
            CONSTRAINT ck_run_seal_position CHECK (position >= 1 AND (position = 1) = (previous_hash IS NULL)),
            CONSTRAINT ck_run_seal_number CHECK (number >= 1),
            CONSTRAINT ck_run_seal_hash CHECK (length(hash) = 32),
            CONSTRAINT ck_run_seal_signature CHECK ((key_id IS NULL) = (signature IS NULL)));

        CREATE TABLE run_seal_segment (
            run_id TEXT NOT NULL,
            run_version INTEGER NOT NULL,
            number INTEGER NOT NULL,
            first_item_execution_id TEXT NOT NULL,
            last_item_execution_id TEXT NOT NULL,
            leaf_hashes BLOB NOT NULL,
            facts TEXT NOT NULL,
            PRIMARY KEY (run_id, run_version, number),
            CONSTRAINT ck_run_seal_segment_number CHECK (number >= 0));

        CREATE TABLE unsealed_run (
            run_id TEXT NOT NULL PRIMARY KEY,
            ended_at TEXT NOT NULL,
            owner TEXT,
            lease_until TEXT) WITHOUT ROWID;

        CREATE TABLE audit_key (
            id TEXT NOT NULL PRIMARY KEY,
            public_key BLOB NOT NULL,
            created_at TEXT NOT NULL);

        CREATE TABLE platform_setting (
            name TEXT NOT NULL PRIMARY KEY,
            value TEXT NOT NULL,
            updated_at TEXT NOT NULL,
            updated_by TEXT NOT NULL);
        """;

    private const string LogTables = """
        CREATE TABLE audit_entry (
            id TEXT NOT NULL PRIMARY KEY,
            occurred_at TEXT NOT NULL,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            entity TEXT NOT NULL,
            entity_id TEXT,
            entity_name TEXT,
            changes TEXT CHECK (changes IS NULL OR json_valid(changes)),
            reason TEXT,
            correlation_id TEXT,
            outcome TEXT NOT NULL,
            error TEXT,
            CONSTRAINT ck_audit_entry_outcome CHECK (outcome IN ('DONE', 'REFUSED') AND (outcome = 'REFUSED') = (error IS NOT NULL)));
        CREATE INDEX ix_audit_entry_occurred ON audit_entry (occurred_at, id);
        CREATE INDEX ix_audit_entry_entity ON audit_entry (entity_id, id) WHERE entity_id IS NOT NULL;

        CREATE TABLE audit_pending (entry_id TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID;

        CREATE TABLE audit_link (
            position INTEGER NOT NULL PRIMARY KEY,
            entry_id TEXT NOT NULL UNIQUE,
            hash BLOB NOT NULL UNIQUE,
            previous_hash BLOB UNIQUE,
            CONSTRAINT ck_audit_link_position CHECK (position >= 1 AND (position = 1) = (previous_hash IS NULL)),
            CONSTRAINT ck_audit_link_hash CHECK (length(hash) = 32));
        """;

    // Whichever path ends a run or logs a command: it is noted for the sealer.
    private const string Triggers = """
        CREATE TRIGGER run_ended AFTER UPDATE OF status ON run
        WHEN NEW.status IN ('COMPLETED', 'FAILED', 'CANCELLED', 'SKIPPED') AND OLD.status <> NEW.status BEGIN
            INSERT INTO unsealed_run (run_id, ended_at) VALUES (NEW.id, coalesce(NEW.finished_at, NEW.updated_at))
            ON CONFLICT (run_id) DO UPDATE SET ended_at = excluded.ended_at;
        END;

        CREATE TRIGGER audit_entry_logged AFTER INSERT ON audit_entry BEGIN
            INSERT INTO audit_pending (entry_id) VALUES (NEW.id);
        END;
        """;

    // INSERT OR REPLACE deletes without firing a DELETE trigger: hence the ones before INSERT.
    private const string AppendOnly = """
        CREATE TRIGGER run_seal_no_update BEFORE UPDATE ON run_seal BEGIN
            SELECT RAISE(ABORT, 'run_seal is append-only: UPDATE is refused');
        END;
        CREATE TRIGGER run_seal_no_delete BEFORE DELETE ON run_seal BEGIN
            SELECT RAISE(ABORT, 'run_seal is append-only: DELETE is refused');
        END;
        CREATE TRIGGER run_seal_no_replace BEFORE INSERT ON run_seal
        WHEN EXISTS (
            SELECT 1 FROM run_seal WHERE position = NEW.position OR hash = NEW.hash OR previous_hash = NEW.previous_hash
                OR (run_id = NEW.run_id AND number = NEW.number)) BEGIN
            SELECT RAISE(ABORT, 'run_seal is append-only: this seal stands already');
        END;

        CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN
            SELECT RAISE(ABORT, 'audit_entry is append-only: UPDATE is refused');
        END;
        CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN
            SELECT RAISE(ABORT, 'audit_entry is append-only: DELETE is refused');
        END;
        CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry
        WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id) BEGIN
            SELECT RAISE(ABORT, 'audit_entry is append-only: this entry stands already');
        END;

        CREATE TRIGGER audit_link_no_update BEFORE UPDATE ON audit_link BEGIN
            SELECT RAISE(ABORT, 'audit_link is append-only: UPDATE is refused');
        END;
        CREATE TRIGGER audit_link_no_delete BEFORE DELETE ON audit_link BEGIN
            SELECT RAISE(ABORT, 'audit_link is append-only: DELETE is refused');
        END;
        CREATE TRIGGER audit_link_no_replace BEFORE INSERT ON audit_link
        WHEN EXISTS (
            SELECT 1 FROM audit_link WHERE position = NEW.position OR entry_id = NEW.entry_id OR hash = NEW.hash
                OR previous_hash = NEW.previous_hash) BEGIN
            SELECT RAISE(ABORT, 'audit_link is append-only: this link stands already');
        END;
        """;

    private const string RecordStep =
        "INSERT INTO schema_version (version, name, oldest_program, applied_at) "
        + "VALUES (3, '20261125000000_AuditTrail', 3, strftime('%Y-%m-%dT%H:%M:%f000Z', 'now'))";

    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        foreach (var step in (string[])[QuickChecks, Columns, SealTables, LogTables, Triggers, AppendOnly, RecordStep])
            migrationBuilder.Sql(step);
    }

    /// <summary>A schema is only ever expanded.</summary>
    /// <exception cref="NotSupportedException">Always: restore a copy of the database instead.</exception>
    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("The schema is never taken back: restore a copy of the database instead.");
}
