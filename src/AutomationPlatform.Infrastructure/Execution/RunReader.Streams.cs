using System.Runtime.CompilerServices;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;

namespace AutomationPlatform.Infrastructure.Execution;

// Streams of a whole run, in parts that each seek behind the last row: memory stays flat, and no snapshot is held that
// would keep the database from cleaning up behind running workers.
internal sealed partial class RunReader
{
    public async IAsyncEnumerable<ExportedItem> ExportAsync(
        RunId run,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var batches = await session.ListAsync(RunSql.Batches, ReadBatch, cancellationToken, ("run", run.Value));
        foreach (var batch in batches)
        await foreach (var item in ExportBatchAsync(session, run, batch.Batch, cancellationToken))
            yield return item;
    }

    public async IAsyncEnumerable<HandlerLog> ListLogsAsync(
        RunId run,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        HandlerLog? last = null;
        for (var rows = StreamRows; rows == StreamRows; )
        {
            rows = 0;
            var part = session.StreamAsync(
                ItemSql.Logs,
                ReadLog,
                cancellationToken,
                ("run", run.Value),
                ("writtenAt", last?.WrittenAt ?? DateTimeOffset.UnixEpoch),
                ("item", last?.ItemExecutionId.Value ?? Guid.Empty),
                ("attempt", last?.Attempt ?? 0),
                ("chunk", StreamRows)
            );
            await foreach (var log in part)
            {
                rows++;
                last = log;
                yield return log;
            }
        }
    }

    private static async IAsyncEnumerable<ExportedItem> ExportBatchAsync(
        ReadSession session,
        RunId run,
        RunBatch batch,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var after = -1;
        for (var rows = StreamRows; rows == StreamRows; )
        {
            rows = 0;
            var part = session.StreamAsync(
                ItemSql.Export,
                row => (row.Int(), row.OptionalId(), row),
                cancellationToken,
                ("batch", batch.BatchId.Value),
                ("run", run.Value),
                ("after", after),
                ("chunk", StreamRows)
            );
            await foreach (var (sequence, execution, rest) in part)
            {
                rows++;
                after = sequence;
                if (execution is { } id)
                    yield return ReadExported(batch, sequence, id, rest);
            }
        }
    }

    private static ExportedItem ReadExported(RunBatch batch, int sequence, Guid execution, Row row) =>
        new(
            batch.Name,
            sequence,
            row.OptionalText(),
            ItemExecutionId.From(execution),
            row.Status(),
            row.Int(),
            row.OptionalText(),
            row.OptionalText(),
            row.OptionalText(),
            row.OptionalText(),
            row.OptionalInstant(),
            row.OptionalInstant()
        );

    private static HandlerLog ReadLog(Row row) =>
        new(ItemExecutionId.From(row.Id()), row.Text(), row.Int(), row.Int(), row.Instant(), row.Text());
}
