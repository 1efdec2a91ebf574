namespace AutomationPlatform.EndToEndTests.Faults;

/// <summary>SIGSTOP for longer than the lease, then SIGCONT: a worker that wakes up among others that took over.</summary>
public abstract class StoppedWorkers : FaultTest
{
    private const string LeaseLost = "the lease of";

    [Fact]
    public async Task Stopped_longer_than_its_lease_its_late_answer_is_refused_and_it_begins_nothing_that_others_did()
    {
        await StartQuickRunAsync(60, $"[ $n != 30 ] || [ $attempt != 1 ] || {WaitForGo}");
        await using var stopped = StartWorker("--concurrency", "1");
        await Eventually.HoldsAsync(
            "it holds one that is being done and others that are not begun",
            async () => await CountAsync("COMPLETED") == 30 && await CountAsync("PROCESSING") > 1
        );
        await stopped.SignalAsync("STOP");
        await DrainAsync("--concurrency", "1");

        await stopped.SignalAsync("CONT");
        await Eventually.HoldsAsync("it notices that its lease is lost", () => stopped.ErrorSoFar.Contains(LeaseLost));
        Go();

        await Eventually.HoldsAsync("its answer is refused", async () => await LateAsync("COMPLETED", stopped) == 1);
        await stopped.SignalAsync("INT");
        (await stopped.EndAsync()).AssertEnded(130);
        Assert.Equal([30], Executed("begun").GroupBy(n => n).Where(n => n.Count() > 1).Select(n => n.Key));
        var item = await ItemExecutionAsync(30);
        foreach (var command in (string[])["show", "history"])
            Assert.Contains($":{stopped.Id} ", (await TypeAsync("items", command, item)).AssertDone().Output);
        await AssertSoundAsync("COMPLETED", 60);
    }

    [Fact]
    public async Task Two_workers_that_do_the_same_items_never_both_succeed()
    {
        await StartRunAsync(4, WaitForGo);
        await using var first = StartWorker("--concurrency", "4");
        await Eventually.HoldsAsync("the first begins all", () => Executed("begun").Count == 4);
        await first.SignalAsync("STOP");
        await using var second = StartWorker("--concurrency", "4", "--drain");
        await Eventually.HoldsAsync("the second begins all again", () => Executed("begun").Count == 8);

        await first.SignalAsync("CONT");
        Go();

        (await second.EndAsync()).AssertDone();
        await Eventually.HoldsAsync("the first is refused", async () => await LateAsync("COMPLETED", first) == 4);
        await first.SignalAsync("INT");
        (await first.EndAsync()).AssertEnded(130);
        Assert.Equal(
            4,
            await Database.CountAsync(
                "SELECT count(*) FROM item_state_history WHERE CAST(new_status AS text) = 'COMPLETED' "
                    + $"AND created_by LIKE '%:{second.Id}'"
            )
        );
        await AssertSoundAsync("COMPLETED", 4);
    }

    [Fact]
    public async Task Stopped_and_continued_before_anybody_took_over_its_answer_is_good()
    {
        await StartRunAsync(1, WaitForGo);
        await using var worker = StartWorker("--drain");
        await Eventually.HoldsAsync("it begins", () => Executed("begun").Count == 1);
        await worker.SignalAsync("STOP");
        Go();
        await Eventually.HoldsAsync("the handler ends", () => Executed("done").Count == 1);
        await worker.SignalAsync("CONT");
        (await worker.EndAsync()).AssertDone();
        Assert.Equal(0, await Database.CountAsync("SELECT count(*) FROM late_answer"));
        await AssertSoundAsync("COMPLETED", 1);
    }

    private Task<long> LateAsync(string outcome, CliProcess worker) =>
        Database.CountAsync(
            $"SELECT count(*) FROM late_answer WHERE outcome = '{outcome}' AND worker LIKE '%:{worker.Id}'"
        );
}

public sealed class SqliteStoppedWorkers : StoppedWorkers
{
    internal override Task<FaultDatabase> MakeDatabaseAsync() =>
        Task.FromResult<FaultDatabase>(new SqliteFaultDatabase(Folder));
}

public sealed class PostgreSqlStoppedWorkers : StoppedWorkers
{
    internal override async Task<FaultDatabase> MakeDatabaseAsync() => await PostgreSqlFaultDatabase.CreateAsync();
}
