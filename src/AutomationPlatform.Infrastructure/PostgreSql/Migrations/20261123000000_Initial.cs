using System;
using AutomationPlatform.Domain.Execution;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AutomationPlatform.Infrastructure.PostgreSql.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AlterDatabase()
                .Annotation("Npgsql:Enum:executionstatus", "PENDING,PROCESSING,COMPLETED,FAILED,CANCELLED,SKIPPED,RETRYING");

            migrationBuilder.CreateTable(
                name: "automation",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    description = table.Column<string>(type: "text", nullable: true),
                    batch_schema = table.Column<string>(type: "jsonb", nullable: true),
                    item_schema = table.Column<string>(type: "jsonb", nullable: true),
                    settings = table.Column<string>(type: "jsonb", nullable: false),
                    definition_number = table.Column<int>(type: "integer", nullable: false),
                    paused_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    pause_reason = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: true),
                    updated_by = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_automation", x => x.id);
                    table.CheckConstraint("ck_automation_definition_number", "definition_number >= 1");
                    table.CheckConstraint("ck_automation_name", "length(name) BETWEEN 1 AND 200");
                    table.CheckConstraint("ck_automation_pause", "(paused_at IS NULL) = (pause_reason IS NULL)");
                    table.CheckConstraint("ck_automation_version", "version >= 1");
                });

            migrationBuilder.CreateTable(
                name: "engine",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: true),
                    updated_by = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_engine", x => x.id);
                    table.CheckConstraint("ck_engine_name", "length(name) BETWEEN 1 AND 100");
                    table.CheckConstraint("ck_engine_type", "length(type) BETWEEN 1 AND 50");
                    table.CheckConstraint("ck_engine_version", "version >= 1");
                });

            migrationBuilder.CreateTable(
                name: "item",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    batch_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence_number = table.Column<int>(type: "integer", nullable: false),
                    payload = table.Column<string>(type: "jsonb", nullable: true),
                    reference = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: true),
                    updated_by = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_item", x => x.id);
                    table.CheckConstraint("ck_item_reference", "length(reference) <= 200");
                    table.CheckConstraint("ck_item_sequence_number", "sequence_number >= 0");
                    table.CheckConstraint("ck_item_version", "version >= 1");
                });

            migrationBuilder.CreateTable(
                name: "item_execution",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    batch_execution_id = table.Column<Guid>(type: "uuid", nullable: false),
                    item_id = table.Column<Guid>(type: "uuid", nullable: false),
                    result_payload = table.Column<string>(type: "jsonb", nullable: true),
                    error_message = table.Column<string>(type: "text", nullable: true),
                    error_code = table.Column<string>(type: "text", nullable: true),
                    attempt_count = table.Column<int>(type: "integer", nullable: false),
                    max_attempts = table.Column<int>(type: "integer", nullable: true),
                    lost_count = table.Column<int>(type: "integer", nullable: false),
                    released_count = table.Column<int>(type: "integer", nullable: false),
                    first_started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: true),
                    updated_by = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    status = table.Column<ExecutionStatus>(type: "executionstatus", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_item_execution", x => x.id);
                    table.CheckConstraint("ck_item_execution_attempts", "lost_count >= 0 AND released_count >= 0 AND attempt_count >= lost_count + released_count");
                    table.CheckConstraint("ck_item_execution_finished_at", "(finished_at IS NULL) = (status IN ('PENDING', 'PROCESSING', 'RETRYING'))");
                    table.CheckConstraint("ck_item_execution_max_attempts", "max_attempts >= 1");
                    table.CheckConstraint("ck_item_execution_version", "version >= 1");
                })
                .Annotation("Npgsql:StorageParameter:fillfactor", 50);

            migrationBuilder.CreateTable(
                name: "item_state_history",
                columns: table => new
                {
                    item_execution_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    previous_status = table.Column<ExecutionStatus>(type: "executionstatus", nullable: false),
                    new_status = table.Column<ExecutionStatus>(type: "executionstatus", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: true),
                    attempt = table.Column<int>(type: "integer", nullable: false),
                    code = table.Column<string>(type: "text", nullable: true),
                    message = table.Column<string>(type: "text", nullable: true),
                    reason = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_item_state_history", x => new { x.item_execution_id, x.version });
                    table.CheckConstraint("ck_item_state_history_attempt", "attempt >= 0");
                    table.CheckConstraint("ck_item_state_history_change", "new_status <> previous_status");
                    table.CheckConstraint("ck_item_state_history_version", "version >= 2");
                });

            migrationBuilder.CreateTable(
                name: "batch",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    automation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    payload = table.Column<string>(type: "jsonb", nullable: true),
                    definition_number = table.Column<int>(type: "integer", nullable: true),
                    content_hash = table.Column<string>(type: "text", nullable: true),
                    hidden = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: true),
                    updated_by = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_batch", x => x.id);
                    table.CheckConstraint("ck_batch_name", "length(name) BETWEEN 1 AND 200");
                    table.CheckConstraint("ck_batch_version", "version >= 1");
                    table.ForeignKey(
                        name: "fk_batch_automation_automation_id",
                        column: x => x.automation_id,
                        principalTable: "automation",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "definition_version",
                columns: table => new
                {
                    automation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    content = table.Column<string>(type: "jsonb", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_definition_version", x => new { x.automation_id, x.number });
                    table.CheckConstraint("ck_definition_version_number", "number >= 1");
                    table.ForeignKey(
                        name: "fk_definition_version_automation_automation_id",
                        column: x => x.automation_id,
                        principalTable: "automation",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "run",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    automation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    definition_number = table.Column<int>(type: "integer", nullable: true),
                    correlation_id = table.Column<string>(type: "text", nullable: true),
                    driver = table.Column<string>(type: "text", nullable: false),
                    parent_run_id = table.Column<Guid>(type: "uuid", nullable: true),
                    priority = table.Column<int>(type: "integer", nullable: false),
                    max_attempts = table.Column<int>(type: "integer", nullable: true),
                    paused_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    pause_reason = table.Column<string>(type: "text", nullable: true),
                    cancel_requested_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    cancellation_reason = table.Column<string>(type: "text", nullable: true),
                    error_summary = table.Column<string>(type: "text", nullable: true),
                    hidden = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: true),
                    updated_by = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    status = table.Column<ExecutionStatus>(type: "executionstatus", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_run", x => x.id);
                    table.CheckConstraint("ck_run_correlation_id", "length(correlation_id) <= 100");
                    table.CheckConstraint("ck_run_driver", "driver IN ('MANUAL', 'WORKERS', 'ENGINE')");
                    table.CheckConstraint("ck_run_finished_at", "(finished_at IS NULL) = (status IN ('PENDING', 'PROCESSING', 'RETRYING'))");
                    table.CheckConstraint("ck_run_max_attempts", "max_attempts >= 1");
                    table.CheckConstraint("ck_run_pause", "(paused_at IS NULL) = (pause_reason IS NULL)");
                    table.CheckConstraint("ck_run_priority", "priority BETWEEN 0 AND 9");
                    table.CheckConstraint("ck_run_version", "version >= 1");
                    table.ForeignKey(
                        name: "fk_run_automation_automation_id",
                        column: x => x.automation_id,
                        principalTable: "automation",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_run_run_parent_run_id",
                        column: x => x.parent_run_id,
                        principalTable: "run",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "orchestration_instance",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    engine_id = table.Column<Guid>(type: "uuid", nullable: false),
                    external_id = table.Column<string>(type: "text", nullable: false),
                    duration_seconds = table.Column<double>(type: "double precision", nullable: true),
                    instance_metadata = table.Column<string>(type: "jsonb", nullable: true),
                    observation = table.Column<string>(type: "text", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: true),
                    updated_by = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    status = table.Column<ExecutionStatus>(type: "executionstatus", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_orchestration_instance", x => x.id);
                    table.CheckConstraint("ck_orchestration_instance_external_id", "length(external_id) BETWEEN 1 AND 200");
                    table.CheckConstraint("ck_orchestration_instance_finished_at", "(finished_at IS NULL) = (status IN ('PENDING', 'PROCESSING', 'RETRYING'))");
                    table.CheckConstraint("ck_orchestration_instance_observation", "observation IN ('OK', 'UNKNOWN', 'LOST')");
                    table.CheckConstraint("ck_orchestration_instance_version", "version >= 1");
                    table.ForeignKey(
                        name: "fk_orchestration_instance_engine_engine_id",
                        column: x => x.engine_id,
                        principalTable: "engine",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "batch_execution",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    batch_id = table.Column<Guid>(type: "uuid", nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: true),
                    updated_by = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false),
                    status = table.Column<ExecutionStatus>(type: "executionstatus", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_batch_execution", x => x.id);
                    table.CheckConstraint("ck_batch_execution_finished_at", "(finished_at IS NULL) = (status IN ('PENDING', 'PROCESSING', 'RETRYING'))");
                    table.CheckConstraint("ck_batch_execution_ordinal", "ordinal >= 0");
                    table.CheckConstraint("ck_batch_execution_version", "version >= 1");
                    table.ForeignKey(
                        name: "fk_batch_execution_batch_batch_id",
                        column: x => x.batch_id,
                        principalTable: "batch",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_batch_execution_run_run_id",
                        column: x => x.run_id,
                        principalTable: "run",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "run_orchestration",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    run_id = table.Column<Guid>(type: "uuid", nullable: false),
                    orchestration_instance_id = table.Column<Guid>(type: "uuid", nullable: false),
                    attached_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    created_by = table.Column<string>(type: "text", nullable: true),
                    updated_by = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false),
                    is_active = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_run_orchestration", x => x.id);
                    table.CheckConstraint("ck_run_orchestration_version", "version >= 1");
                    table.ForeignKey(
                        name: "fk_run_orchestration_instance",
                        column: x => x.orchestration_instance_id,
                        principalTable: "orchestration_instance",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "fk_run_orchestration_run_run_id",
                        column: x => x.run_id,
                        principalTable: "run",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "ux_automation_name",
                table: "automation",
                column: "name",
                unique: true,
                filter: "is_active");

            migrationBuilder.CreateIndex(
                name: "ix_batch_automation",
                table: "batch",
                columns: new[] { "automation_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ux_batch_name",
                table: "batch",
                columns: new[] { "automation_id", "name" },
                unique: true,
                filter: "is_active");

            migrationBuilder.CreateIndex(
                name: "ix_batch_execution_batch",
                table: "batch_execution",
                column: "batch_id");

            migrationBuilder.CreateIndex(
                name: "ux_batch_execution_run_batch",
                table: "batch_execution",
                columns: new[] { "run_id", "batch_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ux_engine_name",
                table: "engine",
                column: "name",
                unique: true,
                filter: "is_active");

            migrationBuilder.CreateIndex(
                name: "ux_item_reference",
                table: "item",
                columns: new[] { "batch_id", "reference" },
                unique: true,
                filter: "reference IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ux_item_sequence_number",
                table: "item",
                columns: new[] { "batch_id", "sequence_number" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_item_execution_batch_execution",
                table: "item_execution",
                columns: new[] { "batch_execution_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ux_item_execution_item_run",
                table: "item_execution",
                columns: new[] { "item_id", "run_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_orchestration_instance_status",
                table: "orchestration_instance",
                columns: new[] { "status", "id" });

            migrationBuilder.CreateIndex(
                name: "ux_orchestration_instance_external_id",
                table: "orchestration_instance",
                columns: new[] { "engine_id", "external_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_run_automation",
                table: "run",
                columns: new[] { "automation_id", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_run_correlation_id",
                table: "run",
                column: "correlation_id",
                filter: "correlation_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_run_open",
                table: "run",
                columns: new[] { "status", "id" },
                filter: "status IN ('PENDING', 'PROCESSING', 'RETRYING')");

            migrationBuilder.CreateIndex(
                name: "ix_run_parent",
                table: "run",
                column: "parent_run_id",
                filter: "parent_run_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_run_orchestration_instance",
                table: "run_orchestration",
                column: "orchestration_instance_id");

            migrationBuilder.CreateIndex(
                name: "ux_run_orchestration_run_instance",
                table: "run_orchestration",
                columns: new[] { "run_id", "orchestration_instance_id" },
                unique: true);

            migrationBuilder.Sql(QueueTables);
            migrationBuilder.Sql(BookkeepingTables);
            migrationBuilder.Sql(AppendOnly);
            migrationBuilder.Sql(RecordStep);
        }

        /// <summary>A schema is only ever expanded.</summary>
        /// <exception cref="NotSupportedException">Always: restore a copy of the database instead.</exception>
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("The schema is never taken back: restore a copy of the database instead.");
    }
}
