using AutomationPlatform.Application.Database;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>Rows of the test's own in a database that other tests break too: only findings about them count.</summary>
internal sealed class ExaminingStage : IAsyncDisposable
{
    private readonly TestDatabase database;
    private readonly ReadingStage stage;
    private readonly HashSet<Guid> own = [];

    private ExaminingStage(TestDatabase database, ReadingStage stage)
    {
        this.database = database;
        this.stage = stage;
        Own([stage.Automation, .. stage.Batches.Select(b => b.Id)]);
    }

    internal StoredRows Rows => stage.Rows;

    internal StoredWork Work => stage.Work;

    internal Guid Automation => stage.Automation;

    internal static async Task<ExaminingStage> SetAsync(TestDatabase database) =>
        new(database, await ReadingStage.SetAsync(database));

    /// <summary>Findings that name one of these are the test's own.</summary>
    internal void Own(IEnumerable<Guid> ids) => own.UnionWith(ids);

    internal Task<StoredRun> RunAsync(ExecutionStatus[] first, params ExecutionStatus[][] second) =>
        RunAsync("WORKERS", first, second);

    internal async Task<StoredRun> RunAsync(string driver, ExecutionStatus[] first, params ExecutionStatus[][] second)
    {
        var run = await stage.RunAsync(driver, first, second);
        Own([run.Id, .. run.BatchExecutions, .. run.Items.Select(i => i.Id)]);
        return run;
    }

    internal Task ExecuteAsync(string sql, Guid id) => Rows.ExecuteAsync(sql, ("id", id));

    internal Task SetVersionAsync(StoredItem item, int version) =>
        Rows.ExecuteAsync("UPDATE item_execution SET version = @v WHERE id = @id", ("id", item.Id), ("v", version));

    internal Task HistoryAsync(StoredItem item, int version, ExecutionStatus from, ExecutionStatus to) =>
        Rows.InsertAsync(
            "item_state_history",
            ("item_execution_id", item.Id),
            ("version", version),
            ("previous_status", from.Name()),
            ("new_status", to.Name()),
            ("changed_at", Rows.Tick()),
            ("created_at", Rows.Tick()),
            ("attempt", 1)
        );

    internal async Task<IReadOnlyList<DoctorFinding>> ExamineAsync(bool repair = false)
    {
        var findings = await database.Get<IDatabase>().ExamineAsync(repair, progress: null, CancellationToken.None);
        return [.. findings.Where(IsOwn)];
    }

    /// <summary>Examining, and even repairing, finds exactly this and leaves it.</summary>
    internal async Task<DoctorFinding> AssertFoundAsync(string check)
    {
        Assert.Equal([check], (await ExamineAsync()).Select(f => f.Check));
        var finding = Assert.Single(await ExamineAsync(repair: true));
        Assert.False(finding.Repaired);
        Assert.NotEmpty(finding.Remedy);
        return finding;
    }

    /// <summary>Examining finds exactly these and leaves them; repairing mends them; then nothing is found.</summary>
    internal async Task<DoctorFinding> AssertMendedAsync(params string[] checks)
    {
        var found = await ExamineAsync();
        Assert.Equal(checks, found.Select(f => f.Check));
        Assert.All(found, f => Assert.False(f.Repaired));
        var repaired = await ExamineAsync(repair: true);
        Assert.Equal(checks, repaired.Select(f => f.Check));
        Assert.All(repaired, f => Assert.True(f.Repaired, $"{f.Check}: {f.Remedy}"));
        Assert.Empty(await ExamineAsync());
        return found[0];
    }

    public ValueTask DisposeAsync() => stage.DisposeAsync();

    private bool IsOwn(DoctorFinding finding) =>
        finding.Subject.Contains(stage.Name, StringComparison.Ordinal)
        || own.Any(id => $"{finding.Subject} {finding.Problem}".Contains(id.ToString(), StringComparison.Ordinal));
}
