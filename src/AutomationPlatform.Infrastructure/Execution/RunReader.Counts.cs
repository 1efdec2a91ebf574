using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;

namespace AutomationPlatform.Infrastructure.Execution;

// How items stand: the sum of the workers' deltas where workers drive the run, else counted one by one.
internal sealed partial class RunReader
{
    private static readonly ItemCounts NoItems = new(0, 0, 0, 0, 0, 0, 0);

    private async Task<Dictionary<Guid, ItemCounts>> CountByRunAsync(
        ReadSession session,
        IReadOnlyList<StoredRun> runs,
        CancellationToken cancellationToken
    )
    {
        Guid[] driven = [.. runs.Where(run => run.ByWorkers).Select(run => run.Summary.Id.Value)];
        var counts = await ReadCountsAsync(
            session,
            $"{RunSql.SumByRun} WHERE {connections.IsOneOf("run_id", "@runs")} {RunSql.GroupByRun}",
            ("runs", driven),
            cancellationToken
        );
        foreach (var run in runs.Where(run => !run.ByWorkers))
        {
            var batches = await ListBatchesAsync(session, run, cancellationToken);
            counts[run.Summary.Id.Value] = Sum(batches.Select(b => b.Batch.Items));
        }
        return counts;
    }

    private async Task<List<StoredBatch>> ListBatchesAsync(
        ReadSession session,
        StoredRun run,
        CancellationToken cancellationToken
    )
    {
        var batches = await session.ListAsync(
            RunSql.Batches,
            ReadBatch,
            cancellationToken,
            ("run", run.Summary.Id.Value)
        );
        var counts = run.ByWorkers
            ? await ReadCountsAsync(session, RunSql.SumByBatch, ("run", run.Summary.Id.Value), cancellationToken)
            : await CountItemsAsync(session, batches, cancellationToken);
        return
        [
            .. batches.Select(b =>
                b with
                {
                    Batch = b.Batch with { Items = counts.GetValueOrDefault(b.Batch.Id.Value, NoItems) },
                }
            ),
        ];
    }

    // The ids go as values, so that the planner knows how many items each batch has.
    private Task<Dictionary<Guid, ItemCounts>> CountItemsAsync(
        ReadSession session,
        List<StoredBatch> batches,
        CancellationToken cancellationToken
    ) =>
        ReadCountsAsync(
            session,
            $"{RunSql.CountByBatch} WHERE {connections.IsOneOf("batch_execution_id", "@batches")} {RunSql.GroupByBatch}",
            ("batches", batches.ConvertAll(b => b.Batch.Id.Value)),
            cancellationToken
        );

    private static async Task<Dictionary<Guid, ItemCounts>> ReadCountsAsync(
        ReadSession session,
        string sql,
        (string, object) parameter,
        CancellationToken cancellationToken
    )
    {
        var rows = await session.ListAsync(
            sql,
            row => (Id: row.Id(), Counts: ReadCounts(row)),
            cancellationToken,
            parameter
        );
        return rows.ToDictionary(row => row.Id, row => row.Counts);
    }

    private static StoredBatch ReadBatch(Row row) =>
        new(
            new RunBatch(BatchExecutionId.From(row.Id()), BatchId.From(row.Id()), row.Text(), row.Status(), NoItems),
            row.Int()
        );

    private static ItemCounts ReadCounts(Row row) =>
        new(row.Long(), row.Long(), row.Long(), row.Long(), row.Long(), row.Long(), row.Long());

    private static ItemCounts Sum(IEnumerable<ItemCounts> counts) =>
        counts.Aggregate(
            NoItems,
            (a, b) =>
                new ItemCounts(
                    a.Pending + b.Pending,
                    a.Processing + b.Processing,
                    a.Completed + b.Completed,
                    a.Failed + b.Failed,
                    a.Cancelled + b.Cancelled,
                    a.Skipped + b.Skipped,
                    a.Retrying + b.Retrying
                )
        );

    private static long Of(ItemCounts counts, ExecutionStatus status) =>
        status switch
        {
            ExecutionStatus.Pending => counts.Pending,
            ExecutionStatus.Processing => counts.Processing,
            ExecutionStatus.Completed => counts.Completed,
            ExecutionStatus.Failed => counts.Failed,
            ExecutionStatus.Cancelled => counts.Cancelled,
            ExecutionStatus.Skipped => counts.Skipped,
            _ => counts.Retrying,
        };

    private sealed record StoredBatch(RunBatch Batch, int Ordinal);
}
