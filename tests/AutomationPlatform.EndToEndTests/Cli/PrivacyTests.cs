using System.Text.Json;

namespace AutomationPlatform.EndToEndTests.Cli;

/// <summary>What is typed to erase what an item says of a person.</summary>
public sealed class PrivacyTests : IDisposable
{
    private readonly TestFolder folder = new();

    public PrivacyTests() => folder.Write("rows.jsonl", "{\"name\":\"Ada Lovelace\"}\n{\"name\":\"Grace Hopper\"}\n");

    [Fact]
    public async Task An_erased_item_is_gone_from_the_file_and_its_run_is_sound()
    {
        await folder.DefineAsync();
        var run = (await folder.ApcAsync("run", "T", "--input", "rows.jsonl", "--json")).AssertDone();
        Assert.Contains("COMPLETED", run.Output);
        var item = (await folder.JsonAsync("items", "find", "--text", "Lovelace"))[0].GetProperty("itemExecutionId");

        var trial = await folder.JsonAsync("items", "redact", $"{item}", "--reason", "request 1", "--dry-run");
        Assert.True(trial.GetProperty("payload").GetBoolean());
        Assert.Contains("Lovelace", (await folder.ApcAsync("items", "show", $"{item}")).AssertDone().Output);
        (await folder.ApcAsync("items", "redact", $"{item}", "--reason", "request 1")).AssertDone();

        var shown = (await folder.ApcAsync("items", "show", $"{item}")).AssertDone();
        Assert.DoesNotContain("Lovelace", shown.Output);
        Assert.Contains("request 1", shown.Output);
        (await folder.ApcAsync("items", "redact", $"{item}", "--reason", "again")).AssertRefused(73, "nothing is left");
        (await folder.ApcAsync("items", "redact", "0199f3c2-0000", "--reason", "x")).AssertRefused(66);
        await folder.AssertHealthyAsync();
        await folder.SqlAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        var file = await File.ReadAllBytesAsync(folder.DatabaseFile);
        Assert.Equal(-1, file.AsSpan().IndexOf("Lovelace"u8));
        Assert.NotEqual(-1, file.AsSpan().IndexOf("Hopper"u8));
    }

    [Fact]
    public async Task An_item_of_an_open_run_is_refused_with_what_to_do()
    {
        await folder.DefineAsync();
        var started = await folder.JsonAsync("run", "T", "--input", "rows.jsonl", "--detach");
        var run = started.GetProperty("run").GetProperty("id").GetString()!;
        var item = (await folder.JsonAsync("items", "find", "--run", run))[0].GetProperty("itemExecutionId");
        (await folder.ApcAsync("items", "redact", $"{item}", "--reason", "x")).AssertRefused(73, "runs cancel");
    }

    [Fact]
    public async Task What_a_schema_calls_sensitive_is_masked_everywhere_and_reaches_the_handler()
    {
        folder.Write("schema.json", """{"type":"object","properties":{"name":{"type":"string","x-sensitive":true}}}""");
        folder.Write("handle.sh", "read -r line; echo \"failed for $line\" >&2; exit 65\n");
        await folder.DefineAsync("{command: [sh, handle.sh]}", "itemSchema: schema.json\n");
        var run = (await folder.ApcAsync("run", "T", "--input", "rows.jsonl", "--json")).AssertEnded(1);
        var id = JsonDocument.Parse(run.Output).RootElement.GetProperty("run").GetProperty("id").GetString()!;
        var items = (await folder.JsonAsync("items", "find", "--run", id)).EnumerateArray().ToList();
        var item = items[0].GetProperty("itemExecutionId").GetString()!;
        var batch = items[0].GetProperty("batch").GetString()!;

        string[][] shown =
        [
            ["items", "show", item],
            ["items", "show", item, "--json"],
            ["items", "history", item],
            ["items", "list", "T", batch],
            ["items", "list", "T", batch, "--json"],
            ["items", "find", "--run", id],
            ["runs", "show", id],
            ["runs", "errors", id],
            ["runs", "logs", id],
        ];
        foreach (var command in shown)
        {
            var output = (await folder.ApcAsync(command)).AssertDone().Output;
            Assert.DoesNotContain("Lovelace", output);
            Assert.DoesNotContain("Hopper", output);
        }
        Assert.Contains("[masked]", (await folder.ApcAsync("items", "show", item)).Output);
        // That the handler saw the name is seen by what was hidden of its words.
        Assert.Contains("failed for", (await folder.ApcAsync("runs", "logs", id)).Output);
        Assert.Contains("[masked]", (await folder.ApcAsync("runs", "logs", id)).Output);
        Assert.Null(await folder.SqlAsync("SELECT 1 FROM item_state_history WHERE message LIKE '%Lovelace%'"));
        (await folder.ApcAsync("runs", "export", id, "--to", "masked.jsonl")).AssertDone();
        Assert.DoesNotContain("Lovelace", await File.ReadAllTextAsync(folder.At("masked.jsonl")));
        Assert.Empty((await folder.JsonAsync("items", "find", "--text", "Lovelace")).EnumerateArray());
        Assert.Equal(0L, await folder.SqlAsync("SELECT count(*) FROM audit_entry WHERE action LIKE '%.reveal'"));

        Assert.Contains("Lovelace", (await folder.ApcAsync("items", "show", item, "--reveal")).AssertDone().Output);
        Assert.Single((await folder.JsonAsync("items", "find", "--text", "Lovelace", "--reveal")).EnumerateArray());
        (await folder.ApcAsync("runs", "export", id, "--to", "all.csv", "--reveal")).AssertDone();
        Assert.Contains("Lovelace", await File.ReadAllTextAsync(folder.At("all.csv")));
        Assert.Equal(3L, await folder.SqlAsync("SELECT count(*) FROM audit_entry WHERE action LIKE '%.reveal'"));
    }

    public void Dispose() => folder.Dispose();
}
