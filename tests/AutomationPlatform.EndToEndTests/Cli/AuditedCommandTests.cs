using System.CommandLine;
using System.Text.Json;
using AutomationPlatform.Cli;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.EndToEndTests.Cli;

/// <summary>Every command there is either changes nothing or leaves an entry in the activity log.</summary>
public sealed class AuditedCommandTests : IDisposable
{
    // Whoever adds a command puts it here, or into the story.
    private static readonly string[] ChangesNothing =
    [
        "apc audit export",
        // It writes files, nothing into the database.
        "apc audit keys create",
        "apc audit log",
        "apc automations export",
        "apc automations list",
        "apc automations show",
        "apc batches list",
        "apc batches show",
        "apc completion",
        "apc db backup",
        "apc db status",
        "apc engines list",
        // It asks the engine, and tells what was answered.
        "apc engines test",
        "apc init",
        "apc items find",
        "apc items history",
        "apc items list",
        "apc items show",
        "apc runs errors",
        "apc runs export",
        "apc runs list",
        "apc runs logs",
        "apc runs show",
        "apc runs watch",
        "apc validate",
        "apc version",
        "apc webhooks deliveries",
        "apc webhooks list",
        // It posts an event of its own, which is kept nowhere.
        "apc webhooks test",
        // What it does with items stands in their histories.
        "apc worker",
    ];

    private static readonly IReadOnlyDictionary<string, ApcCommand> Commands = Leaves(CommandTree.Build())
        .OfType<ApcCommand>()
        .ToDictionary(HelpPage.Path);

    private readonly TestFolder folder = new();
    private readonly HashSet<string> told = [];
    private string lastEntry = "";

    private string Url => $"sqlite:{folder.DatabaseFile}";

