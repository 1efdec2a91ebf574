using AutomationPlatform.Application.Events;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Infrastructure.Execution;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>The queue on SQLite.</summary>
/// <remarks>
/// Several processes share one file by the same leases as on PostgreSQL. Each file of this class holds one group of
/// statements; their SQL stands beside it.
/// </remarks>
/// <param name="writer">The connection that set-based statements go through.</param>
/// <param name="pulse">Given when work appears, for workers of this process.</param>
/// <param name="events">Who is told of failures and ends after the commit; null for nobody.</param>
internal sealed partial class SqliteWorkQueue(SqliteWriter writer, WorkPulse pulse, IEventBus? events) : IWorkQueue
{
    private const string Join = """
        INSERT INTO worker (id, name, host, process_id, shard, started_at, lease_until)
        VALUES (@id, @name, @host, @process, @shard, @now, @until)
        ON CONFLICT (id) DO UPDATE SET lease_until = excluded.lease_until
        """;

    private const string Renew = "UPDATE worker SET lease_until = @until WHERE id = @id";

    private const string OpenRuns = """
        WITH RECURSIVE open AS (
            SELECT * FROM run
            WHERE status IN ('PENDING', 'PROCESSING', 'RETRYING') AND driver = 'WORKERS' AND NOT hidden),
        chain (run_id, id, parent_run_id) AS (
            SELECT id, id, parent_run_id FROM open
            UNION ALL
            SELECT c.run_id, p.id, p.parent_run_id FROM chain c JOIN run p ON p.id = c.parent_run_id)
        SELECT r.id, r.automation_id, a.name, r.definition_number, r.priority,
            r.paused_at IS NOT NULL OR a.paused_at IS NOT NULL, r.cancel_requested_at IS NOT NULL,
            EXISTS (SELECT 1 FROM ready WHERE ready.run_id = r.id),
            (SELECT min(due_at) FROM delayed WHERE delayed.run_id = r.id), c.id,
            json_extract(a.settings, '$.limits') IS NOT NULL,
            (SELECT reason FROM failure_threshold t WHERE t.run_id = r.id AND t.stopping)
        FROM open r
        JOIN automation a ON a.id = r.automation_id
        JOIN chain c ON c.run_id = r.id AND c.parent_run_id IS NULL
        ORDER BY r.priority DESC, r.id
        """;

    /// <inheritdoc/>
    public Task JoinAsync(WorkerIdentity worker, TimeSpan lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(worker);
        return writer.TransactionAsync(
            session =>
                session.Execute(
                    Join,
                    ("id", SqliteForm.Of(worker.Id.Value)),
                    ("name", worker.Name),
                    ("host", worker.Host),
                    ("process", worker.ProcessId),
                    ("shard", worker.Shard),
                    ("now", session.Now),
                    ("until", session.After(lease))
                ),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task<bool> RenewAsync(WorkerId worker, TimeSpan lease, CancellationToken cancellationToken) =>
        await writer.TransactionAsync(
            session => session.Execute(Renew, ("until", session.After(lease)), ("id", SqliteForm.Of(worker.Value))),
            cancellationToken
        ) > 0;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<OpenRun>> ListOpenRunsAsync(CancellationToken cancellationToken) =>
        await writer.ReadAsync(
            session => session.List(OpenRuns, row => ReadOpenRun(row, session.Moment)),
            cancellationToken
        );

    private static OpenRun ReadOpenRun(SqliteRow row, DateTimeOffset now) =>
        new(
            new(row.Id(0)),
            new(row.Id(1)),
            row.Text(2),
            row.Number(3),
            row.Number(4),
            row.Flag(5),
            row.Flag(6),
            row.Flag(7),
            row.IsNull(8) ? null : row.Instant(8),
            new(row.Id(9))
        )
        {
            Limited = row.Flag(10),
            ThresholdReason = row.OptionalText(11),
            NextDueIn = row.IsNull(8) ? null : row.Instant(8) - now,
        };
}
