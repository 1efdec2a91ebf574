using System.Text.Json;

namespace AutomationPlatform.EndToEndTests.Cli;

/// <summary>What is typed to leave items out, to do them again, and to hold everything back for a while.</summary>
public sealed class ControlTests : IDisposable
{
    private readonly TestFolder folder = new();

    public ControlTests()
    {
        folder.Write("rows.jsonl", "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n");
        folder.Write(
            "automation.yaml",
            "name: T\nkey: /a\nhandler: {command: [sh, -c, '[ -e mended ] && echo {} || exit 65']}\n"
        );
    }

    [Fact]
    public async Task What_failed_and_was_skipped_is_done_again_in_a_new_run()
    {
        var first = await DetachAsync();
        var skipped = (
            await folder.ApcAsync("runs", "skip", first, "--reference", "3", "--reason", "test")
        ).AssertDone();
        Assert.Equal("1 item skipped.\n", skipped.Output);
        (await folder.ApcAsync("runs", "restart", first, "--scope", "failed")).AssertRefused(73, "PENDING");
        (await folder.ApcAsync("worker", "--run", first, "--drain")).AssertDone();
        Assert.Equal("FAILED", await StatusAsync(first));

        folder.Write("mended", "");
        var counted = await folder.JsonAsync("runs", "restart", first, "--scope", "unfinished", "--dry-run");
        Assert.Equal(3, counted.GetProperty("items").GetInt64());
        var restarted = await folder.JsonAsync("runs", "restart", first, "--scope", "failed");
        Assert.Equal(2, restarted.GetProperty("items").GetProperty("pending").GetInt64());
        var second = restarted.GetProperty("run").GetProperty("id").GetString()!;
        (await folder.ApcAsync("runs", "retry", first, "--reason", "x")).AssertRefused(73, "restart");
        (await folder.ApcAsync("worker", "--drain")).AssertDone();
        Assert.Equal("COMPLETED", await StatusAsync(second));
        (await folder.ApcAsync("runs", "restart", first, "--scope", "failed")).AssertRefused(73, "nothing");
        await folder.AssertHealthyAsync();
    }

    [Fact]
    public async Task A_paused_run_and_a_paused_automation_are_left_alone_until_they_are_resumed()
    {
        folder.Write("mended", "");
        var run = await DetachAsync();
        (await folder.ApcAsync("runs", "pause", run, "--reason", "later")).AssertDone();
        (await folder.ApcAsync("runs", "pause", run, "--reason", "later")).AssertRefused(73, "paused already");
        (await folder.ApcAsync("worker", "--run", run, "--drain")).AssertDone();
        Assert.Equal("PENDING", await StatusAsync(run));
        Assert.Contains("paused: later\n", (await folder.ApcAsync("runs", "watch", run)).AssertEnded(75).Error);
        (await folder.ApcAsync("runs", "resume", run)).AssertDone();

        (await folder.ApcAsync("automations", "pause", "T", "--reason", "rebuilding")).AssertDone();
        (await folder.ApcAsync("worker", "--drain")).AssertDone();
        Assert.Equal("PENDING", await StatusAsync(run));
        (await folder.ApcAsync("automations", "resume", "T")).AssertDone();
        (await folder.ApcAsync("worker", "--drain")).AssertDone();
        Assert.Equal("COMPLETED", await StatusAsync(run));
    }

    [Fact]
    public async Task Every_open_run_of_an_automation_is_cancelled_at_once()
    {
        var first = await DetachAsync();
        var second = await DetachAsync();
        var cancelled = await folder.JsonAsync("automations", "cancel", "T", "--reason", "wrong file");
        Assert.Equal(2, cancelled.GetProperty("runs").GetInt32());
        Assert.Equal(6, cancelled.GetProperty("items").GetInt64());
        Assert.Equal(("CANCELLED", "CANCELLED"), (await StatusAsync(first), await StatusAsync(second)));
        await folder.AssertHealthyAsync();
    }

    [Fact]
    public async Task Items_of_a_run_handed_to_an_engine_are_started_and_answered_under_a_fence()
    {
        var run = await DetachAsync();
        var items = (await folder.JsonAsync("items", "find", "--run", run)).EnumerateArray().ToList();
        var item = items[0].GetProperty("itemExecutionId").GetString()!;
        (await folder.ApcAsync("items", "start", item)).AssertRefused(73, "engine");
        // As a library hands a run over: no rows wait for workers.
        await folder.SqlAsync("UPDATE run SET driver = 'ENGINE'; DELETE FROM ready; DELETE FROM item_count");
        (await folder.ApcAsync("worker", "--run", run, "--drain")).AssertRefused(65, "ENGINE");

        Assert.Equal("2\n", (await folder.ApcAsync("items", "start", item)).AssertDone().Output);
        folder.Write("result.json", "{\"done\":true}");
        (await folder.ApcAsync("items", "complete", item, "--fence", "7", "--result", "result.json")).AssertRefused(
            73,
            "version 7",
            "2 was found"
        );
        folder.Write("bad.json", "{\"done\":\"\\u0000\"}");
        (await folder.ApcAsync("items", "complete", item, "--fence", "2", "--result", "bad.json")).AssertRefused(
            65,
            "bad.json",
            "/done"
        );
        (await folder.ApcAsync("items", "complete", item, "--fence", "2", "--result", "none.json")).AssertRefused(66);
        (await folder.ApcAsync("items", "complete", item, "--fence", "2", "--result", "result.json")).AssertDone();
        Assert.True(
            (await folder.JsonAsync("items", "show", item)).GetProperty("result").GetProperty("done").GetBoolean()
        );

        var other = items[1].GetProperty("itemExecutionId").GetString()!;
        var started = await folder.JsonAsync("items", "start", other);
        Assert.Equal(["itemExecutionId", "fence"], started.EnumerateObject().Select(property => property.Name));
        var failed = await folder.JsonAsync([
            "items",
            "fail",
            other,
            "--fence",
            $"{started.GetProperty("fence")}",
            "--code",
            "x",
            "--message",
            "no",
        ]);
        Assert.Equal("FAILED", failed.GetProperty("status").GetString());
    }

    public void Dispose() => folder.Dispose();

    private async Task<string> DetachAsync()
    {
        var result = (await folder.ApcAsync("run", ".", "--input", "rows.jsonl", "--detach", "--json")).AssertDone();
        return JsonDocument.Parse(result.Output).RootElement.GetProperty("run").GetProperty("id").GetString()!;
    }

    private async Task<string> StatusAsync(string run) =>
        (await folder.JsonAsync("runs", "show", run)).GetProperty("run").GetProperty("status").GetString()!;
}
