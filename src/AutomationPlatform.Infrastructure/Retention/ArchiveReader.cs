using AutomationPlatform.Application.Retention;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;

namespace AutomationPlatform.Infrastructure.Retention;

/// <summary>Says by plain SQL which runs may leave and which left. Thread-safe.</summary>
internal sealed class ArchiveReader(IReadConnections connections) : IArchiveReader
{
    // A run whose jobs are still looked after in an engine is not over.
    private const string Old = """
        SELECT r.id, a.name, r.finished_at,
            (SELECT coalesce(CAST(sum(c.completed + c.failed + c.cancelled + c.skipped) AS bigint), 0)
             FROM item_count c WHERE c.run_id = r.id),
            EXISTS (SELECT 1 FROM run_seal s WHERE s.run_id = r.id AND s.run_version = r.version)
                AND NOT EXISTS (SELECT 1 FROM unsealed_run u WHERE u.run_id = r.id)
        FROM run r JOIN automation a ON a.id = r.automation_id
        WHERE NOT r.hidden AND r.finished_at < @before AND (@any = 1 OR r.automation_id = @automation)
            AND NOT EXISTS (SELECT 1 FROM submission s WHERE s.run_id = r.id AND s.closed_at IS NULL)
        ORDER BY r.id
        """;

    private const string Restarts = "SELECT id, parent_run_id FROM run WHERE parent_run_id IS NOT NULL";

    private const string Unremoved = "removed_at IS NULL ORDER BY run_id DESC";

    private const string Select = """
        SELECT run_id, run_version, file_name, sha256, bytes, items, history_rows, archived_at, archived_by
        FROM archive WHERE
        """;

    private const string ByPart = """
        run_id BETWEEN @lowest AND @highest OR CAST(run_id AS text) LIKE @end ORDER BY run_id LIMIT 3
        """;

    public async Task<ArchivableRuns> ListArchivableAsync(ArchiveOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(order);
        await using var session = await ReadSession.OpenSnapshotAsync(connections, cancellationToken);
        var old = await session.ListAsync(
            Old,
            row => (Run: ReadRun(row), IsSealed: row.Flag()),
            cancellationToken,
            ("before", order.FinishedBefore),
            ("any", order.Automation is null ? 1 : 0),
            ("automation", order.Automation?.Value ?? Guid.Empty)
        );
        var chains = await ReadChainsAsync(session, cancellationToken);
        var ready = old.Where(found => found.IsSealed).Select(found => found.Run).ToList();
        var leaving = (await ListAsync(session, Unremoved, cancellationToken))
            .Select(run => run.Run.Value)
            .Concat(ready.Select(run => run.Run.Value))
            .ToHashSet();
        var whole = ready.Where(run => chains.IsWithin(run.Run.Value, leaving)).ToList();
        return new ArchivableRuns(
            [.. whole.GroupBy(run => chains.Leader(run.Run.Value)).Select(chain => chain.ToList())],
            old.Count - ready.Count,
            ready.Count - whole.Count
        );
    }

    public async Task<IReadOnlyList<ArchivedRun>> ListUnremovedAsync(CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenSnapshotAsync(connections, cancellationToken);
        var left = await ListAsync(session, Unremoved, cancellationToken);
        var chains = await ReadChainsAsync(session, cancellationToken);
        var leaving = left.Select(run => run.Run.Value).ToHashSet();
        return [.. left.Where(run => chains.IsWithin(run.Run.Value, leaving))];
    }

    public async Task<ArchivedRun?> FindAsync(string idPart, CancellationToken cancellationToken)
    {
        var part = IdPart.Parse(idPart);
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var found = await ListAsync(
            session,
            ByPart,
            cancellationToken,
            ("lowest", part.Lowest),
            ("highest", part.Highest),
            ("end", part.EndPattern)
        );
        if (found.Count == 0)
            return null;
        var only = IdPart.Only("archived run", idPart, [.. found.Select(run => run.Run.Value)], listing: "");
        return found.Single(run => run.Run.Value == only);
    }

    private static async Task<RunChains> ReadChainsAsync(ReadSession session, CancellationToken cancellationToken) =>
        new(await session.ListAsync(Restarts, row => (row.Id(), row.Id()), cancellationToken));

    private static Task<List<ArchivedRun>> ListAsync(
        ReadSession session,
        string condition,
        CancellationToken cancellationToken,
        params (string, object)[] parameters
    ) => session.ListAsync($"{Select} {condition}", ReadArchived, cancellationToken, parameters);

    private static ArchivableRun ReadRun(Row row) => new(RunId.From(row.Id()), row.Text(), row.Instant(), row.Long());

    private static ArchivedRun ReadArchived(Row row) =>
        new(RunId.From(row.Id()), row.Int(), row.Text(), row.OptionalBytes() ?? [], row.Long(), row.Long(), row.Long())
        {
            ArchivedAt = row.Instant(),
            ArchivedBy = row.Text(),
        };
}
