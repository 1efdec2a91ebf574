using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;

namespace AutomationPlatform.Infrastructure.Execution;

// One item execution and everything about it; and the streams of a whole run.
internal sealed partial class RunReader
{
    /// <summary>The end of an id is looked for among so many of the newest: 2,000,000.</summary>
    internal const int EndSearchRows = 2_000_000;

    /// <summary>The rows of one statement of a stream; no snapshot is held from one to the next: 1,000.</summary>
    internal const int StreamRows = 1_000;

    public async Task<IReadOnlyList<ItemExecutionDetails>> GetItemAsync(
        string idPart,
        CancellationToken cancellationToken
    )
    {
        var part = IdPart.Parse(idPart);
        await using var session = await ReadSession.OpenSnapshotAsync(connections, cancellationToken);
        var id = part.Whole ?? await ResolveItemAsync(session, idPart, part, cancellationToken);
        var found = await ReadDetailsAsync(session, ItemSql.ById, id, cancellationToken);
        if (found.Count == 0)
            found = await ReadDetailsAsync(session, ItemSql.ByItem, id, cancellationToken);
        if (found.Count == 0)
            throw new NotFoundException(
                $"item {id}: there is no such item execution, and no run has such an item; "
                    + "'apc items find --run ID' lists those of a run"
            );
        for (var at = 0; at < found.Count; at++)
            found[at] = found[at] with
            {
                LateAnswers = await session.ListAsync(
                    ItemSql.LateAnswers,
                    row => new LateAnswer(row.Int(), row.Text(), row.Instant(), row.Text()),
                    cancellationToken,
                    ("id", found[at].Summary.Id.Value)
                ),
                Progress = (
                    await session.ListAsync(
                        $"{RunSql.Progress} WHERE p.item_execution_id = @id",
                        ReadProgress,
                        cancellationToken,
                        ("id", found[at].Summary.Id.Value)
                    )
                ).SingleOrDefault(),
                Redaction = (
                    await session.ListAsync(
                        ItemSql.Redactions,
                        row => new Redaction(row.Instant(), row.Text(), row.Text()),
                        cancellationToken,
                        ("item", found[at].ItemId.Value)
                    )
                ).SingleOrDefault(),
            };
        return found;
    }

    public async Task<IReadOnlyList<HistoryEntry>> ListHistoryAsync(
        ItemExecutionId item,
        CancellationToken cancellationToken
    )
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        return await session.ListAsync(
            ItemSql.History,
            row => new HistoryEntry(
                row.Int(),
                row.Status(),
                row.Status(),
                row.Instant(),
                row.Int(),
                row.OptionalText(),
                row.OptionalText(),
                row.OptionalText(),
                row.OptionalText()
            ),
            cancellationToken,
            ("id", item.Value)
        );
    }

    internal static async Task<Guid> ResolveItemAsync(
        ReadSession session,
        string given,
        IdPart part,
        CancellationToken cancellationToken
    )
    {
        List<Guid> found = [];
        foreach (
            var sql in (string[])
                [ItemSql.ExecutionsByBeginning, ItemSql.ItemsByBeginning, ItemSql.ExecutionsByEnd, ItemSql.ItemsByEnd]
        )
            found.AddRange(
                await session.ListAsync(
                    sql,
                    row => row.Id(),
                    cancellationToken,
                    ("lowest", part.Lowest),
                    ("highest", part.Highest),
                    ("end", part.EndPattern),
                    ("newest", EndSearchRows)
                )
            );
        return IdPart.Only(
            "item",
            given,
            [.. found.Distinct()],
            $"the end of an id is looked for among the newest {EndSearchRows:N0} items and item executions; "
                + "give the whole id of an older one"
        );
    }

    private static Task<List<ItemExecutionDetails>> ReadDetailsAsync(
        ReadSession session,
        string condition,
        Guid id,
        CancellationToken cancellationToken
    ) => session.ListAsync($"{ItemSql.Details} {condition}", ReadDetails, cancellationToken, ("id", id));

    private static ItemExecutionDetails ReadDetails(Row row)
    {
        var summary = ReadSummary(row).Summary;
        return new ItemExecutionDetails(
            summary,
            ItemId.From(row.Id()),
            row.Text(),
            row.Int(),
            row.OptionalInt(),
            row.Int(),
            row.Int(),
            row.OptionalInstant(),
            row.OptionalInstant(),
            row.OptionalInstant(),
            row.OptionalText(),
            row.OptionalText(),
            []
        );
    }

    private static PlacedItem ReadSummary(Row row)
    {
        var summary = new ItemExecutionSummary(
            ItemExecutionId.From(row.Id()),
            RunId.From(row.Id()),
            row.Text(),
            row.Int(),
            row.OptionalText(),
            row.Status(),
            row.Int(),
            row.OptionalText(),
            row.OptionalText()
        );
        return new PlacedItem(summary, row.Long());
    }

    private sealed record PlacedItem(ItemExecutionSummary Summary, long Position);
}
