using System.Runtime.CompilerServices;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Infrastructure.Database;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>Reads what is still to be run, in parts that each seek behind the last row. Thread-safe.</summary>
internal sealed class SchemaImpactReader(IReadConnections connections) : ISchemaImpactReader
{
    /// <summary>The items of one statement: 5,000. No snapshot is held between two.</summary>
    private const int PartRows = 5_000;

    private static readonly string Batches = $"""
        SELECT id, name, payload, was_run,
               CASE WHEN was_run THEN active
                    ELSE (SELECT count(*) FROM item i WHERE i.batch_id = found.id AND i.is_active) END
        FROM (
            SELECT b.id, b.name, b.payload,
                   EXISTS (SELECT 1 FROM batch_execution e JOIN run r ON r.id = e.run_id
                           WHERE e.batch_id = b.id AND NOT r.hidden) AS was_run,
                   (SELECT count(*)
                    FROM batch_execution e
                    JOIN run r ON r.id = e.run_id
                    JOIN item_execution x ON x.batch_execution_id = e.id
                    WHERE e.batch_id = b.id AND NOT r.hidden
                      AND r.status IN ({Checks.ActiveNames}) AND x.status IN ({Checks.ActiveNames})) AS active
            FROM batch b
            WHERE b.automation_id = @automation AND b.is_active AND NOT b.hidden) found
        WHERE NOT was_run OR active > 0
        ORDER BY id
        """;

    private const string Items = """
        SELECT i.id, i.sequence_number, i.reference, i.payload
        FROM item i
        WHERE i.batch_id = @batch AND i.sequence_number > @after AND i.is_active
          AND i.sequence_number < coalesce((SELECT l.first_sequence_number FROM import_lease l
                                            WHERE l.batch_id = @batch), 2147483647)
        """;

    private static readonly string StillActive = $"""
          AND EXISTS (
              SELECT 1 FROM item_execution x JOIN run r ON r.id = x.run_id
              WHERE x.item_id = i.id AND x.status IN ({Checks.ActiveNames})
                AND r.status IN ({Checks.ActiveNames}) AND NOT r.hidden)
        """;

    private const string InOrder = "ORDER BY i.sequence_number LIMIT @limit";

    public async Task<IReadOnlyList<UnfinishedBatch>> ListBatchesAsync(
        AutomationId automation,
        CancellationToken cancellationToken
    )
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken, ReadSession.NoTimeout);
        return await session.ListAsync(
            Batches,
            row => new UnfinishedBatch(BatchId.From(row.Id()), row.Text(), row.OptionalText(), row.Flag(), row.Long()),
            cancellationToken,
            ("automation", automation.Value)
        );
    }

    public async IAsyncEnumerable<ItemSummary> ListItemsAsync(
        UnfinishedBatch batch,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(batch);
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken, ReadSession.NoTimeout);
        var sql = $"{Items} {(batch.WasRun ? StillActive : "")} {InOrder}";
        var after = -1;
        for (var rows = PartRows; rows == PartRows; )
        {
            rows = 0;
            var part = session.StreamAsync(
                sql,
                row => new ItemSummary(ItemId.From(row.Id()), row.Int(), row.OptionalText(), row.OptionalText()),
                cancellationToken,
                ("batch", batch.Id.Value),
                ("after", after),
                ("limit", PartRows)
            );
            await foreach (var item in part)
            {
                rows++;
                after = item.SequenceNumber;
                yield return item;
            }
        }
    }
}
