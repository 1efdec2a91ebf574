using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AutomationPlatform.Infrastructure.Sqlite.Migrations;

/// <summary>Tables for limits, failure thresholds, who can serve which run, and progress within an item.</summary>
/// <remarks>Nothing that the mapper knows changes, so there is no model of this step.</remarks>
[DbContext(typeof(SqliteContext))]
[Migration("20261124000000_ExecutionControl")]
public sealed class ExecutionControl : Migration
{
    private const string Tables = """
        CREATE TABLE failure_threshold (
            run_id TEXT NOT NULL PRIMARY KEY,
            share REAL NOT NULL,
            finished_before INTEGER NOT NULL DEFAULT 0,
            failed_before INTEGER NOT NULL DEFAULT 0,
            stopping INTEGER NOT NULL DEFAULT 0,
            exceeded_at TEXT,
            reason TEXT,
            CONSTRAINT ck_failure_threshold_share CHECK (share > 0 AND share <= 1),
            CONSTRAINT ck_failure_threshold_exceeded CHECK ((exceeded_at IS NULL) = (reason IS NULL)),
            CONSTRAINT ck_failure_threshold_stopping CHECK (NOT stopping OR reason IS NOT NULL)) WITHOUT ROWID;

        CREATE TABLE rate_bucket (
            automation_id TEXT NOT NULL PRIMARY KEY,
            tokens REAL NOT NULL,
            refilled_at TEXT NOT NULL,
            CONSTRAINT ck_rate_bucket_tokens CHECK (tokens >= 0)) WITHOUT ROWID;

        CREATE TABLE worker_service (
            worker_id TEXT NOT NULL,
            run_id TEXT NOT NULL,
            refusal TEXT,
            PRIMARY KEY (worker_id, run_id)) WITHOUT ROWID;
        CREATE INDEX ix_worker_service_run ON worker_service (run_id);

        CREATE TABLE item_progress (
            item_execution_id TEXT NOT NULL PRIMARY KEY,
            run_id TEXT NOT NULL,
            version INTEGER NOT NULL,
            fraction REAL,
            message TEXT,
            reported_at TEXT NOT NULL,
            CONSTRAINT ck_item_progress_fraction CHECK (fraction BETWEEN 0 AND 1)) WITHOUT ROWID;
        CREATE INDEX ix_item_progress_run ON item_progress (run_id);

        CREATE INDEX ix_delayed_run ON delayed (run_id, due_at);
        """;

    private const string RecordStep =
        "INSERT INTO schema_version (version, name, oldest_program, applied_at) "
        + "VALUES (2, '20261124000000_ExecutionControl', 1, strftime('%Y-%m-%dT%H:%M:%f000Z', 'now'))";

    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.Sql(Tables);
        migrationBuilder.Sql(RecordStep);
    }

    /// <summary>A schema is only ever expanded.</summary>
    /// <exception cref="NotSupportedException">Always: restore a copy of the database instead.</exception>
    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("The schema is never taken back: restore a copy of the database instead.");
}
