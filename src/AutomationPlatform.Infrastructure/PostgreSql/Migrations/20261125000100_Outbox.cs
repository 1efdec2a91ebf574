using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace AutomationPlatform.Infrastructure.PostgreSql.Migrations;

/// <summary>Who wants to hear of which events, what waits to be delivered, and what became of it.</summary>
/// <remarks>Nothing that the mapper knows changes, so there is no model of this step. Programs of before would not write
/// the failures of items, so they are not admitted.</remarks>
[DbContext(typeof(PostgreSqlContext))]
[Migration("20261125000100_Outbox")]
public sealed class Outbox : Migration
{
    private const string Tables = """
        CREATE TABLE subscription (
            id uuid PRIMARY KEY,
            kind text NOT NULL,
            target text NOT NULL,
            secret text,
            private_network boolean NOT NULL DEFAULT false,
            created_at timestamptz NOT NULL,
            created_by text,
            paused_at timestamptz,
            pause_reason text,
            failing_since timestamptz,
            last_error text,
            served_at timestamptz NOT NULL,
            lease_owner uuid,
            lease_until timestamptz,
            CONSTRAINT ck_subscription_kind CHECK (kind IN ('WEBHOOK', 'HANDLER')),
            CONSTRAINT ck_subscription_target CHECK (char_length(target) BETWEEN 1 AND 2000),
            CONSTRAINT ck_subscription_secret CHECK ((kind = 'WEBHOOK') = (secret IS NOT NULL)),
            CONSTRAINT ck_subscription_pause CHECK ((paused_at IS NULL) = (pause_reason IS NULL)),
            CONSTRAINT ck_subscription_lease CHECK ((lease_owner IS NULL) = (lease_until IS NULL)));
        CREATE UNIQUE INDEX ux_subscription_handler ON subscription (target) WHERE kind = 'HANDLER';

        CREATE TABLE subscription_event (
            type text NOT NULL,
            subscription_id uuid NOT NULL REFERENCES subscription ON DELETE CASCADE,
            PRIMARY KEY (type, subscription_id));

        CREATE TABLE delivery (
            subscription_id uuid NOT NULL,
            id bigint GENERATED ALWAYS AS IDENTITY,
            stream_id uuid NOT NULL,
            event_id text NOT NULL,
            type text NOT NULL,
            subject uuid NOT NULL,
            occurred_at timestamptz NOT NULL,
            data json NOT NULL,
            queued_at timestamptz NOT NULL,
            attempts int NOT NULL DEFAULT 0,
            next_attempt_at timestamptz,
            last_error text,
            PRIMARY KEY (subscription_id, id),
            CONSTRAINT ck_delivery_attempts CHECK (attempts >= 0));
        CREATE INDEX ix_delivery_failing ON delivery (subscription_id, stream_id) WHERE next_attempt_at IS NOT NULL;

        CREATE TABLE delivery_record (
            subscription_id uuid NOT NULL,
            id bigint NOT NULL,
            stream_id uuid NOT NULL,
            event_id text NOT NULL,
            type text NOT NULL,
            subject uuid NOT NULL,
            occurred_at timestamptz NOT NULL,
            data json NOT NULL,
            attempts int NOT NULL,
            outcome text NOT NULL,
            finished_at timestamptz NOT NULL,
            error text,
            PRIMARY KEY (subscription_id, id),
            CONSTRAINT ck_delivery_record_outcome CHECK (outcome IN ('DELIVERED', 'DEAD')));
        CREATE INDEX ix_delivery_record_finished ON delivery_record (finished_at);

        CREATE TABLE run_milestone (
            run_id uuid PRIMARY KEY,
            percent int NOT NULL,
            CONSTRAINT ck_run_milestone_percent CHECK (percent BETWEEN 0 AND 90));
        """;

    private const string Raising = """
        CREATE FUNCTION raise_event(event_type text, stream uuid, about uuid, about_version int, happened_at timestamptz,
            content json) RETURNS void LANGUAGE sql AS $$
            INSERT INTO delivery (subscription_id, stream_id, event_id, type, subject, occurred_at, data, queued_at)
            SELECT s.subscription_id, stream, about || ':' || about_version || ':' || substr(event_type, 5), event_type, about,
                happened_at, content, happened_at
            FROM subscription_event s WHERE s.type IN (event_type, '*')
        $$;

        CREATE FUNCTION instant_text(instant timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
            SELECT to_char(instant AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
        $$;

        CREATE FUNCTION item_counts(counted_run uuid) RETURNS json LANGUAGE sql STABLE AS $$
            SELECT json_build_object('pending', coalesce(sum(pending), 0), 'processing', coalesce(sum(processing), 0),
                'retrying', coalesce(sum(retrying), 0), 'completed', coalesce(sum(completed), 0),
                'failed', coalesce(sum(failed), 0), 'cancelled', coalesce(sum(cancelled), 0),
                'skipped', coalesce(sum(skipped), 0))
            FROM item_count WHERE run_id = counted_run
        $$;

        CREATE FUNCTION tell_deliveries() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM fresh) THEN
                PERFORM pg_notify('apc_events', current_schema());
            END IF;
            RETURN NULL;
        END $$;

        CREATE TRIGGER delivery_told AFTER INSERT ON delivery REFERENCING NEW TABLE AS fresh
            FOR EACH STATEMENT EXECUTE FUNCTION tell_deliveries();
        """;

