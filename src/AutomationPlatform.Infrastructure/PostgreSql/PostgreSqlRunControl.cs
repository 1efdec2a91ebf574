using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Execution;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Makes runs and acts on many of their items, on PostgreSQL.</summary>
/// <remarks>Each file of this class holds one verb; their SQL stands beside it.</remarks>
/// <param name="source">Where connections come from.</param>
/// <param name="queue">What ends a run that has nothing left to do.</param>
/// <param name="simulatedClock">Simulated time for tests; null, as in production, for the database's clock.</param>
public sealed partial class PostgreSqlRunControl(
    NpgsqlDataSource source,
    IWorkQueue queue,
    TimeProvider? simulatedClock = null
) : IRunControl
{
    private const string LockState = """
        SELECT status::text, paused_at IS NOT NULL, cancel_requested_at IS NOT NULL, driver,
            EXISTS (SELECT FROM run child WHERE child.parent_run_id = run.id)
        FROM run WHERE id = $1 AND NOT hidden FOR NO KEY UPDATE
        """;

    private const string Pause = """
        UPDATE run SET paused_at = now, pause_reason = $3, version = version + 1, updated_at = now, updated_by = $4
        FROM (SELECT coalesce($1, clock_timestamp()) AS now) AS clock WHERE id = $2
        """;

    private const string Resume = """
        UPDATE run SET paused_at = NULL, pause_reason = NULL, version = version + 1, updated_at = now, updated_by = $3
        FROM (SELECT coalesce($1, clock_timestamp()) AS now) AS clock WHERE id = $2
        """;

    private readonly PostgreSqlAccess access = new(source, simulatedClock);

    /// <inheritdoc/>
    public Task SetPausedAsync(RunId run, string? reason, string actor, CancellationToken cancellationToken) =>
        access.TransactionAsync(
            async (connection, token) =>
            {
                var state = await LockAsync(connection, run, token);
                state.CheckPause(reason);
                var given = reason is null ? null : RunState.Reason(reason);
                await LogAsync(connection, RunEntries.RunPaused(run, given, actor), token);
                if (given is not null)
                    return await PostgreSqlAccess.ExecuteAsync(
                        connection,
                        Pause,
                        token,
                        access.Now(),
                        Id(run.Value),
                        Text(given),
                        Text(actor)
                    );
                await PostgreSqlAccess.ExecuteAsync(
                    connection,
                    Resume,
                    token,
                    access.Now(),
                    Id(run.Value),
                    Text(actor)
                );
                return await PostgreSqlAccess.ExecuteAsync(connection, PostgreSqlAnswerSql.Notify, token);
            },
            cancellationToken
        );

    private Task<int> LogAsync(NpgsqlConnection connection, AuditEntry entry, CancellationToken token) =>
        PostgreSqlAudit.AddAsync(connection, access.Now(), entry, token);

    /// <summary>Locks the run's row, as its end does, and says how it stands.</summary>
    /// <exception cref="NotFoundException">There is no such run.</exception>
    /// <exception cref="ConflictException">It is not driven by workers.</exception>
    private static async Task<RunState> LockAsync(NpgsqlConnection connection, RunId run, CancellationToken token)
    {
        var found = await PostgreSqlAccess.ListAsync(
            connection,
            LockState,
            row => new RunState(
                run,
                Lifecycle.Parse(row.GetString(0)),
                row.GetBoolean(1),
                row.GetBoolean(2),
                row.GetString(3),
                row.GetBoolean(4)
            ),
            token,
            Id(run.Value)
        );
        return RunState.Require(run, found.SingleOrDefault());
    }
}
