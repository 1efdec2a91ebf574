using System.Runtime.CompilerServices;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;

namespace AutomationPlatform.Infrastructure.Execution;

// The search for items. Each status is looked for in the smallest table that knows it; what none knows is found by
// walking the run's items in order, which a page does for a bounded number of them.
internal sealed partial class RunReader
{
    private const string ItemList = "items";

    private const long FromTheBeginning = -1;

    private const int RunsAtOnce = 100;

    public async Task<Page<ItemExecutionSummary>> FindItemsAsync(
        ItemFilter filter,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        if (filter is { RunId: null, Reference: null, Text: null })
            throw new InvalidInputException("items: give a run, a reference or a text to look for");
        var cursor = PageCursor.Read(ItemList, values: 2, page);
        await using var session = await ReadSession.OpenSnapshotAsync(connections, cancellationToken);
        if (filter.Reference is not null)
            return await FindByReferenceAsync(session, filter, page, cursor, cancellationToken);
        var search = new ItemSearch(this, connections, session, filter, page.Limit);
        if (filter.RunId is { } only)
            await SearchRunAsync(search, session, only, cursor, cancellationToken);
        else
            await SearchAllRunsAsync(search, session, cursor, cancellationToken);
        return search.ToPage();
    }

    private async Task<Page<ItemExecutionSummary>> FindByReferenceAsync(
        ReadSession session,
        ItemFilter filter,
        PageRequest page,
        PageCursor? cursor,
        CancellationToken cancellationToken
    )
    {
        var (conditions, parameters) = ItemSearch.Conditions(connections, filter);
        parameters.Add(("reference", filter.Reference!));
        parameters.Add(("limit", page.Limit + 1));
        if (filter.RunId is { } run)
        {
            conditions += " AND ie.run_id = @run";
            parameters.Add(("run", run.Value));
        }
        if (cursor is not null)
        {
            conditions += " " + ItemSql.AfterRunAndPosition;
            parameters.Add(("afterRun", cursor.Id(0)));
            parameters.Add(("after", cursor.Number(1)));
        }
        var found = await session.ListAsync(
            $"{ItemSql.Summary} {ItemSql.FromReference} {conditions} {ItemSql.NewestRunFirst}",
            ReadSummary,
            cancellationToken,
            [.. parameters]
        );
        var cut = Pages.Cut(found, page, last => Cursor(last.Summary.RunId, last.Position));
        var visible = new List<ItemExecutionSummary>();
        foreach (var ofRun in cut.Rows.Select(row => row.Summary).GroupBy(summary => summary.RunId))
            visible.AddRange(await VisibleAsync(session, filter, ofRun.Key, [.. ofRun], cancellationToken));
        return new Page<ItemExecutionSummary>(visible, cut.Next);
    }

    /// <summary>What of a run's items was found by texts that may be shown.</summary>
    private async Task<IReadOnlyList<ItemExecutionSummary>> VisibleAsync(
        ReadSession session,
        ItemFilter filter,
        RunId run,
        IReadOnlyList<ItemExecutionSummary> found,
        CancellationToken cancellationToken
    )
    {
        if (found.Count == 0 || filter is not { Text: { } text, Reveal: false })
            return found;
        var mask = await masks.OfRunAsync(run, cancellationToken);
        if (mask.HidesNothing)
            return found;
        var visible = await MaskedSearch.FilterAsync(
            connections,
            session,
            mask,
            text,
            found.Select(item => item.Id),
            cancellationToken
        );
        return [.. found.Where(item => visible.Contains(item.Id))];
    }

    private async Task SearchRunAsync(
        ItemSearch search,
        ReadSession session,
        RunId run,
        PageCursor? cursor,
        CancellationToken cancellationToken
    )
    {
        if (cursor is not null && cursor.Id(0) != run.Value)
            throw new InvalidInputException("cursor: it belongs to another run; leave it out to begin again");
        var found = await FindRunAsync(session, run, cancellationToken);
        var batches = await ListBatchesAsync(session, found, cancellationToken);
        await search.SearchAsync(found, batches, cursor?.Number(1) ?? FromTheBeginning, cancellationToken);
    }

    private async Task SearchAllRunsAsync(
        ItemSearch search,
        ReadSession session,
        PageCursor? cursor,
        CancellationToken cancellationToken
    )
    {
        var first = cursor?.Id(0);
        await foreach (var run in NewestRunsAsync(session, first, cancellationToken))
        {
            var batches = await ListBatchesAsync(session, run, cancellationToken);
            var after = run.Summary.Id.Value == first ? cursor!.Number(1) : FromTheBeginning;
            await search.SearchAsync(run, batches, after, cancellationToken);
            if (search.IsOver)
                return;
        }
    }

    private static async IAsyncEnumerable<StoredRun> NewestRunsAsync(
        ReadSession session,
        Guid? first,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var condition = first is null ? "" : "AND r.id <= @before";
        var before = first ?? Guid.Empty;
        for (var rows = RunsAtOnce; rows == RunsAtOnce; )
        {
            var runs = await session.ListAsync(
                $"{RunSql.Select} {condition} {RunSql.NewestFirst}",
                ReadRun,
                cancellationToken,
                ("before", before),
                ("limit", RunsAtOnce)
            );
            foreach (var run in runs)
                yield return run;
            rows = runs.Count;
            before = rows > 0 ? runs[^1].Summary.Id.Value : before;
            condition = "AND r.id < @before";
        }
    }

    private static string Cursor(RunId run, long position) => PageCursor.Write(ItemList, run, position);
}
