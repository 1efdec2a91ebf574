using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AutomationPlatform.Infrastructure.Sqlite.Migrations;

/// <summary>Who wants to hear of which events, what waits to be delivered, and what became of it.</summary>
/// <remarks>Nothing that the mapper knows changes, so there is no model of this step. Programs of before would not write
/// the failures of items, so they are not admitted.</remarks>
[DbContext(typeof(SqliteContext))]
[Migration("20261125000100_Outbox")]
public sealed class Outbox : Migration
{
    private const string Tables = """
        CREATE TABLE subscription (
            id TEXT NOT NULL PRIMARY KEY,
            kind TEXT NOT NULL,
            target TEXT NOT NULL,
            secret TEXT,
            private_network INTEGER NOT NULL DEFAULT 0,
            created_at TEXT NOT NULL,
            created_by TEXT,
            paused_at TEXT,
            pause_reason TEXT,
            failing_since TEXT,
            last_error TEXT,
            served_at TEXT NOT NULL,
            lease_owner TEXT,
            lease_until TEXT,
            CONSTRAINT ck_subscription_kind CHECK (kind IN ('WEBHOOK', 'HANDLER')),
            CONSTRAINT ck_subscription_target CHECK (length(target) BETWEEN 1 AND 2000),
            CONSTRAINT ck_subscription_secret CHECK ((kind = 'WEBHOOK') = (secret IS NOT NULL)),
            CONSTRAINT ck_subscription_pause CHECK ((paused_at IS NULL) = (pause_reason IS NULL)),
            CONSTRAINT ck_subscription_lease CHECK ((lease_owner IS NULL) = (lease_until IS NULL))) WITHOUT ROWID;
        CREATE UNIQUE INDEX ux_subscription_handler ON subscription (target) WHERE kind = 'HANDLER';

        CREATE TABLE subscription_event (
            type TEXT NOT NULL,
            subscription_id TEXT NOT NULL REFERENCES subscription ON DELETE CASCADE,
            PRIMARY KEY (type, subscription_id)) WITHOUT ROWID;

        CREATE TABLE delivery (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            subscription_id TEXT NOT NULL,
            stream_id TEXT NOT NULL,
            event_id TEXT NOT NULL,
            type TEXT NOT NULL,
            subject TEXT NOT NULL,
            occurred_at TEXT NOT NULL,
            data TEXT NOT NULL,
            queued_at TEXT NOT NULL,
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at TEXT,
            last_error TEXT,
            CONSTRAINT ck_delivery_attempts CHECK (attempts >= 0),
            CONSTRAINT ck_delivery_data CHECK (json_valid(data)));
        CREATE INDEX ix_delivery_subscription ON delivery (subscription_id, id);
        CREATE INDEX ix_delivery_failing ON delivery (subscription_id, stream_id) WHERE next_attempt_at IS NOT NULL;

        CREATE TABLE delivery_record (
            subscription_id TEXT NOT NULL,
            id INTEGER NOT NULL,
            stream_id TEXT NOT NULL,
            event_id TEXT NOT NULL,
            type TEXT NOT NULL,
            subject TEXT NOT NULL,
            occurred_at TEXT NOT NULL,
            data TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            outcome TEXT NOT NULL,
            finished_at TEXT NOT NULL,
            error TEXT,
            PRIMARY KEY (subscription_id, id),
            CONSTRAINT ck_delivery_record_outcome CHECK (outcome IN ('DELIVERED', 'DEAD'))) WITHOUT ROWID;
        CREATE INDEX ix_delivery_record_finished ON delivery_record (finished_at);

        CREATE TABLE run_milestone (
            run_id TEXT NOT NULL PRIMARY KEY,
            percent INTEGER NOT NULL,
            CONSTRAINT ck_run_milestone_percent CHECK (percent BETWEEN 0 AND 90)) WITHOUT ROWID;
        """;