    [Fact]
    public void Each_command_says_what_it_changes_or_is_known_to_change_nothing()
    {
        var silent = Commands.Where(command => command.Value.Audited is null).Select(command => command.Key);
        Assert.Equal(ChangesNothing, silent.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Each_command_that_changes_something_leaves_an_entry()
    {
        Directory.CreateDirectory(folder.At(".apc"));
        Write("a.jsonl", rows: 4);
        Write("b.jsonl", rows: 1);
        folder.Write("automation.yaml", "name: T\nhandler: {command: [sh, -c, 'exit 65']}\n");

        await TellAsync("database.migrate", "db", "migrate");
        await TellAsync("automation.apply", "apply", "-f", folder.At("automation.yaml"));
        await TellAsync("batch.import", "import", "T", folder.At("a.jsonl"), "--batch", "A");
        await TellAsync("batch.append", "import", "T", folder.At("b.jsonl"), "--batch", "A", "--append");
        await TellAsync("automation.pause", "automations", "pause", "T", "--reason", "x");
        await TellAsync("automation.resume", "automations", "resume", "T");
        await TellRunsAsync();
        await TellItemsAsync();
        await TellAsync("automation.cancel", "automations", "cancel", "T", "--reason", "x");
        await TellAsync("batch.import", "import", "T", folder.At("b.jsonl"));
        await TellAsync("batch.delete", "batches", "delete", "T", "b");
        await TellAsync("automation.deactivate", "automations", "deactivate", "T");
        await TellAsync("automation.activate", "automations", "activate", "T");
        await folder.SqlAsync("UPDATE item_count SET cancelled = cancelled + 1");
        await TellAsync("database.repair", "db", "doctor", "--repair");

        await TellPrivacyAsync();
        await TellConnectionsAsync();
        await TellAsync("audit.verify", "audit", "verify");
        await TellAsync("audit.settings", "audit", "settings", "--require-signatures", "false");

        Assert.Empty(Commands.Keys.Except(ChangesNothing).Except(told));
        Assert.Equal(0L, await folder.SqlAsync("SELECT count(*) FROM audit_pending"));
    }

    [Theory]
    [InlineData("apply", "-f", "none.yaml")]
    [InlineData("import", "None", "none.csv")]
    [InlineData("run", "None")]
    [InlineData("automations", "activate", "None")]
    [InlineData("automations", "cancel", "None", "--reason", "x")]
    [InlineData("automations", "deactivate", "None")]
    [InlineData("automations", "pause", "None", "--reason", "x")]
    [InlineData("automations", "resume", "None")]
    [InlineData("batches", "delete", "None", "b")]
    [InlineData("items", "complete", "00000000", "--fence", "1")]
    [InlineData("items", "fail", "00000000", "--fence", "1", "--code", "x", "--message", "y")]
    [InlineData("items", "start", "00000000")]
    [InlineData("runs", "cancel", "00000000", "--reason", "x")]
    [InlineData("runs", "pause", "00000000", "--reason", "x")]
    [InlineData("runs", "restart", "00000000", "--scope", "failed")]
    [InlineData("runs", "resume", "00000000")]
    [InlineData("runs", "retry", "00000000", "--reason", "x")]
    [InlineData("runs", "skip", "00000000", "--reason", "x")]
    [InlineData("runs", "start", "None")]
    public async Task A_refused_command_leaves_an_entry_too(params string[] arguments)
    {
        Directory.CreateDirectory(folder.At(".apc"));
        var command = Commands[PathOf(arguments)];
        var result = await TypedCommand.RunAsync(Url, arguments);
        Assert.Contains("error: ", result.Error, StringComparison.Ordinal);
        var entry = await NewestAsync();
        Assert.Equal(
            (command.Audited!.Name, "REFUSED"),
            (entry.GetProperty("action").GetString(), entry.GetProperty("outcome").GetString())
        );
        Assert.Contains(entry.GetProperty("error").GetString()!, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Values_of_rejected_rows_stay_outside()
    {
        folder.Write("rows.jsonl", "{\"owner\":\"Ada\"}\n");
        await folder.DefineAsync(more: "itemSchema: {properties: {owner: {enum: [x]}}}\n");
        (await folder.ApcAsync("import", "T", "rows.jsonl")).AssertRefused(65, "Ada");
        var refused = (await folder.JsonAsync("audit", "log", "--outcome", "REFUSED"))[0];
        Assert.Equal("batch.import", refused.GetProperty("action").GetString());
        Assert.Equal("1 rejected rows: /owner enum (1)", refused.GetProperty("error").GetString());
    }

    [Fact]
    public async Task What_is_typed_takes_its_correlation_id_from_the_environment()
    {
        folder.Environment["APC_CORRELATION_ID"] = "order 7";
        await folder.DefineAsync();
        var newest = (await folder.JsonAsync("audit", "log", "--action", "automation.apply"))[0];
        Assert.Equal("order 7", newest.GetProperty("correlationId").GetString());
    }

    public void Dispose() => folder.Dispose();

    private async Task TellRunsAsync()
    {
        var run = await StartAsync("runs", "start", "T", "--batch", "A");
        await TellAsync("run.pause", "runs", "pause", run, "--reason", "x");
        await TellAsync("run.resume", "runs", "resume", run);
        await TellAsync("run.skip", "runs", "skip", run, "--from", "4", "--reason", "x");
        await TellAsync("run.cancel", "runs", "cancel", run, "--reason", "x");
        await TellAsync("run.restart", "runs", "restart", run, "--scope", "unfinished");
        await TellAsync("run.start", "run", "T", "--batch", "A");
        var failed = (await NewestAsync()).GetProperty("entityId").GetString()!;
        await TellAsync("run.retry", "runs", "retry", failed, "--reason", "x");
    }

    private async Task TellItemsAsync()
    {
        var run = await StartAsync("runs", "start", "T", "--batch", "A");
        // As a library hands a run over: no rows wait for workers.
        await folder.SqlAsync(
            $"""
            UPDATE run SET driver = 'ENGINE' WHERE id = '{run}';
            DELETE FROM ready WHERE run_id = '{run}';
            DELETE FROM item_count WHERE run_id = '{run}'
            """
        );
        var items = await JsonAsync("items", "find", "--run", run);
        var first = items[0].GetProperty("itemExecutionId").GetString()!;
        var second = items[1].GetProperty("itemExecutionId").GetString()!;
        await TellAsync("item.start", "items", "start", first);
        await TellAsync("item.complete", "items", "complete", first, "--fence", "2");
        await TellAsync("item.start", "items", "start", second);
        await TellAsync("item.fail", "items", "fail", second, "--fence", "2", "--code", "x", "--message", "y");
        // As its engine would end it.
        await folder.SqlAsync($"UPDATE run SET status = 'CANCELLED', finished_at = updated_at WHERE id = '{run}'");
    }

    private async Task TellPrivacyAsync()
    {
        await TellAsync("batch.import", "import", "T", folder.At("b.jsonl"), "--batch", "C", "--batch-payload", "{}");
        var item = (await JsonAsync("items", "list", "T", "C"))[0].GetProperty("id").GetString()!;
        await TellAsync("item.redact", "items", "redact", item, "--reason", "x", "--yes");
        await TellAsync("batch.redact", "batches", "redact", "T", "C", "--reason", "x", "--yes");
        await TellArchiveAsync();
    }

    private async Task TellArchiveAsync()
    {
        var run = await StartAsync("runs", "start", "T", "--batch", "A");
        await TellAsync("run.cancel", "runs", "cancel", run, "--reason", "x");
        await folder.SqlAsync($"UPDATE run SET finished_at = '2020-01-01T00:00:00.000000Z' WHERE id = '{run}'");
        (await TypedCommand.RunAsync(Url, ["worker", "--run", run, "--drain"])).AssertDone();
        await TellAsync("run.archive", "db", "archive", "--older-than", "1d", "--to", folder.At(".apc"), "--yes");
    }

    private async Task TellConnectionsAsync()
    {
        string[] settings = ["--set", "statusUrl=/jobs/{id}", "--set", "idempotent=true"];
        string[] lab = ["lab", "--type", "webhook", "--url", "https://lab.invalid/", .. settings];
        await TellAsync("engine.create", ["engines", "add", .. lab]);
        await TellAsync("engine.deactivate", "engines", "remove", "lab");
        await TellAsync("webhook.add", "webhooks", "add", "https://hooks.invalid/", "--secret", "env:HOOK_SECRET");
        var webhook = (await JsonAsync("webhooks", "list"))[0].GetProperty("id").GetString()!;
        await TellAsync("webhook.pause", "webhooks", "pause", webhook, "--reason", "x");
        await TellAsync("webhook.resume", "webhooks", "resume", webhook);
        await TellAsync("webhook.replay", "webhooks", "replay", webhook, "--since", "1h");
        await TellAsync("webhook.remove", "webhooks", "remove", webhook, "--yes");
    }

    private async Task<string> StartAsync(params string[] arguments)
    {
        await TellAsync("run.start", arguments);
        return (await NewestAsync()).GetProperty("entityId").GetString()!;
    }

    /// <summary>Types a line and looks for what it left.</summary>
    private async Task TellAsync(string action, params string[] arguments)
    {
        var result = await TypedCommand.RunAsync(Url, arguments);
        Assert.False(result.Error.Contains("error: ", StringComparison.Ordinal), result.Error);
        var newest = await NewestAsync();
        Assert.Equal(
            (action, "DONE"),
            (newest.GetProperty("action").GetString(), newest.GetProperty("outcome").GetString())
        );
        Assert.NotEqual(lastEntry, lastEntry = newest.GetProperty("id").GetString()!);
        told.Add(PathOf(arguments));
    }

    // A run that ended is sealed beside, by whoever comes to it.
    private async Task<JsonElement> NewestAsync() =>
        (await JsonAsync("audit", "log", "--limit", "9"))
            .EnumerateArray()
            .First(entry => entry.GetProperty("action").GetString() != "run.seal");

    private async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var result = await TypedCommand.RunAsync(Url, [.. arguments, "--json"]);
        using var document = JsonDocument.Parse(result.AssertDone().Output);
        return document.RootElement.Clone();
    }

    private void Write(string file, int rows) =>
        folder.Write(file, string.Concat(Enumerable.Range(0, rows).Select(number => $"{{\"row\":{number}}}\n")));

    private static string PathOf(string[] arguments) =>
        Commands.Keys.Single(path =>
            $"apc {string.Join(' ', arguments)} ".StartsWith($"{path} ", StringComparison.Ordinal)
        );

    private static IEnumerable<Command> Leaves(Command command) =>
        command.Subcommands.Count == 0 ? [command] : command.Subcommands.SelectMany(Leaves);
}
