using System.Globalization;
using System.Text.Json;
using AutomationPlatform.EndToEndTests.Faults;

namespace AutomationPlatform.EndToEndTests.Engines;

/// <summary>A real Slurm cluster of two nodes does runs, wholly and in shards, and loses a node and a worker meanwhile.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class SlurmTests : IAsyncLifetime
{
    private readonly TestFolder folder = new();
    private SlurmCluster cluster = null!;
    private PostgreSqlFaultDatabase database = null!;

    public async ValueTask InitializeAsync()
    {
        cluster = SlurmCluster.Require();
        database = await PostgreSqlFaultDatabase.CreateAsync();
        folder.Environment["DATABASE_URL"] = database.Url;
        (await folder.ApcAsync("db", "migrate")).AssertDone();
        // Jobs are another user's: they read what is here, and write what they have done.
        File.SetUnixFileMode(folder.Path, (UnixFileMode)0b111_101_101);
        Directory.CreateDirectory(folder.At("ran"));
        File.SetUnixFileMode(folder.At("ran"), (UnixFileMode)0b111_111_111);
        await ConnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (database is not null)
            await database.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Two_thousand_items_are_done_in_four_shards_although_a_node_and_a_worker_are_lost()
    {
        const int Items = 2_000;
        await CountedWork.DefineAsync(folder, Items, "sleep 0.03");
        await using var running = CliProcess.Start(folder, "run", "T", "--engine", "lab", "--shards", "4", "--json");
        await CompletedAsync(Items / 10);
        await cluster.KillNodeAsync("n2");
        await KillOneWorkerAsync();
        await CompletedAsync(Items / 3);
        await cluster.StartNodeAsync("n2");

        var ended = (await running.EndAsync()).AssertDone();

        var run = JsonDocument.Parse(ended.Output).RootElement;
        Assert.Equal(Items, run.GetProperty("items").GetProperty("completed").GetInt32());
        Assert.Equal(Items, await CountAsync("SELECT count(*) FROM item_state_history WHERE new_status = 'COMPLETED'"));
        Assert.Equal(Items, CountedWork.RanIn(folder).Distinct().Count());
        await folder.AssertHealthyAsync();

        var instances = (await folder.JsonAsync("runs", "show", RunOf(run))).GetProperty("instances");
        Assert.Equal([0, 1, 2, 3], instances.EnumerateArray().Select(i => i.GetProperty("shard").GetInt32()));
        Assert.Equal(["n1", "n2"], Texts(instances, "node").Distinct().Order());
        Assert.Contains("FAILED", Texts(instances, "status"));
        Assert.All(Texts(instances, "observation"), observation => Assert.Equal("OK", observation));
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task A_run_in_shards_is_cancelled_with_its_jobs()
    {
        await CountedWork.DefineAsync(folder, 500, "sleep 1");
        await using var running = CliProcess.Start(folder, "run", "T", "--engine", "lab", "--shards", "2", "--json");
        await CompletedAsync(4);
        var run = (await folder.JsonAsync("runs", "list"))[0].GetProperty("run").GetProperty("id").GetString()!;

        (await folder.ApcAsync("runs", "cancel", run, "--reason", "wrong file")).AssertDone();

        var ended = (await running.EndAsync()).AssertEnded(1);
        Assert.Equal("CANCELLED", StatusOf(JsonDocument.Parse(ended.Output).RootElement));
        await NothingIsLeftAsync();
        await folder.AssertHealthyAsync();
    }

    [Fact]
    public async Task A_run_is_handed_over_whole_and_its_items_are_reported_by_its_job()
    {
        var program = await cluster.InstallProgramAsync();
        folder.Write("rows.jsonl", "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n");
        folder.Write(
            "automation.yaml",
            $$"""
            name: Whole
            input: [{file: rows.jsonl, batch: B}]
            handler:
              engine:
                name: lab
                script: |
                  #!/bin/bash
                  apc() { '{{program}}' --db 'file:{{folder.At("database.url")}}' "$@"; }
                  item=$(apc items find --run "$APC_RUN_ID" --limit 1 --json | grep -o '"itemExecutionId":"[^"]*"' | cut -d'"' -f4)
                  fence=$(apc items start "$item")
                  echo '{"done":true}' >ran.$APC_RUN_ID
                  apc items complete "$item" --fence "$fence" --result ran.$APC_RUN_ID

            """
        );

        var ended = (await folder.ApcAsync("run", "automation.yaml", "--json")).AssertDone();

        var items = JsonDocument.Parse(ended.Output).RootElement.GetProperty("items");
        Assert.Equal(1, items.GetProperty("completed").GetInt32());
        Assert.Equal(2, items.GetProperty("skipped").GetInt32());
        await folder.AssertHealthyAsync();
    }

    [Fact]
    public async Task A_delegated_run_is_cancelled_with_its_job_and_one_that_fails_says_how()
    {
        await DelegateAsync("Long", "sleep 600");
        await using var running = CliProcess.Start(folder, "run", "Long", "--json");
        await Eventually.HoldsAsync("the job runs", async () => await RunStatusAsync() == "PROCESSING");
        var run = (await folder.JsonAsync("runs", "list"))[0].GetProperty("run").GetProperty("id").GetString()!;
        (await folder.ApcAsync("runs", "cancel", run, "--reason", "too long")).AssertDone();
        var cancelled = (await running.EndAsync()).AssertEnded(1);
        Assert.Equal("CANCELLED", StatusOf(JsonDocument.Parse(cancelled.Output).RootElement));
        await NothingIsLeftAsync();

        await DelegateAsync("Failing", "echo so far, so good; exit 3");
        var failed = (await folder.ApcAsync("run", "Failing", "--json")).AssertEnded(1);
        var fields = JsonDocument.Parse(failed.Output).RootElement.GetProperty("run");
        Assert.Contains("exit 3", fields.GetProperty("errorSummary").GetString(), StringComparison.Ordinal);
        var log = await folder.ApcAsync("runs", "logs", fields.GetProperty("id").GetString()!);
        Assert.Equal("so far, so good\n", log.AssertDone().Output);
    }

    [Fact]
    public async Task A_job_is_followed_from_before_it_is_sent_to_the_end_of_its_run_although_nobody_else_observes_it()
    {
        await DelegateAsync("Followed", "echo first; sleep 2; echo last");
        var left = (await folder.ApcAsync("run", "Followed", "--detach", "--json")).AssertDone();
        var run = RunOf(JsonDocument.Parse(left.Output).RootElement);

        var log = await folder.ApcAsync("runs", "logs", run, "--follow");

        Assert.Equal("first\nlast\n", log.AssertDone().Output);
        Assert.Equal("COMPLETED", await RunStatusAsync());
    }

    [Fact]
    public async Task A_wrong_token_and_a_job_of_nobody_are_told_by_the_test_of_the_engine()
    {
        await DelegateAsync("Quick", "true");
        var run = RunOf(
            JsonDocument.Parse((await folder.ApcAsync("run", "Quick", "--json")).AssertDone().Output).RootElement
        );
        Assert.DoesNotContain(run, await OrphansAsync());

        // The submission of a delegated run has the run's own id.
        await database.ExecuteAsync("DELETE FROM submission");
        Assert.Contains(run, await OrphansAsync());

        folder.Write("wrong", "eyJhbGciOiJIUzI1NiJ9.e30.AAAA");
        (await AddAsync("wrong", folder.At("wrong"))).AssertDone();
        (await folder.ApcAsync("engines", "test", "wrong")).AssertRefused(
            69,
            "'wrong'",
            cluster.Url,
            folder.At("wrong")
        );
    }

    private async Task<List<string?>> OrphansAsync() =>
        Texts((await folder.JsonAsync("engines", "test", "lab")).GetProperty("orphans"), "submissionId");

    private async Task ConnectAsync()
    {
        folder.Write("database.url", database.Url);
        var program = await cluster.InstallProgramAsync();
        (
            await AddAsync(
                "lab",
                cluster.TokenFile,
                $"program={program}",
                $"databaseUrlFile={folder.At("database.url")}",
                "lease=5s"
            )
        ).AssertDone();
    }

    private Task<CliResult> AddAsync(string name, string token, params string[] settings)
    {
        string[] all =
        [
            $"user={cluster.User}",
            $"directory={cluster.Jobs}",
            $"environment.HOME={cluster.Jobs}",
            .. settings,
        ];
        return folder.ApcAsync([
            .. (string[])["engines", "add", name, "--type", "slurm", "--url", cluster.Url],
            .. (string[])["--credential", $"file:{token}"],
            .. all.SelectMany(setting => (string[])["--set", setting]),
        ]);
    }

    private async Task DelegateAsync(string name, string body)
    {
        folder.Write(
            "automation.yaml",
            $"""
            name: {name}
            handler:
              engine:
                name: lab
                script: |
                  #!/bin/bash
                  {body}

            """
        );
        (await folder.ApcAsync("apply", "-f", "automation.yaml")).AssertDone();
    }

    private Task CompletedAsync(int items) =>
        Eventually.HoldsAsync(
            $"{items} items are completed",
            async () => await CountAsync("SELECT count(*) FROM item_execution WHERE status = 'COMPLETED'") >= items
        );

    private async Task KillOneWorkerAsync()
    {
        var pids = await database.ListAsync<int>(
            "SELECT process_id FROM worker WHERE shard IS NOT NULL ORDER BY shard"
        );
        using var shell = System.Diagnostics.Process.Start(
            "sh",
            ["-c", $"kill -KILL {pids[0].ToString(CultureInfo.InvariantCulture)}"]
        );
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
    }

    private Task<long> CountAsync(string sql) => database.CountAsync(sql);

    private async Task<string> RunStatusAsync() =>
        (await database.ListAsync<string>("SELECT status::text FROM run")).SingleOrDefault() ?? "";

    // Nothing of ours waits or runs in the cluster, and nothing is open here.
    private async Task NothingIsLeftAsync()
    {
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM submission WHERE closed_at IS NULL"));
        await Eventually.HoldsAsync("the queue is empty", async () => (await cluster.QueueAsync()).Length == 0);
    }

    private static string StatusOf(JsonElement document) =>
        document.GetProperty("run").GetProperty("status").GetString()!;

    private static string RunOf(JsonElement document) => document.GetProperty("run").GetProperty("id").GetString()!;

    private static List<string?> Texts(JsonElement list, string name) =>
        [.. list.EnumerateArray().Select(each => each.GetProperty(name).GetString())];
}
