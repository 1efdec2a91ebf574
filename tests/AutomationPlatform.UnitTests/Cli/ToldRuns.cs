using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>A reader of runs that knows the runs it is given, and answers everything else from <see cref="Told"/>.</summary>
internal sealed class ToldRuns(params RunSummary[] runs) : IRunReader
{
    internal IReadOnlyList<RunError> Errors { get; init; } =
    [
        new(
            "unknown-country",
            "country 'XX' is not known",
            "unknown-country country '*' is not known",
            2,
            Told.ItemExecutionId
        ),
    ];

    internal IReadOnlyList<ItemExecutionDetails> Items { get; init; } = [Told.Details()];

    internal IReadOnlyList<HandlerLog> Logs { get; init; } =
    [new(Told.ItemExecutionId, "Q1-2024", 41, 2, Told.At(2), "reading C-1042\n\u001b[31mcountry?\u001b[0m\n")];

    internal RunActivity Activity { get; init; } = Told.Activity;

    /// <summary>How a run stands at the moment at which it is asked; otherwise as it was given.</summary>
    internal Func<RunSummary, RunSummary> Now { get; init; } = run => run;

    internal string? NextCursor { get; init; }

    internal RunFilter? AskedFor { get; private set; }

    internal PageRequest? AskedPage { get; private set; }

    public Task<Page<RunSummary>> ListAsync(RunFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        (AskedFor, AskedPage) = (filter, page);
        return Task.FromResult(new Page<RunSummary>(runs, NextCursor));
    }

    public Task<RunSummary> GetAsync(RunId run, CancellationToken cancellationToken) =>
        Task.FromResult(Now(runs.Single(each => each.Id == run)));

    public Task<RunId> ResolveAsync(string idPart, CancellationToken cancellationToken) =>
        runs.FirstOrDefault(run => run.Id.ToString().StartsWith(idPart, StringComparison.Ordinal)) is { } run
            ? Task.FromResult(run.Id)
            : throw new NotFoundException($"run {idPart} was not found; list them with: apc runs list");

    public Task<IReadOnlyList<RunError>> ListErrorsAsync(RunId run, int limit, CancellationToken cancellationToken) =>
        Task.FromResult(Errors);

    public IAsyncEnumerable<ExportedItem> ExportAsync(RunId run, CancellationToken cancellationToken) =>
        Items
            .Select(item => new ExportedItem(
                item.Summary.Batch,
                item.Summary.SequenceNumber,
                item.Summary.Reference,
                item.Summary.Id,
                item.Summary.Status,
                item.Summary.AttemptCount,
                item.Payload,
                item.Result,
                item.Summary.ErrorCode,
                item.Summary.ErrorMessage,
                item.StartedAt,
                item.FinishedAt
            ))
            .ToAsyncEnumerable();

    public Task<Page<ItemExecutionSummary>> FindItemsAsync(
        ItemFilter filter,
        PageRequest page,
        CancellationToken cancellationToken
    ) => Task.FromResult(new Page<ItemExecutionSummary>([.. Items.Select(item => item.Summary)], NextCursor));

    public Task<IReadOnlyList<ItemExecutionDetails>> GetItemAsync(string idPart, CancellationToken cancellationToken) =>
        Task.FromResult(Items);

    public Task<IReadOnlyList<HistoryEntry>> ListHistoryAsync(
        ItemExecutionId item,
        CancellationToken cancellationToken
    ) => Task.FromResult(Told.History);

    public IAsyncEnumerable<HandlerLog> ListLogsAsync(RunId run, CancellationToken cancellationToken) =>
        Logs.ToAsyncEnumerable();

    public Task<RunActivity> GetActivityAsync(RunId run, CancellationToken cancellationToken) =>
        Task.FromResult(Activity);
}
