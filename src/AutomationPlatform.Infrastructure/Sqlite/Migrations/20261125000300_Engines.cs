using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AutomationPlatform.Infrastructure.Sqlite.Migrations;

/// <summary>Tables for how engines are reached and for what is submitted to them.</summary>
/// <remarks>Nothing that the mapper knows changes, so there is no model of this step.</remarks>
[DbContext(typeof(SqliteContext))]
[Migration("20261125000300_Engines")]
public sealed class Engines : Migration
{
    private const string Tables = """
        CREATE TABLE engine_connection (
            engine_id TEXT NOT NULL PRIMARY KEY,
            url text NOT NULL,
            credential text,
            settings text NOT NULL,
            CONSTRAINT ck_engine_connection_credential CHECK (credential LIKE 'env:_%' OR credential LIKE 'file:_%')) WITHOUT ROWID;

        CREATE TABLE submission (
            id TEXT NOT NULL PRIMARY KEY,
            engine_id TEXT NOT NULL,
            run_id TEXT NOT NULL,
            purpose text NOT NULL,
            first_shard int NOT NULL,
            parts int NOT NULL,
            shards int NOT NULL,
            parameters text NOT NULL,
            state text NOT NULL,
            external_id text,
            recorded_at TEXT NOT NULL,
            sends int NOT NULL DEFAULT 0,
            sent_at TEXT,
            cancel_requested_at TEXT,
            cancel_sent_at TEXT,
            cancel_rounds int NOT NULL DEFAULT 0,
            quiet_looks int NOT NULL DEFAULT 0,
            trouble_since TEXT,
            lost_since TEXT,
            trouble text,
            due_at TEXT NOT NULL,
            holder TEXT,
            lease_until TEXT,
            closed_at TEXT,
            CONSTRAINT ck_submission_purpose CHECK (purpose IN ('DELEGATE', 'SHARDS')),
            CONSTRAINT ck_submission_state CHECK (state IN ('RECORDED', 'SENT', 'ACCEPTED', 'ENDED', 'REFUSED', 'ABANDONED')),
            CONSTRAINT ck_submission_parts CHECK (parts >= 1 AND first_shard >= 0 AND first_shard + parts <= shards),
            CONSTRAINT ck_submission_accepted CHECK (state <> 'ACCEPTED' OR external_id IS NOT NULL),
            CONSTRAINT ck_submission_closed CHECK ((closed_at IS NOT NULL) = (state IN ('ENDED', 'REFUSED', 'ABANDONED')))) WITHOUT ROWID;
        CREATE INDEX ix_submission_due ON submission (due_at) WHERE closed_at IS NULL;
        CREATE INDEX ix_submission_run ON submission (run_id);

        CREATE TABLE submission_part (
            submission_id TEXT NOT NULL,
            part int NOT NULL,
            orchestration_instance_id TEXT NOT NULL,
            PRIMARY KEY (submission_id, orchestration_instance_id)) WITHOUT ROWID;
        CREATE INDEX ix_submission_part_instance ON submission_part (orchestration_instance_id);
        """;

    private const string RecordStep =
        "INSERT INTO schema_version (version, name, oldest_program, applied_at) "
        + "VALUES (6, '20261125000300_Engines', 5, strftime('%Y-%m-%dT%H:%M:%f000Z', 'now'))";

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
