using AutomationPlatform.Application.Events;
using AutomationPlatform.Application.Execution;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>The queue on PostgreSQL.</summary>
/// <remarks>Each file of this class holds one group of statements; their SQL stands beside it.</remarks>
/// <param name="source">Where connections come from; it must not go through a pooler of transactions.</param>
/// <param name="planned">Where connections for claims and answers come from: sessions that plan by key.</param>
/// <param name="events">Who is told of failures and ends after the commit; null for nobody.</param>
/// <param name="simulatedClock">Simulated time for tests; null, as in production, for the database's clock.</param>
public sealed partial class PostgreSqlWorkQueue(
    NpgsqlDataSource source,
    NpgsqlDataSource planned,
    IEventBus? events = null,
    TimeProvider? simulatedClock = null
) : IWorkQueue
{
    private const string Join = """
        INSERT INTO worker (id, name, host, process_id, shard, started_at, lease_until)
        SELECT $2, $3, $4, $5, $6, now, now + $7 FROM (SELECT coalesce($1, clock_timestamp()) AS now) AS clock
        ON CONFLICT (id) DO UPDATE SET lease_until = EXCLUDED.lease_until
        """;

    private const string Renew = """
        UPDATE worker SET lease_until = coalesce($1, clock_timestamp()) + $3 WHERE id = $2
        """;

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
            EXISTS (SELECT FROM ready WHERE ready.run_id = r.id),
            (SELECT min(due_at) FROM delayed WHERE delayed.run_id = r.id), c.id,
            a.settings -> 'limits' IS NOT NULL,
            (SELECT reason FROM failure_threshold t WHERE t.run_id = r.id AND t.stopping), coalesce($1, clock_timestamp())
        FROM open r
        JOIN automation a ON a.id = r.automation_id
        JOIN chain c ON c.run_id = r.id AND c.parent_run_id IS NULL
        ORDER BY r.priority DESC, r.id
        """;

    private readonly PostgreSqlAccess access = new(source, simulatedClock);
    private readonly PostgreSqlAccess keyed = new(planned, simulatedClock);

    /// <inheritdoc/>
    public Task JoinAsync(WorkerIdentity worker, TimeSpan lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(worker);
        return access.RunAsync(
            (connection, token) =>
                PostgreSqlAccess.ExecuteAsync(
                    connection,
                    Join,
                    token,
                    access.Now(),
                    Id(worker.Id.Value),
                    Text(worker.Name),
                    Text(worker.Host),
                    Number(worker.ProcessId),
                    Text(worker.Shard),
                    Span(lease)
                ),
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public async Task<bool> RenewAsync(WorkerId worker, TimeSpan lease, CancellationToken cancellationToken) =>
        await access.RunAsync(
            (connection, token) =>
                PostgreSqlAccess.ExecuteAsync(connection, Renew, token, access.Now(), Id(worker.Value), Span(lease)),
            cancellationToken
        ) > 0;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<OpenRun>> ListOpenRunsAsync(CancellationToken cancellationToken) =>
        await access.RunAsync(
            (connection, token) => PostgreSqlAccess.ListAsync(connection, OpenRuns, ReadOpenRun, token, access.Now()),
            cancellationToken
        );

    private static OpenRun ReadOpenRun(NpgsqlDataReader row) =>
        new(
            new(row.GetGuid(0)),
            new(row.GetGuid(1)),
            row.GetString(2),
            row.GetInt32(3),
            row.GetInt32(4),
            row.GetBoolean(5),
            row.GetBoolean(6),
            row.GetBoolean(7),
            row.IsDBNull(8) ? null : row.GetFieldValue<DateTimeOffset>(8),
            new(row.GetGuid(9))
        )
        {
            Limited = row.GetBoolean(10),
            ThresholdReason = row.IsDBNull(11) ? null : row.GetString(11),
            NextDueIn = row.IsDBNull(8)
                ? null
                : row.GetFieldValue<DateTimeOffset>(8) - row.GetFieldValue<DateTimeOffset>(12),
        };
}
