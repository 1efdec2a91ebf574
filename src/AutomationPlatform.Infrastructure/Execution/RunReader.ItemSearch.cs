using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;

namespace AutomationPlatform.Infrastructure.Execution;

internal sealed partial class RunReader
{
    /// <summary>A page looks at so many candidates at most; then it ends, short, with a cursor to go on from: 1,000,000.</summary>
    internal const int SearchRows = 1_000_000;

    /// <summary>Up to so many failures of a run are sorted for each page; more are met by walking the items: 20,000.</summary>
    internal const int SortedFailures = 20_000;

    private const int LargestChunk = 50_000;

    /// <summary>Gathers a page of items, source by source.</summary>
    private sealed class ItemSearch(
        RunReader reader,
        IReadConnections connections,
        ReadSession session,
        ItemFilter filter,
        int limit
    )
    {
        private readonly List<PlacedItem> found = [];
        private readonly ExecutionStatus? status = WantedStatus(filter);
        private long remaining = SearchRows;
        private string? resume;

        internal bool IsOver => found.Count > limit || resume is not null;

        internal Page<ItemExecutionSummary> ToPage()
        {
            var more = found.Count > limit;
            var rows = more ? found.GetRange(0, limit) : found;
            return new Page<ItemExecutionSummary>(
                [.. rows.Select(row => row.Summary)],
                more ? Cursor(rows[^1].Summary.RunId, rows[^1].Position) : resume
            );
        }

        internal static (string Sql, List<(string, object)> Parameters) Conditions(
            IReadConnections connections,
            ItemFilter filter
        )
        {
            var sql = "";
            List<(string, object)> parameters = [];
            if (WantedStatus(filter) is { } wanted)
            {
                sql += " AND ie.status = @status";
                parameters.Add(("status", wanted));
            }
            if (filter.Code is { } code)
                sql += " AND ie.error_code = @code";
            parameters.Add(("code", filter.Code ?? ""));
            if (filter.Text is { } text)
            {
                var inPayload = connections.Contains("i.payload", "@text");
                var inMessage = connections.Contains("ie.error_message", "@text");
                sql += $" AND ({inPayload} OR {inMessage})";
                parameters.Add(("text", connections.ToPattern(text)));
            }
            return (sql, parameters);
        }

        // A code alone asks for what failed with it.
        private static ExecutionStatus? WantedStatus(ItemFilter filter) =>
            filter is { Status: null, Code: not null } ? ExecutionStatus.Failed : filter.Status;

        internal async Task SearchAsync(
            StoredRun run,
            IReadOnlyList<StoredBatch> batches,
            long after,
            CancellationToken cancellationToken
        )
        {
            if (run.ByWorkers && status is { } wanted)
                batches = [.. batches.Where(b => Of(b.Batch.Items, wanted) > 0)];
            if (batches.Count == 0)
                return;
            foreach (var source in await SourcesAsync(run, batches, after, cancellationToken))
            {
                await SearchSourceAsync(run, source, cancellationToken);
                if (IsOver)
                    return;
            }
        }

        private async Task<IReadOnlyList<Source>> SourcesAsync(
            StoredRun run,
            IReadOnlyList<StoredBatch> batches,
            long after,
            CancellationToken cancellationToken
        )
        {
            (string, object) id = ("run", run.Summary.Id.Value);
            var waiting = 0L;
            var table =
                !run.ByWorkers ? null
                : status is ExecutionStatus.Pending ? ItemSql.Ready
                : status is ExecutionStatus.Retrying ? ItemSql.Retrying
                : status is ExecutionStatus.Processing ? ItemSql.Held(connections.HeldItems)
                : status is ExecutionStatus.Failed && await FailuresAreFewAsync(id, cancellationToken)
                    ? ItemSql.Failures
                : null;
            if (table is null)
                return [.. batches.Select(batch => BatchSource(id, batch, after)).OfType<Source>()];
            if (status is ExecutionStatus.Retrying)
                waiting = await CountWaitingAsync(id, after, cancellationToken);
            return [new Source(table, ItemSql.FromSource(table), After: after, Offset: 0, [id, ("waiting", waiting)])];
        }

        private static Source? BatchSource((string, object) run, StoredBatch batch, long after)
        {
            var offset = (long)batch.Ordinal << 32;
            return offset + int.MaxValue <= after
                ? null
                : new Source(
                    ItemSql.BatchItems,
                    ItemSql.FromBatch,
                    Math.Max(after - offset, FromTheBeginning),
                    offset,
                    [run, ("batch", batch.Batch.BatchId.Value)]
                );
        }

        private async Task<bool> FailuresAreFewAsync((string, object) run, CancellationToken cancellationToken) =>
            await session.NumberAsync(
                ItemSql.FailureCount,
                cancellationToken,
                run,
                ("code", filter.Code ?? ""),
                ("chunk", SortedFailures + 1)
            ) <= SortedFailures;

        private async Task<long> CountWaitingAsync(
            (string, object) run,
            long after,
            CancellationToken cancellationToken
        )
        {
            var waiting = await session.NumberAsync(
                ItemSql.WaitingRetries,
                cancellationToken,
                run,
                ("after", after),
                ("status", ExecutionStatus.Retrying)
            );
            return Math.Max(waiting ?? 0, 0);
        }

        private async Task SearchSourceAsync(StoredRun run, Source source, CancellationToken cancellationToken)
        {
            var (conditions, parameters) = Conditions(connections, filter);
            var after = source.After;
            for (var chunk = limit + 1; !IsOver; chunk = Math.Min(chunk * 4, LargestChunk))
            {
                (string, object)[] all = [.. parameters, .. source.Parameters, ("after", after), ("chunk", chunk)];
                var rows = await session.ListAsync(
                    $"{ItemSql.Summary} {source.From} {conditions} {ItemSql.ByPosition}",
                    ReadSummary,
                    cancellationToken,
                    all
                );
                var visible = await reader.VisibleAsync(
                    session,
                    filter,
                    run.Summary.Id,
                    [.. rows.Select(row => row.Summary)],
                    cancellationToken
                );
                var ids = visible.Select(item => item.Id).ToHashSet();
                found.AddRange(rows.Where(row => ids.Contains(row.Summary.Id)));
                if (found.Count > limit)
                    return;
                var (count, last) = await BoundsAsync(source, all, cancellationToken);
                after = last ?? after;
                remaining -= count;
                if (remaining <= 0)
                    resume = Cursor(run.Summary.Id, source.Offset + after);
                if (count < chunk)
                    return;
            }
        }

        private async Task<(long Count, long? Last)> BoundsAsync(
            Source source,
            (string, object)[] parameters,
            CancellationToken cancellationToken
        )
        {
            var bounds = await session.ListAsync(
                $"{ItemSql.Bounds} ({source.Candidates}) c",
                row => (row.Long(), row.OptionalLong()),
                cancellationToken,
                parameters
            );
            return bounds[0];
        }

        /// <summary>Where candidates come from, in order of position.</summary>
        /// <param name="Candidates">The statement that gives the next chunk of them.</param>
        /// <param name="From">The same, joined with what a list shows.</param>
        /// <param name="After">Begin behind this position, as the source counts.</param>
        /// <param name="Offset">What makes a position of the source one of the run.</param>
        /// <param name="Parameters">What the statements need beside filter, position and chunk.</param>
        private sealed record Source(
            string Candidates,
            string From,
            long After,
            long Offset,
            (string, object)[] Parameters
        );
    }
}
