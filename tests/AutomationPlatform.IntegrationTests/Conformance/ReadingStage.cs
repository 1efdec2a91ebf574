using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>An automation of the test's own with two batches of ten items.</summary>
internal sealed class ReadingStage : IAsyncDisposable
{
    private readonly IRunReader reader;

    private ReadingStage(IRunReader reader, StoredRows rows)
    {
        this.reader = reader;
        Rows = rows;
        Work = new StoredWork(rows);
    }

    internal StoredRows Rows { get; }

    internal StoredWork Work { get; }

    internal string Name { get; } = $"Automation {Guid.NewGuid()}";

    internal Guid Automation { get; private set; }

    internal IReadOnlyList<StoredBatch> Batches { get; private set; } = [];

    internal static async Task<ReadingStage> SetAsync(TestDatabase database)
    {
        database.RequireAvailable();
        var stage = new ReadingStage(database.Get<IRunReader>(), await StoredRows.OpenAsync(database));
        stage.Automation = await stage.Work.AutomationAsync(stage.Name);
        var tag = Guid.NewGuid().ToString()[..8];
        stage.Batches =
        [
            await stage.Work.BatchAsync(stage.Automation, $"Z{tag}", 10),
            await stage.Work.BatchAsync(stage.Automation, $"A{tag}", 10),
        ];
        return stage;
    }

    /// <summary>A run whose first batch has items in these states, and whose second has in those.</summary>
    internal Task<StoredRun> RunAsync(ExecutionStatus[] first, params ExecutionStatus[][] second) =>
        RunAsync("WORKERS", first, second);

    internal Task<StoredRun> RunAsync(string driver, ExecutionStatus[] first, params ExecutionStatus[][] second) =>
        Work.RunAsync(Automation, [(Batches[0], first), .. second.Select(items => (Batches[1], items))], driver);

    internal Task<Page<RunSummary>> ListAsync(PageRequest? page = null) =>
        reader.ListAsync(
            new RunFilter(new AutomationId(Automation)),
            page ?? new PageRequest(),
            CancellationToken.None
        );

    internal async Task<IEnumerable<Guid>> IdsAsync(RunFilter filter)
    {
        var own = filter with { AutomationId = new AutomationId(Automation) };
        var page = await reader.ListAsync(own, new PageRequest(), CancellationToken.None);
        return page.Rows.Select(run => run.Id.Value);
    }

    public ValueTask DisposeAsync() => Rows.DisposeAsync();
}
