using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Execution;
using AutomationPlatform.Infrastructure.Privacy;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

public sealed partial class PostgreSqlRunControl
{
    private const string Chain = $"{RestartChain.UpFrom} $1 {RestartChain.AndDown}";

    // The first run's row stands for the chain: whoever adds to it holds this lock.
    private const string LockFirst = "SELECT id FROM run WHERE id = $1 FOR NO KEY UPDATE";

    private const string ReadOrigin = "SELECT automation_id, correlation_id, priority FROM run WHERE id = $1";

    // $1 the run, $2 the statuses taken, $3 the other runs of its chain.
    private const string CountRestarted = $"""
        SELECT b.batch_id, count(*)
        FROM batch_execution b JOIN item_execution e ON e.batch_execution_id = b.id
        WHERE b.run_id = $1 AND e.status::text = ANY ($2)
            AND NOT EXISTS (
                SELECT FROM item_execution done
                WHERE done.item_id = e.item_id AND done.run_id = ANY ($3) AND done.status = 'COMPLETED')
            AND {RedactedItems.NotExecution}
        GROUP BY b.id, b.ordinal, b.batch_id
        ORDER BY b.ordinal, b.id
        """;

    /// <inheritdoc/>
    public Task<RestartPlan> PlanRestartAsync(RunRestart restart, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(restart);
        return access.TransactionAsync(
            async (connection, token) =>
            {
                var chain = await LockChainAsync(connection, restart, made: null, token);
                var batches = await PostgreSqlAccess.ListAsync(
                    connection,
                    CountRestarted,
                    row => new RestartBatch(new(row.GetGuid(0)), row.GetInt64(1)),
                    token,
                    Of(chain, restart.Scope)
                );
                var plans = await PostgreSqlAccess.ListAsync(
                    connection,
                    ReadOrigin,
                    row => new RestartPlan(
                        restart,
                        new(row.GetGuid(0)),
                        row.IsDBNull(1) ? null : row.GetString(1),
                        row.GetInt32(2),
                        batches
                    ),
                    token,
                    Id(restart.Parent.Value)
                );
                return plans[0];
            },
            cancellationToken
        );
    }

    /// <summary>Keeps the chain as it is until the transaction ends, and refuses what must not be restarted.</summary>
    /// <remarks>Locks are taken oldest first: the first run's, then the parent's, which a retry takes too.</remarks>
    private static async Task<RestartChain> LockChainAsync(
        NpgsqlConnection connection,
        RunRestart restart,
        RunId? made,
        CancellationToken token
    )
    {
        var seen = await ReadChainAsync(connection, restart.Parent, token);
        foreach (var first in seen.Where(run => run.IsFirst))
            await PostgreSqlAccess.ExecuteAsync(connection, LockFirst, token, Id(first.Id.Value));
        var parent = await LockAsync(connection, restart.Parent, token);
        // What others added before this had the lock is seen only now.
        return RestartChain.Require(parent, await ReadChainAsync(connection, restart.Parent, token), made);
    }

    private static Task<List<ChainedRun>> ReadChainAsync(
        NpgsqlConnection connection,
        RunId run,
        CancellationToken token
    ) =>
        PostgreSqlAccess.ListAsync(
            connection,
            Chain,
            row => new ChainedRun(new(row.GetGuid(0)), Lifecycle.Parse(row.GetString(1)), row.GetBoolean(2)),
            token,
            Id(run.Value)
        );

    private static NpgsqlParameter[] Of(RestartChain chain, RestartScope scope) =>
        [Id(chain.Parent.Value), Texts(RestartChain.Statuses(scope)), Ids([.. chain.Others.Select(run => run.Value)])];
}
