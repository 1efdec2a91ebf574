using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Ends items of delegated runs in slices, on PostgreSQL.</summary>
internal sealed class PostgreSqlDelegatedItemCloser(NpgsqlDataSource source, TimeProvider? simulatedClock)
    : IDelegatedItemCloser
{
    // $1 now, $2 run, $3 from, $4 to, $5 reason, $6 actor. Who answers one of them at the same moment is waited for, and
    // goes before.
    private static readonly string CloseSlice = $"""
        WITH clock AS MATERIALIZED (SELECT coalesce($1, clock_timestamp()) AS now),
        chosen AS MATERIALIZED (
            SELECT e.id FROM run r JOIN batch_execution b ON b.run_id = r.id
            JOIN item_execution e ON e.batch_execution_id = b.id
            WHERE r.id = $2 AND r.driver = 'ENGINE' AND e.status = $3::executionstatus
            LIMIT {ExecutionDefaults.SliceRows} FOR UPDATE OF e),
        ended AS (
            UPDATE item_execution e
            SET status = $4::executionstatus, finished_at = now, version = e.version + 1, updated_at = now, updated_by = $6
            FROM chosen, clock WHERE e.id = chosen.id
            RETURNING e.id, e.version, e.attempt_count, now),
        history AS (
            INSERT INTO item_state_history (item_execution_id, version, previous_status, new_status, changed_at, created_at,
                created_by, attempt, reason, previous_hash)
            SELECT id, version, $3::executionstatus, $4::executionstatus, now, now, $6, attempt_count, $5,
                CASE WHEN $3 <> 'PENDING' THEN last_history_hash(id) END
            FROM ended)
        SELECT count(*) FROM ended
        """;

    private readonly PostgreSqlAccess access = new(source, simulatedClock);

    public async Task<long> CloseAsync(
        RunId run,
        ExecutionStatus from,
        ExecutionStatus to,
        string reason,
        string actor,
        CancellationToken cancellationToken
    )
    {
        var (closed, slice) = (0L, 0L);
        do
        {
            slice = await access.RunAsync(
                async (connection, token) =>
                    (
                        await PostgreSqlAccess.ListAsync(
                            connection,
                            CloseSlice,
                            row => row.GetInt64(0),
                            token,
                            access.Now(),
                            Id(run.Value),
                            Text(from.Name()),
                            Text(to.Name()),
                            Text(reason),
                            Text(actor)
                        )
                    )[0],
                cancellationToken
            );
            closed += slice;
        } while (slice > 0);
        return closed;
    }
}
