using System.Runtime.CompilerServices;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;

namespace AutomationPlatform.Infrastructure.Audit;

/// <summary>Reads what is sealed by plain SQL, in slices that each seek behind the last row. Thread-safe.</summary>
/// <param name="connections">The database.</param>
/// <param name="leafSql">What gives a slice of what leaves are made of.</param>
/// <param name="itemOrder">How a slice of items is put in order; empty where its loops over indexes give that order.</param>
internal sealed partial class AuditReader(IReadConnections connections, string leafSql, string itemOrder) : IAuditReader
{
    private readonly string itemSql = SealSql.Items + itemOrder;

    public async Task<DateTimeOffset> GetBeginningAsync(CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var applied = await session.ListAsync(SealSql.Beginning, row => row.Instant(), cancellationToken);
        return applied is [var beginning] ? beginning : DateTimeOffset.MaxValue;
    }

    public async Task<AuditedRun?> FindRunAsync(RunId run, CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var found = await session.ListAsync(SealSql.Run, ReadRun, cancellationToken, ("run", run.Value));
        return found.SingleOrDefault();
    }

    public async IAsyncEnumerable<AuditedRun> ListRunsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var after = Guid.Empty;
        for (var rows = AuditDefaults.SliceRows; rows == AuditDefaults.SliceRows; )
        {
            var part = await session.ListAsync(SealSql.Runs, ReadRun, cancellationToken, ("after", after));
            rows = part.Count;
            foreach (var run in part)
            {
                after = run.Id.Value;
                yield return run;
            }
        }
    }

    public async Task<long> CountItemsAsync(RunId? run, CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var count = run is { } one
            ? await session.NumberAsync(SealSql.CountItemsOfRun, cancellationToken, ("run", one.Value))
            : await session.NumberAsync(SealSql.CountItems, cancellationToken);
        return count ?? 0;
    }

    public async Task<bool> IsUnsealedAsync(RunId run, CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        return await session.NumberAsync(SealSql.Unsealed, cancellationToken, ("run", run.Value)) > 0;
    }

    public async IAsyncEnumerable<AuditedBatch> ReadBatchesAsync(
        RunId run,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        await foreach (
            var batch in session.StreamAsync(SealSql.Batches, ReadBatch, cancellationToken, ("run", run.Value))
        )
            yield return batch;
    }

    public async IAsyncEnumerable<AuditedItem> ReadItemsAsync(
        RunId run,
        ItemPlace? after,
        bool values,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var batches = await session.ListAsync(
            SealSql.BatchPlaces,
            row => row.Id(),
            cancellationToken,
            ("run", run.Value)
        );
        foreach (var batch in batches.Skip(after is { } begun ? batches.IndexOf(begun.BatchExecutionId) : 0))
        {
            var last = after?.BatchExecutionId == batch ? after.Value.ItemExecutionId : Guid.Empty;
            var place = new ItemPlace(batch, last);
            var items = values
                ? ReadBatchItemsAsync(session, place, cancellationToken)
                : ReadBatchLeavesAsync(session, place, cancellationToken);
            await foreach (var item in items)
                yield return item;
        }
    }

    public async IAsyncEnumerable<SealSegment> ReadSegmentsAsync(
        RunId run,
        int version,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        for (var number = 0; ; number++)
        {
            var found = await session.ListAsync(
                SealSql.Segment,
                row => ReadSegment(row, run, version),
                cancellationToken,
                ("run", run.Value),
                ("version", version),
                ("number", number)
            );
            if (found is not [var segment])
                yield break;
            yield return segment;
        }
    }

    private async IAsyncEnumerable<AuditedItem> ReadBatchLeavesAsync(
        ReadSession session,
        ItemPlace place,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var after = place.ItemExecutionId;
        for (var count = AuditDefaults.SliceRows; count == AuditDefaults.SliceRows; )
        {
            count = 0;
            var items = session.StreamAsync(
                leafSql,
                row => ReadLeaf(row, place.BatchExecutionId),
                cancellationToken,
                ("batch", place.BatchExecutionId),
                ("after", after)
            );
            await foreach (var item in items)
            {
                after = item.Id;
                count++;
                yield return item;
            }
        }
    }

    private async IAsyncEnumerable<AuditedItem> ReadBatchItemsAsync(
        ReadSession session,
        ItemPlace place,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var after = place.ItemExecutionId;
        for (var count = AuditDefaults.SliceRows; count == AuditDefaults.SliceRows; )
        {
            count = 0;
            AuditedItem? item = null;
            var rows = session.StreamAsync(
                itemSql,
                static row => row,
                cancellationToken,
                ("batch", place.BatchExecutionId),
                ("after", after)
            );
            await foreach (var row in rows)
            {
                var id = row.Id();
                if (item?.Id != id)
                {
                    if (item is not null)
                        yield return item;
                    item = ReadItem(row, id, place.BatchExecutionId);
                    after = id;
                    count++;
                }
                else
                    row.Pass(SealSql.HistoryColumn - 1);
                if (ReadHistory(row, item.Id) is { } history)
                    item.History.Add(history);
            }
            if (item is not null)
                yield return item;
        }
    }
}
