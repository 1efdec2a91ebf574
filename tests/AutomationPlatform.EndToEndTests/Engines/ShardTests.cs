using System.Text.Json;
using AutomationPlatform.EndToEndTests.Faults;

namespace AutomationPlatform.EndToEndTests.Engines;

/// <summary>Engines other than Slurm do runs in shards: played by servers, whose jobs start real workers as the pages about these
/// engines say.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class ShardTests : IAsyncLifetime
{
    private const int Shards = 3;

    private const string AtWork =
        "SELECT w.process_id FROM worker w JOIN claim c ON c.worker_id = w.id ORDER BY w.shard";

    private readonly TestFolder folder = new();
    private PostgreSqlFaultDatabase database = null!;

    public static TheoryData<string> Types => ["airflow", "argo", "jenkins"];

    public async ValueTask InitializeAsync()
    {
        database = await PostgreSqlFaultDatabase.CreateAsync();
        folder.Environment["DATABASE_URL"] = database.Url;
        (await folder.ApcAsync("db", "migrate")).AssertDone();
    }

    public async ValueTask DisposeAsync()
    {
        if (database is not null)
            await database.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_run_is_done_by_workers_that_the_engine_starts(string type)
    {
        const int Items = 60;
        await using var engine = await ConnectAsync(type);
        await CountedWork.DefineAsync(folder, Items, "sleep 0.02");

        var ended = (await folder.ApcAsync(Run)).AssertDone();

        var instances = await DoneAsync(ended, Items);
        Assert.Equal(Items, CountedWork.RanIn(folder).Count);
        Assert.Equal(["COMPLETED", "COMPLETED", "COMPLETED"], Texts(instances, "status"));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public async Task A_run_is_completed_although_one_of_its_workers_is_killed(string type)
    {
        const int Items = 150;
        await using var engine = await ConnectAsync(type);
        await CountedWork.DefineAsync(folder, Items, "sleep 0.05");
        await using var running = CliProcess.Start(folder, Run);
        await Eventually.HoldsAsync(
            "a tenth is done",
            async () => await CountAsync("SELECT count(*) FROM item_execution WHERE status = 'COMPLETED'") >= Items / 10
        );
        await engine.Nodes.KillAsync((await database.ListAsync<int>(AtWork))[0]);

        var instances = await DoneAsync((await running.EndAsync()).AssertDone(), Items);

        Assert.Equal(["COMPLETED", "COMPLETED", "FAILED"], Texts(instances, "status").Order());
    }

    private static string[] Run => ["run", "T", "--engine", "ci", "--shards", $"{Shards}", "--json"];

    private async Task<ShardEngine> ConnectAsync(string type)
    {
        var engine = await ShardEngine.StartAsync(type, WorkerNodes.Prepare(folder, database.Url));
        folder.Write("credential", engine.Secret);
        (
            await folder.ApcAsync([
                .. (string[])["engines", "add", "ci", "--credential", $"file:{folder.At("credential")}"],
                .. engine.Description,
            ])
        ).AssertDone();
        return engine;
    }

    // Every item was done, each came to its end once, nothing is open, and there are as many jobs as shards.
    private async Task<JsonElement> DoneAsync(CliResult ended, int items)
    {
        var run = JsonDocument.Parse(ended.Output).RootElement;
        Assert.Equal("COMPLETED", run.GetProperty("run").GetProperty("status").GetString());
        Assert.Equal(items, run.GetProperty("items").GetProperty("completed").GetInt32());
        Assert.Equal(items, await CountAsync("SELECT count(*) FROM item_state_history WHERE new_status = 'COMPLETED'"));
        Assert.Equal(items, CountedWork.RanIn(folder).Distinct().Count());
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM submission WHERE closed_at IS NULL"));
        await folder.AssertHealthyAsync();
        var id = run.GetProperty("run").GetProperty("id").GetString()!;
        var instances = (await folder.JsonAsync("runs", "show", id)).GetProperty("instances");
        Assert.Equal(
            Enumerable.Range(0, Shards),
            instances.EnumerateArray().Select(instance => instance.GetProperty("shard").GetInt32()).Order()
        );
        Assert.All(Texts(instances, "observation"), observation => Assert.Equal("OK", observation));
        return instances;
    }

    private Task<long> CountAsync(string sql) => database.CountAsync(sql);

    private static List<string?> Texts(JsonElement list, string name) =>
        [.. list.EnumerateArray().Select(each => each.GetProperty(name).GetString())];
}
