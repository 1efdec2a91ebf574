using System.Text.Json;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Execution;
using AutomationPlatform.Infrastructure.Privacy;

namespace AutomationPlatform.Infrastructure.Sqlite;

internal sealed partial class SqliteRunControl
{
    private const string Chain = $"{RestartChain.UpFrom} @run {RestartChain.AndDown}";

    private const string ReadOrigin = "SELECT automation_id, correlation_id, priority FROM run WHERE id = @run";

    private const string IsLeftOver = $"""
        e.status IN (SELECT value FROM json_each(@statuses))
            AND NOT EXISTS (
                SELECT 1 FROM item_execution done
                WHERE done.item_id = e.item_id AND done.run_id IN (SELECT value FROM json_each(@others))
                    AND done.status = 'COMPLETED')
            AND {RedactedItems.NotExecution}
        """;

    private const string CountRestarted = $"""
        SELECT b.batch_id, count(*)
        FROM batch_execution b CROSS JOIN item_execution e ON e.batch_execution_id = b.id
        WHERE b.run_id = @parent AND {IsLeftOver}
        GROUP BY b.id, b.ordinal, b.batch_id
        ORDER BY b.ordinal, b.id
        """;

    private const string NextRestartedItems = $"""
        SELECT i.id, i.sequence_number
        FROM item i CROSS JOIN item_execution e ON e.item_id = i.id AND e.run_id = @parent
        WHERE i.batch_id = @batch AND i.sequence_number > @after AND {IsLeftOver}
        ORDER BY i.sequence_number LIMIT @limit
        """;

    /// <inheritdoc/>
    public Task<RestartPlan> PlanRestartAsync(RunRestart restart, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(restart);
        return writer.ReadAsync(session => Plan(session, restart), cancellationToken);
    }

    private static RestartPlan Plan(SqliteSession session, RunRestart restart)
    {
        var chain = RequireRestartable(session, restart, made: null);
        var batches = session.List(
            CountRestarted,
            row => new RestartBatch(new(row.Id(0)), row.Big(1)),
            ("parent", SqliteForm.Of(chain.Parent.Value)),
            ("statuses", Statuses(restart.Scope)),
            ("others", Others(chain))
        );
        return session.List(
            ReadOrigin,
            row => new RestartPlan(restart, new(row.Id(0)), row.OptionalText(1), row.Number(2), batches),
            ("run", SqliteForm.Of(restart.Parent.Value))
        )[0];
    }

    /// <summary>Refuses what must not be restarted; the transaction keeps the chain as it is.</summary>
    private static RestartChain RequireRestartable(SqliteSession session, RunRestart restart, RunId? made) =>
        RestartChain.Require(
            ReadRun(session, restart.Parent),
            session.List(
                Chain,
                row => new ChainedRun(new(row.Id(0)), Lifecycle.Parse(row.Text(1)), row.Flag(2)),
                ("run", SqliteForm.Of(restart.Parent.Value))
            ),
            made
        );

    private static List<(string Id, int Sequence)> RestartedItems(
        SqliteSession session,
        RunCreation creation,
        NewBatchExecution batch,
        RestartChain chain
    ) =>
        session.List(
            NextRestartedItems,
            row => (row.Text(0), row.Number(1)),
            ("batch", SqliteForm.Of(batch.BatchId.Value)),
            ("after", creation.AfterSequenceNumber),
            ("parent", SqliteForm.Of(chain.Parent.Value)),
            ("statuses", Statuses(creation.Run.Restart!.Scope)),
            ("others", Others(chain)),
            ("limit", creation.Room)
        );

    private static string Statuses(RestartScope scope) => JsonSerializer.Serialize(RestartChain.Statuses(scope));

    private static string Others(RestartChain chain) =>
        JsonSerializer.Serialize(chain.Others.Select(run => SqliteForm.Of(run.Value)));
}
