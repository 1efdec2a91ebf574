namespace AutomationPlatform.EndToEndTests.Faults;

/// <summary>kill -9 between the commit of what happened and its delivery.</summary>
public abstract class KilledRelays : FaultTest
{
    private const string FailEveryFourth =
        "[ $((n % 4)) != 0 ] || answer='\"error\":{\"code\":\"no\",\"message\":\"it is no use\",\"retryable\":false}'";

    [Fact]
    public async Task After_a_kill_the_receiver_gets_every_event_at_least_once_and_in_order()
    {
        await using var receiver = new WebhookReceiver();
        await SubscribeAsync(receiver);
        await StartQuickRunAsync(40, FailEveryFourth);
        receiver.HoldAfter(5);
        await using (var worker = StartWorker("--drain"))
        {
            await Eventually.HoldsAsync("the run has failed", async () => await HasEndedAsync());
            await Eventually.HoldsAsync("some were taken", () => receiver.Received.Count == 5);
            await worker.SignalAsync("KILL");
            (await worker.EndAsync()).AssertEnded(137);
        }
        var told = await ListToldAsync();
        Assert.Equal(1 + 10 + 10 + 1 + 1, told.Count);

        receiver.GoOn();
        await DrainAsync();

        Assert.Equal(told, receiver.Received.Distinct());
        Assert.Equal(0, await Database.CountAsync("SELECT count(*) FROM delivery"));
        await AssertSoundAsync("FAILED", 30);
    }

    [Fact]
    public async Task A_run_in_one_command_delivers_before_it_ends_what_it_told()
    {
        await using var receiver = new WebhookReceiver();
        await SubscribeAsync(receiver);
        Folder.Write("rows.jsonl", "{\"n\": 1}\n");
        Folder.Write("automation.yaml", "name: T\nhandler: {builtin: noop}\n");

        (await Folder.ApcAsync("run", Folder.Path, "--input", "rows.jsonl")).AssertDone();

        Assert.Equal(
            ["run.started", "batch.completed", "run.completed"],
            receiver.Received.Select(id => id.Split(':')[2])
        );
    }

    private async Task SubscribeAsync(WebhookReceiver receiver)
    {
        Folder.Write("secret", "whsec_c2VjcmV0");
        var secret = $"file:{Folder.At("secret")}";
        (await TypeAsync("webhooks", "add", receiver.Url, "--secret", secret, "--allow-private-network")).AssertDone();
    }

    private async Task<bool> HasEndedAsync() =>
        await Database.CountAsync($"SELECT count(*) FROM run WHERE id = '{Run}' AND finished_at IS NOT NULL") == 1;

    // What was taken is in the record or, where the kill came before that was written, still in the queue.
    private Task<List<string>> ListToldAsync() =>
        Database.ListAsync<string>(
            "SELECT event_id FROM (SELECT id, event_id FROM delivery UNION ALL SELECT id, event_id FROM delivery_record) AS told "
                + "ORDER BY id"
        );
}

public sealed class SqliteKilledRelays : KilledRelays
{
    internal override Task<FaultDatabase> MakeDatabaseAsync() =>
        Task.FromResult<FaultDatabase>(new SqliteFaultDatabase(Folder));
}

public sealed class PostgreSqlKilledRelays : KilledRelays
{
    internal override async Task<FaultDatabase> MakeDatabaseAsync() => await PostgreSqlFaultDatabase.CreateAsync();
}