    // An end from PENDING or RETRYING is a start too; a start may fall into the instant of the one before.
    // One trigger with its statements in order: several triggers of one change have none.
    private const string RunEvents = """
        CREATE TRIGGER run_events AFTER UPDATE OF status, started_at, paused_at ON run
        WHEN NOT NEW.hidden AND EXISTS (SELECT 1 FROM subscription_event) AND (NEW.status <> OLD.status
            OR NEW.started_at IS NOT OLD.started_at OR NEW.paused_at IS NOT OLD.paused_at)
        BEGIN
            INSERT INTO delivery (subscription_id, stream_id, event_id, type, subject, occurred_at, data, queued_at)
            SELECT subscription_id, NEW.id, NEW.id || ':' || NEW.version || ':run.started', 'apc.run.started', NEW.id,
                NEW.started_at, json_object('runId', NEW.id, 'automationId', NEW.automation_id,
                    'automation', (SELECT name FROM automation WHERE id = NEW.automation_id),
                    'correlationId', NEW.correlation_id, 'startedAt', NEW.started_at,
                    'again', json(CASE WHEN OLD.started_at IS NULL THEN 'false' ELSE 'true' END)), NEW.started_at
            FROM subscription_event WHERE type IN ('apc.run.started', '*')
                AND (NEW.started_at IS NOT NULL AND NEW.started_at IS NOT OLD.started_at
                    OR NEW.status = 'PROCESSING' AND OLD.status <> 'PROCESSING');

            INSERT INTO delivery (subscription_id, stream_id, event_id, type, subject, occurred_at, data, queued_at)
            SELECT subscription_id, NEW.id, NEW.id || ':' || NEW.version || ':run.paused', 'apc.run.paused', NEW.id,
                NEW.paused_at, json_object('runId', NEW.id, 'automationId', NEW.automation_id,
                    'automation', (SELECT name FROM automation WHERE id = NEW.automation_id),
                    'correlationId', NEW.correlation_id, 'pausedAt', NEW.paused_at, 'pauseReason', NEW.pause_reason),
                NEW.paused_at
            FROM subscription_event WHERE type IN ('apc.run.paused', '*')
                AND OLD.paused_at IS NULL AND NEW.paused_at IS NOT NULL;

            INSERT INTO delivery (subscription_id, stream_id, event_id, type, subject, occurred_at, data, queued_at)
            SELECT subscription_id, NEW.id, NEW.id || ':' || NEW.version || ':run.resumed', 'apc.run.resumed', NEW.id,
                NEW.updated_at, json_object('runId', NEW.id, 'automationId', NEW.automation_id,
                    'automation', (SELECT name FROM automation WHERE id = NEW.automation_id),
                    'correlationId', NEW.correlation_id, 'resumedAt', NEW.updated_at), NEW.updated_at
            FROM subscription_event WHERE type IN ('apc.run.resumed', '*')
                AND OLD.paused_at IS NOT NULL AND NEW.paused_at IS NULL AND NEW.finished_at IS NULL;

            INSERT INTO delivery (subscription_id, stream_id, event_id, type, subject, occurred_at, data, queued_at)
            SELECT subscription_id, NEW.id, NEW.id || ':' || NEW.version || ':run.' || lower(NEW.status),
                'apc.run.' || lower(NEW.status), NEW.id, NEW.finished_at,
                json_object('runId', NEW.id, 'automationId', NEW.automation_id,
                    'automation', (SELECT name FROM automation WHERE id = NEW.automation_id),
                    'correlationId', NEW.correlation_id, 'startedAt', NEW.started_at, 'finishedAt', NEW.finished_at,
                    'errorSummary', NEW.error_summary, 'cancellationReason', NEW.cancellation_reason,
                    'items', json(CASE NEW.driver WHEN 'WORKERS' THEN (
                        SELECT json_object('pending', coalesce(sum(pending), 0), 'processing', coalesce(sum(processing), 0),
                            'retrying', coalesce(sum(retrying), 0), 'completed', coalesce(sum(completed), 0),
                            'failed', coalesce(sum(failed), 0), 'cancelled', coalesce(sum(cancelled), 0),
                            'skipped', coalesce(sum(skipped), 0))
                        FROM item_count WHERE run_id = NEW.id) END)), NEW.finished_at
            FROM subscription_event WHERE type IN ('apc.run.' || lower(NEW.status), '*')
                AND NEW.status <> OLD.status AND NEW.status IN ('COMPLETED', 'FAILED', 'CANCELLED');
        END;
        """;

