using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>Reads runs and their items by plain SQL. Thread-safe.</summary>
/// <remarks>Lists seek by key and never skip rows by number, so a late page costs what the first one does.</remarks>
internal sealed partial class RunReader(IReadConnections connections, IMaskReader masks) : IRunReader
{
    private const string RunList = "runs";

    private const string Listing = "'apc runs list' shows what there is";

    public async Task<Page<RunSummary>> ListAsync(
        RunFilter filter,
        PageRequest page,
        CancellationToken cancellationToken
    )
    {
        var cursor = PageCursor.Read(RunList, values: 1, page);
        await using var session = await ReadSession.OpenSnapshotAsync(connections, cancellationToken);
        var (conditions, parameters) = Conditions(filter, cursor);
        var runs = await session.ListAsync(
            $"{RunSql.Select} {conditions} {RunSql.NewestFirst}",
            ReadRun,
            cancellationToken,
            [.. parameters, ("limit", page.Limit + 1)]
        );
        var cut = Pages.Cut(runs, page, run => PageCursor.Write(RunList, run.Summary.Id));
        var counts = await CountByRunAsync(session, cut.Rows, cancellationToken);
        return new Page<RunSummary>(
            [
                .. cut.Rows.Select(run =>
                    run.Summary with
                    {
                        Items = counts.GetValueOrDefault(run.Summary.Id.Value, NoItems),
                    }
                ),
            ],
            cut.Next
        );
    }

    public async Task<RunSummary> GetAsync(RunId run, CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenSnapshotAsync(connections, cancellationToken);
        var found = await FindRunAsync(session, run, cancellationToken);
        var batches = await ListBatchesAsync(session, found, cancellationToken);
        return found.Summary with
        {
            Items = Sum(batches.Select(b => b.Batch.Items)),
            Batches = [.. batches.Select(b => b.Batch)],
        };
    }

    public async Task<RunId> ResolveAsync(string idPart, CancellationToken cancellationToken)
    {
        var part = IdPart.Parse(idPart);
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var found = await session.ListAsync(
            RunSql.Resolve,
            row => row.Id(),
            cancellationToken,
            ("lowest", part.Lowest),
            ("highest", part.Highest),
            ("end", part.EndPattern)
        );
        return RunId.From(IdPart.Only("run", idPart, found, Listing));
    }

    public async Task<IReadOnlyList<RunError>> ListErrorsAsync(
        RunId run,
        int limit,
        CancellationToken cancellationToken
    )
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        return await session.ListAsync(
            RunSql.Errors,
            row => new RunError(row.Text(), row.Text(), row.Text(), row.Long(), ItemExecutionId.From(row.Id())),
            cancellationToken,
            ("run", run.Value),
            ("limit", limit)
        );
    }

    private static async Task<StoredRun> FindRunAsync(
        ReadSession session,
        RunId run,
        CancellationToken cancellationToken
    )
    {
        var found = await session.ListAsync(
            $"{RunSql.Select} AND r.id = @run",
            ReadRun,
            cancellationToken,
            ("run", run.Value)
        );
        return found.Count > 0 ? found[0] : throw new NotFoundException($"run {run}: there is none; {Listing}");
    }

    private static (string Sql, List<(string, object)> Parameters) Conditions(RunFilter filter, PageCursor? cursor)
    {
        List<string> sql = [];
        List<(string, object)> parameters = [];
        void Add(string condition, string name, object? value)
        {
            if (value is null)
                return;
            sql.Add(condition);
            parameters.Add((name, value));
        }
        Add("AND r.automation_id = @automation", "automation", filter.AutomationId?.Value);
        Add("AND r.status = @status", "status", filter.Status);
        Add("AND r.created_at >= @since", "since", filter.Since);
        Add("AND r.correlation_id = @correlation", "correlation", filter.CorrelationId);
        Add("AND r.id < @before", "before", cursor?.Id(0));
        return (string.Join(' ', sql), parameters);
    }

    private static StoredRun ReadRun(Row row)
    {
        var summary = new RunSummary(
            RunId.From(row.Id()),
            row.Text(),
            AutomationId.From(row.Id()),
            row.Status(),
            Paused: row.Flag(),
            Cancelling: row.Flag(),
            row.OptionalText(),
            row.Int(),
            row.Instant(),
            row.OptionalText(),
            row.OptionalInstant(),
            row.OptionalInstant(),
            row.OptionalText(),
            row.OptionalText(),
            row.OptionalText(),
            row.OptionalInt(),
            row.OptionalId() is { } parent ? RunId.From(parent) : null,
            NoItems,
            []
        );
        // Only an open run can be paused or on its way to being cancelled, whatever its row still remembers.
        var open = summary.Status.IsActive();
        var shown = summary with
        {
            Paused = open && summary.Paused,
            Cancelling = open && summary.Cancelling,
            PauseReason = open && summary.Paused ? summary.PauseReason : null,
        };
        var driver = Enum.Parse<RunDriver>(row.Text(), ignoreCase: true);
        var stopping = row.OptionalText();
        return new StoredRun(shown with { Driver = driver, ThresholdReason = open ? stopping : null });
    }

    private sealed record StoredRun(RunSummary Summary)
    {
        internal bool ByWorkers => Summary.Driver == RunDriver.Workers;
    }
}
