using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

// What workers and handlers say of themselves, for people to see: nothing is decided by it.
public sealed partial class PostgreSqlWorkQueue
{
    // Only of a worker that is there and of a run that is open: what is written later would be taken away by nobody.
    private const string RecordService = """
        INSERT INTO worker_service (worker_id, run_id, refusal)
        SELECT w.id, r.id, a.refusal
        FROM unnest($2, $3) AS a (run_id, refusal)
        JOIN run r ON r.id = a.run_id AND r.status IN ('PENDING', 'PROCESSING', 'RETRYING')
        JOIN worker w ON w.id = $1
        ON CONFLICT (worker_id, run_id) DO UPDATE SET refusal = EXCLUDED.refusal
        """;

    private const string ReportProgress = """
        INSERT INTO item_progress (item_execution_id, run_id, version, fraction, message, reported_at)
        SELECT e.id, $2, e.version, a.fraction, a.message, coalesce($1, clock_timestamp())
        FROM unnest($3, $4, $5, $6) AS a (id, version, fraction, message)
        JOIN item_execution e ON e.id = a.id AND e.version = a.version
        ON CONFLICT (item_execution_id) DO UPDATE
        SET version = EXCLUDED.version, fraction = EXCLUDED.fraction, message = EXCLUDED.message,
            reported_at = EXCLUDED.reported_at
        """;

    private const string RemoveProgress = "DELETE FROM item_progress WHERE item_execution_id = ANY ($1)";

    private const string ForgetRun = """
        WITH services AS (DELETE FROM worker_service WHERE run_id = $1)
        DELETE FROM item_progress WHERE run_id = $1
        """;

    private const string ReadBacklog = """
        SELECT CAST(coalesce(sum(CASE WHEN NOT o.blocked THEN o.waiting - o.delayed END), 0) AS bigint),
            CAST(coalesce(sum(CASE WHEN NOT o.blocked THEN o.delayed END), 0) AS bigint),
            CAST(coalesce(sum(CASE WHEN o.blocked THEN o.waiting END), 0) AS bigint),
            min(CASE WHEN o.waiting > 0 THEN o.created_at END), coalesce($1, clock_timestamp())
        FROM (
            SELECT r.created_at,
                (r.paused_at IS NOT NULL OR a.paused_at IS NOT NULL OR r.cancel_requested_at IS NOT NULL) AS blocked,
                coalesce((SELECT sum(c.pending + c.retrying) FROM item_count c WHERE c.run_id = r.id), 0) AS waiting,
                (SELECT count(*) FROM delayed d WHERE d.run_id = r.id) AS delayed
            FROM run r JOIN automation a ON a.id = r.automation_id
            WHERE r.status IN ('PENDING', 'PROCESSING', 'RETRYING') AND r.driver = 'WORKERS' AND NOT r.hidden) o
        """;

    /// <inheritdoc/>
    public async Task<Backlog> GetBacklogAsync(CancellationToken cancellationToken)
    {
        var read = await access.RunAsync(
            (connection, token) =>
                PostgreSqlAccess.ListAsync(
                    connection,
                    ReadBacklog,
                    row => new Backlog(
                        row.GetInt64(0),
                        row.GetInt64(1),
                        row.GetInt64(2),
                        row.IsDBNull(3) ? null : row.GetFieldValue<DateTimeOffset>(3),
                        row.GetFieldValue<DateTimeOffset>(4)
                    ),
                    token,
                    access.Now()
                ),
            cancellationToken
        );
        return read[0];
    }

    /// <inheritdoc/>
    public Task RecordServiceAsync(
        WorkerId worker,
        IReadOnlyList<RunService> services,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        return access.RunAsync(
            (connection, token) =>
                PostgreSqlAccess.ExecuteAsync(
                    connection,
                    RecordService,
                    token,
                    Id(worker.Value),
                    Ids([.. services.Select(service => service.Run.Value)]),
                    Texts([.. services.Select(service => service.Refusal)])
                ),
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
        return access.RunAsync(
            (connection, token) =>
                PostgreSqlAccess.ExecuteAsync(
                    connection,
                    ReportProgress,
                    token,
                    access.Now(),
                    Id(run.Value),
                    Ids([.. reports.Select(report => report.Item.Id.Value)]),
                    Numbers([.. reports.Select(report => report.Item.Version)]),
                    Fractions([.. reports.Select(report => report.Fraction)]),
                    Texts([.. reports.Select(report => report.Message)])
                ),
            cancellationToken
        );
    }

    private static NpgsqlBatchCommand RemoveProgressCommand(IEnumerable<Answer> reported) =>
        Command(RemoveProgress, Ids([.. reported.Select(answer => answer.Item.Id.Value)]));
}