    private const string BatchEvents = """
        CREATE TRIGGER batch_execution_events AFTER UPDATE OF status ON batch_execution
        WHEN NEW.status <> OLD.status AND NEW.status IN ('COMPLETED', 'FAILED')
        BEGIN
            INSERT INTO delivery (subscription_id, stream_id, event_id, type, subject, occurred_at, data, queued_at)
            SELECT s.subscription_id, NEW.run_id, NEW.id || ':' || NEW.version || ':batch.' || lower(NEW.status),
                'apc.batch.' || lower(NEW.status), NEW.id, NEW.finished_at,
                json_object('runId', NEW.run_id, 'automationId', b.automation_id, 'batchExecutionId', NEW.id,
                    'batchId', NEW.batch_id, 'batch', b.name, 'startedAt', NEW.started_at, 'finishedAt', NEW.finished_at),
                NEW.finished_at
            FROM subscription_event s JOIN batch b ON b.id = NEW.batch_id
            WHERE s.type IN ('apc.batch.' || lower(NEW.status), '*');
        END;
        """;

    private const string InstanceEvents = """
        CREATE TRIGGER orchestration_instance_events AFTER UPDATE OF status, observation ON orchestration_instance
        WHEN NEW.status <> OLD.status OR NEW.observation <> OLD.observation
        BEGIN
            INSERT INTO delivery (subscription_id, stream_id, event_id, type, subject, occurred_at, data, queued_at)
            SELECT s.subscription_id,
                coalesce((SELECT run_id FROM run_orchestration WHERE orchestration_instance_id = NEW.id
                    ORDER BY attached_at, run_id LIMIT 1), NEW.id),
                NEW.id || ':' || NEW.version || ':engine-instance.changed', 'apc.engine-instance.changed', NEW.id,
                NEW.updated_at, json_object('engineInstanceId', NEW.id, 'engineId', NEW.engine_id, 'engine', e.name,
                    'externalId', NEW.external_id, 'previousStatus', OLD.status, 'status', NEW.status,
                    'observation', NEW.observation, 'startedAt', NEW.started_at, 'finishedAt', NEW.finished_at,
                    'changedAt', NEW.updated_at,
                    'runIds', json((SELECT json_group_array(run_id) FROM (
                        SELECT run_id FROM run_orchestration WHERE orchestration_instance_id = NEW.id
                        ORDER BY attached_at, run_id)))), NEW.updated_at
            FROM subscription_event s JOIN engine e ON e.id = NEW.engine_id
            WHERE s.type IN ('apc.engine-instance.changed', '*');
        END;
        """;

    private const string RecordStep =
        "INSERT INTO schema_version (version, name, oldest_program, applied_at) "
        + "VALUES (4, '20261125000100_Outbox', 4, strftime('%Y-%m-%dT%H:%M:%f000Z', 'now'))";

    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.Sql(Tables);
        migrationBuilder.Sql(RunEvents);
        migrationBuilder.Sql(BatchEvents);
        migrationBuilder.Sql(InstanceEvents);
        migrationBuilder.Sql(RecordStep);
    }

    /// <summary>A schema is only ever expanded.</summary>
    /// <exception cref="NotSupportedException">Always: restore a copy of the database instead.</exception>
    protected override void Down(MigrationBuilder migrationBuilder) =>
        throw new NotSupportedException("The schema is never taken back: restore a copy of the database instead.");
}