    private const string RunEvents = """
        CREATE FUNCTION raise_run_events() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            name text;
        BEGIN
            IF NEW.hidden OR NOT EXISTS (SELECT FROM subscription_event) THEN
                RETURN NULL;
            END IF;
            SELECT a.name INTO name FROM automation a WHERE a.id = NEW.automation_id;
            -- An end from PENDING or RETRYING is a start too; a start may fall into the instant of the one before.
            IF NEW.started_at IS DISTINCT FROM OLD.started_at AND NEW.started_at IS NOT NULL
                OR NEW.status = 'PROCESSING' AND OLD.status <> 'PROCESSING' THEN
                PERFORM raise_event('apc.run.started', NEW.id, NEW.id, NEW.version, NEW.started_at, json_build_object(
                    'runId', NEW.id, 'automationId', NEW.automation_id, 'automation', name,
                    'correlationId', NEW.correlation_id, 'startedAt', instant_text(NEW.started_at),
                    'again', OLD.started_at IS NOT NULL));
            END IF;
            IF OLD.paused_at IS NULL AND NEW.paused_at IS NOT NULL THEN
                PERFORM raise_event('apc.run.paused', NEW.id, NEW.id, NEW.version, NEW.paused_at, json_build_object(
                    'runId', NEW.id, 'automationId', NEW.automation_id, 'automation', name,
                    'correlationId', NEW.correlation_id, 'pausedAt', instant_text(NEW.paused_at),
                    'pauseReason', NEW.pause_reason));
            END IF;
            IF OLD.paused_at IS NOT NULL AND NEW.paused_at IS NULL AND NEW.finished_at IS NULL THEN
                PERFORM raise_event('apc.run.resumed', NEW.id, NEW.id, NEW.version, NEW.updated_at, json_build_object(
                    'runId', NEW.id, 'automationId', NEW.automation_id, 'automation', name,
                    'correlationId', NEW.correlation_id, 'resumedAt', instant_text(NEW.updated_at)));
            END IF;
            IF NEW.status <> OLD.status AND NEW.status IN ('COMPLETED', 'FAILED', 'CANCELLED') THEN
                PERFORM raise_event('apc.run.' || lower(NEW.status::text), NEW.id, NEW.id, NEW.version, NEW.finished_at,
                    json_build_object(
                        'runId', NEW.id, 'automationId', NEW.automation_id, 'automation', name,
                        'correlationId', NEW.correlation_id, 'startedAt', instant_text(NEW.started_at),
                        'finishedAt', instant_text(NEW.finished_at), 'errorSummary', NEW.error_summary,
                        'cancellationReason', NEW.cancellation_reason,
                        'items', CASE NEW.driver WHEN 'WORKERS' THEN item_counts(NEW.id) END));
            END IF;
            RETURN NULL;
        END $$;

        CREATE TRIGGER run_events AFTER UPDATE ON run FOR EACH ROW
            WHEN (NEW.status <> OLD.status OR NEW.started_at IS DISTINCT FROM OLD.started_at
                OR NEW.paused_at IS DISTINCT FROM OLD.paused_at)
            EXECUTE FUNCTION raise_run_events();
        """;

    private const string BatchEvents = """
        CREATE FUNCTION raise_batch_events() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF EXISTS (SELECT FROM subscription_event) THEN
                PERFORM raise_event('apc.batch.' || lower(NEW.status::text), NEW.run_id, NEW.id, NEW.version,
                    NEW.finished_at, json_build_object(
                        'runId', NEW.run_id, 'automationId', b.automation_id, 'batchExecutionId', NEW.id,
                        'batchId', NEW.batch_id, 'batch', b.name, 'startedAt', instant_text(NEW.started_at),
                        'finishedAt', instant_text(NEW.finished_at)))
                FROM batch b WHERE b.id = NEW.batch_id;
            END IF;
            RETURN NULL;
        END $$;

        CREATE TRIGGER batch_execution_events AFTER UPDATE ON batch_execution FOR EACH ROW
            WHEN (NEW.status <> OLD.status AND NEW.status IN ('COMPLETED', 'FAILED'))
            EXECUTE FUNCTION raise_batch_events();
        """;

    private const string InstanceEvents = """
        CREATE FUNCTION raise_instance_events() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE
            runs uuid[];
        BEGIN
            IF NOT EXISTS (SELECT FROM subscription_event) THEN
                RETURN NULL;
            END IF;
            SELECT array_agg(l.run_id ORDER BY l.attached_at, l.run_id) INTO runs
            FROM run_orchestration l WHERE l.orchestration_instance_id = NEW.id;
            PERFORM raise_event('apc.engine-instance.changed', coalesce(runs[1], NEW.id), NEW.id, NEW.version,
                NEW.updated_at, json_build_object(
                    'engineInstanceId', NEW.id, 'engineId', NEW.engine_id, 'engine', e.name,
                    'externalId', NEW.external_id, 'previousStatus', OLD.status, 'status', NEW.status,
                    'observation', NEW.observation, 'startedAt', instant_text(NEW.started_at),
                    'finishedAt', instant_text(NEW.finished_at), 'changedAt', instant_text(NEW.updated_at),
                    'runIds', coalesce(runs, '{}')))
            FROM engine e WHERE e.id = NEW.engine_id;
            RETURN NULL;
        END $$;

        CREATE TRIGGER orchestration_instance_events AFTER UPDATE ON orchestration_instance FOR EACH ROW
            WHEN (NEW.status <> OLD.status OR NEW.observation <> OLD.observation)
            EXECUTE FUNCTION raise_instance_events();
        """;

    private const string RecordStep =
        "INSERT INTO schema_version (version, name, oldest_program, applied_at) "
        + "VALUES (4, '20261125000100_Outbox', 4, now())";

    /// <inheritdoc/>
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        ArgumentNullException.ThrowIfNull(migrationBuilder);
        migrationBuilder.Sql(Tables);
        migrationBuilder.Sql(Raising);
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
