namespace AutomationPlatform.Infrastructure.Sqlite.Migrations;

/// <summary>What the first step of the schema needs beside the mapped tables.</summary>
public partial class Initial
{
    // Tables that only set-based statements use. The queue is kept in its key's own order, without a second copy.
    private const string QueueTables = """
        CREATE TABLE ready (
            run_id TEXT NOT NULL,
            position INTEGER NOT NULL,
            item_execution_id TEXT NOT NULL,
            version INTEGER NOT NULL,
            previous_status TEXT NOT NULL CHECK (previous_status IN ('PENDING', 'RETRYING')),
            lost_count INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (run_id, position)) WITHOUT ROWID;

        CREATE TABLE delayed (
            run_id TEXT NOT NULL,
            position INTEGER NOT NULL,
            item_execution_id TEXT NOT NULL,
            version INTEGER NOT NULL,
            lost_count INTEGER NOT NULL DEFAULT 0,
            due_at TEXT NOT NULL,
            PRIMARY KEY (run_id, position)) WITHOUT ROWID;
        CREATE INDEX ix_delayed_due ON delayed (due_at);

        CREATE TABLE worker (
            id TEXT NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            host TEXT NOT NULL,
            process_id INTEGER NOT NULL,
            shard TEXT,
            started_at TEXT NOT NULL,
            lease_until TEXT NOT NULL) WITHOUT ROWID;

        CREATE TABLE claim (
            id TEXT NOT NULL PRIMARY KEY,
            worker_id TEXT NOT NULL,
            run_id TEXT NOT NULL,
            item_execution_ids TEXT NOT NULL CHECK (json_valid(item_execution_ids)),
            versions TEXT NOT NULL CHECK (json_valid(versions)),
            open INTEGER NOT NULL,
            claimed_at TEXT NOT NULL,
            CONSTRAINT ck_claim_pairs CHECK (json_array_length(item_execution_ids) = json_array_length(versions)));
        CREATE INDEX ix_claim_worker ON claim (worker_id);
        CREATE INDEX ix_claim_run ON claim (run_id);

        CREATE TABLE late_answer (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            item_execution_id TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            worker TEXT NOT NULL,
            received_at TEXT NOT NULL,
            outcome TEXT NOT NULL);
        CREATE INDEX ix_late_answer_item_execution ON late_answer (item_execution_id);
        """;

    private const string BookkeepingTables = """
        CREATE TABLE item_count (
            batch_execution_id TEXT NOT NULL,
            worker_id TEXT NOT NULL,
            run_id TEXT NOT NULL,
            pending INTEGER NOT NULL DEFAULT 0,
            processing INTEGER NOT NULL DEFAULT 0,
            completed INTEGER NOT NULL DEFAULT 0,
            failed INTEGER NOT NULL DEFAULT 0,
            cancelled INTEGER NOT NULL DEFAULT 0,
            skipped INTEGER NOT NULL DEFAULT 0,
            retrying INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (batch_execution_id, worker_id)) WITHOUT ROWID;
        CREATE INDEX ix_item_count_run ON item_count (run_id);

        CREATE TABLE item_failure (
            item_execution_id TEXT NOT NULL PRIMARY KEY,
            run_id TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            code TEXT NOT NULL);
        CREATE INDEX ix_item_failure_run ON item_failure (run_id, fingerprint, item_execution_id);

        CREATE TABLE handler_log (
            item_execution_id TEXT NOT NULL,
            attempt INTEGER NOT NULL,
            run_id TEXT NOT NULL,
            written_at TEXT NOT NULL,
            standard_error TEXT NOT NULL,
            PRIMARY KEY (item_execution_id, attempt));
        CREATE INDEX ix_handler_log_run ON handler_log (run_id, written_at);

        CREATE TABLE import_lease (
            batch_id TEXT NOT NULL PRIMARY KEY,
            first_sequence_number INTEGER NOT NULL CHECK (first_sequence_number >= 0),
            owner TEXT NOT NULL,
            lease_until TEXT NOT NULL) WITHOUT ROWID;

        CREATE TABLE run_creation (
            run_id TEXT NOT NULL PRIMARY KEY,
            owner TEXT NOT NULL,
            lease_until TEXT NOT NULL) WITHOUT ROWID;

        CREATE TABLE schema_version (
            version INTEGER NOT NULL PRIMARY KEY,
            name TEXT NOT NULL,
            oldest_program INTEGER NOT NULL,
            applied_at TEXT NOT NULL);
        """;

    // INSERT OR REPLACE deletes without firing a DELETE trigger: hence the ones before INSERT.
    private const string AppendOnly = """
        CREATE TRIGGER item_state_history_no_update BEFORE UPDATE ON item_state_history BEGIN
            SELECT RAISE(ABORT, 'item_state_history is append-only: UPDATE is refused');
        END;
        CREATE TRIGGER item_state_history_no_delete BEFORE DELETE ON item_state_history BEGIN
            SELECT RAISE(ABORT, 'item_state_history is append-only: DELETE is refused');
        END;
        CREATE TRIGGER item_state_history_no_replace BEFORE INSERT ON item_state_history
        WHEN EXISTS (
            SELECT 1 FROM item_state_history
            WHERE item_execution_id = NEW.item_execution_id AND version = NEW.version) BEGIN
            SELECT RAISE(ABORT, 'item_state_history is append-only: this version stands already');
        END;

        CREATE TRIGGER definition_version_no_update BEFORE UPDATE ON definition_version BEGIN
            SELECT RAISE(ABORT, 'definition_version is append-only: UPDATE is refused');
        END;
        CREATE TRIGGER definition_version_no_delete BEFORE DELETE ON definition_version
        WHEN EXISTS (SELECT 1 FROM automation WHERE id = OLD.automation_id) BEGIN
            SELECT RAISE(ABORT, 'definition_version is append-only: DELETE is refused');
        END;
        CREATE TRIGGER definition_version_no_replace BEFORE INSERT ON definition_version
        WHEN EXISTS (
            SELECT 1 FROM definition_version
            WHERE automation_id = NEW.automation_id AND number = NEW.number) BEGIN
            SELECT RAISE(ABORT, 'definition_version is append-only: this number stands already');
        END;
        """;

    private const string RecordStep =
        "INSERT INTO schema_version (version, name, oldest_program, applied_at) "
        + "VALUES (1, '20261123000000_Initial', 1, strftime('%Y-%m-%dT%H:%M:%f000Z', 'now'))";
}
