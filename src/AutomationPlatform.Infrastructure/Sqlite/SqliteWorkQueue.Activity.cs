using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Sqlite;

// What workers and handlers say of themselves, for people to see: nothing is decided by it.
internal sealed partial class SqliteWorkQueue
{
    // Only of a worker that is there and of a run that is open: what is written later would be taken away by nobody.
    private const string RecordService = """
        INSERT INTO worker_service (worker_id, run_id, refusal)
        SELECT w.id, r.id, @refusal FROM worker w CROSS JOIN run r
        WHERE w.id = @worker AND r.id = @run AND r.status IN ('PENDING', 'PROCESSING', 'RETRYING')
        ON CONFLICT (worker_id, run_id) DO UPDATE SET refusal = excluded.refusal
        """;

    private const string ReportProgress = """
        INSERT INTO item_progress (item_execution_id, run_id, version, fraction, message, reported_at)
        SELECT id, @run, version, @fraction, @message, @now FROM item_execution WHERE id = @id AND version = @version
        ON CONFLICT (item_execution_id) DO UPDATE
        SET version = excluded.version, fraction = excluded.fraction, message = excluded.message,
            reported_at = excluded.reported_at
        """;

    private const string RemoveProgress = "DELETE FROM item_progress WHERE item_execution_id = @id";

    private const string RemoveServices =
        "DELETE FROM worker_service WHERE worker_id IN (SELECT value FROM json_each(@workers))";

    private const string ForgetServices = "DELETE FROM worker_service WHERE run_id = @run";

    private const string ForgetProgress = "DELETE FROM item_progress WHERE run_id = @run";

    private const string ReadBacklog = """
        SELECT CAST(coalesce(sum(CASE WHEN NOT o.blocked THEN o.waiting - o.delayed END), 0) AS bigint),
            CAST(coalesce(sum(CASE WHEN NOT o.blocked THEN o.delayed END), 0) AS bigint),
            CAST(coalesce(sum(CASE WHEN o.blocked THEN o.waiting END), 0) AS bigint),
            min(CASE WHEN o.waiting > 0 THEN o.created_at END)
        FROM (
            SELECT r.created_at,
                (r.paused_at IS NOT NULL OR a.paused_at IS NOT NULL OR r.cancel_requested_at IS NOT NULL) AS blocked,
                coalesce((SELECT sum(c.pending + c.retrying) FROM item_count c WHERE c.run_id = r.id), 0) AS waiting,
                (SELECT count(*) FROM delayed d WHERE d.run_id = r.id) AS delayed
            FROM run r JOIN automation a ON a.id = r.automation_id
            WHERE r.status IN ('PENDING', 'PROCESSING', 'RETRYING') AND r.driver = 'WORKERS' AND NOT r.hidden) o
        """;

    /// <inheritdoc/>
    public Task<Backlog> GetBacklogAsync(CancellationToken cancellationToken) =>
        writer.ReadAsync(
            session =>
                session.List(
                    ReadBacklog,
                    row => new Backlog(
                        row.Big(0),
                        row.Big(1),
                        row.Big(2),
                        row.IsNull(3) ? null : row.Instant(3),
                        session.Moment
                    )
                )[0],
            cancellationToken
        );

    /// <inheritdoc/>
    public Task RecordServiceAsync(
        WorkerId worker,
        IReadOnlyList<RunService> services,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        return writer.TransactionAsync(
            session =>
            {
                foreach (var service in services)
                    session.Execute(
                        RecordService,
                        ("refusal", service.Refusal),
                        ("worker", SqliteForm.Of(worker.Value)),
                        ("run", SqliteForm.Of(service.Run.Value))
                    );
                return services.Count;
            },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task ReportProgressAsync(
        RunId run,
        IReadOnlyList<ProgressReport> reports,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(reports);
        return writer.TransactionAsync(
            session =>
            {
                foreach (var report in reports)
                    session.Execute(
                        ReportProgress,
                        ("run", SqliteForm.Of(run.Value)),
                        ("fraction", report.Fraction),
                        ("message", report.Message),
                        ("now", session.Now),
                        ("id", SqliteForm.Of(report.Item.Id.Value)),
                        ("version", report.Item.Version)
                    );
                return reports.Count;
            },
            cancellationToken
        );
    }
}
