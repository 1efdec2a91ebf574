using System.Data.Common;

namespace AutomationPlatform.EndToEndTests.Faults;

/// <summary>kill -9 of a worker at every moment of an item's life.</summary>
public abstract class KilledWorkers : FaultTest
{
    [Fact]
    public async Task Killed_in_the_middle_of_an_item_it_is_done_again_by_another()
    {
        await StartRunAsync(3, WaitForGo);
        await using (var worker = StartWorker("--concurrency", "1"))
        {
            await Eventually.HoldsAsync("the first item begins", () => Executed("begun").Count == 1);
            await KillAsync(worker);
        }
        Go();
        await DrainAsync();
        Assert.Equal([0, 0, 1, 2], Executed("begun").Order());
        Assert.Equal([0, 1, 2], Executed("done").Order());
        Assert.Equal(1, await OfItemAsync(0, "e.lost_count"));
        await AssertSoundAsync("COMPLETED", 3);
    }

    [Fact]
    public async Task Killed_in_the_middle_of_an_item_that_may_not_be_repeated_its_outcome_is_unknown()
    {
        await StartRunAsync(3, WaitForGo, more: "");
        await using (var worker = StartWorker("--concurrency", "1"))
        {
            await Eventually.HoldsAsync("the first item begins", () => Executed("begun").Count == 1);
            await KillAsync(worker);
        }
        Go();
        await DrainAsync();
        Assert.Equal([0, 1, 2], Executed("begun").Order());
        Assert.Equal("unknown-outcome", await CodeAsync(0));
        await AssertSoundAsync("FAILED", 2);
    }

    [Fact]
    public async Task Killed_in_the_middle_of_a_chunk_what_was_answered_stays_and_the_rest_is_done_by_another()
    {
        await StartQuickRunAsync(200, $"[ $n != 100 ] || [ $attempt != 1 ] || {WaitForGo}");
        await using (var worker = StartWorker("--concurrency", "1"))
        {
            await Eventually.HoldsAsync(
                "some are answered, one is being done and others are held",
                async () => await CountAsync("COMPLETED") == 100 && await CountAsync("PROCESSING") > 1
            );
            await KillAsync(worker);
        }
        await DrainAsync("--concurrency", "1");
        Assert.Equal([100], Executed("begun").GroupBy(n => n).Where(n => n.Count() > 1).Select(n => n.Key));
        await AssertSoundAsync("COMPLETED", 200);
    }

    [Theory]
    [InlineData(Retry, "COMPLETED", 2)]
    [InlineData("", "FAILED", 1)]
    public async Task Killed_between_the_handler_and_the_completion_nothing_is_taken_for_done(
        string policy,
        string status,
        int executions
    )
    {
        await StartRunAsync(1, WaitForGo, policy);
        await using (var worker = StartWorker())
        {
            await Eventually.HoldsAsync("the item begins", () => Executed("begun").Count == 1);
            await using var lockedOut = await LockCompletionOutAsync();
            Go();
            await AwaitCompletionAsync(lockedOut);
            await KillAsync(worker);
            await ReleaseAsync(lockedOut);
        }
        Assert.Equal(1, await CountAsync("PROCESSING"));
        await DrainAsync();
        Assert.Equal(executions, Executed("done").Count);
        await AssertSoundAsync(status, completed: status == "COMPLETED" ? 1 : 0);
    }

    [Fact]
    public async Task An_item_that_kills_every_worker_that_touches_it_fails_alone()
    {
        await StartRunAsync(8, "[ $n != 3 ] || kill -9 $PPID; sleep 0.05");
        for (var killed = 0; ; killed++)
        {
            await using var worker = StartWorker("--drain", "--concurrency", "3");
            var ended = await worker.EndAsync();
            if (ended.ExitCode != 137)
            {
                ended.AssertDone();
                Assert.Equal(3, killed);
                break;
            }
        }
        Assert.Equal("lost", await CodeAsync(3));
        Assert.Equal(3, await OfItemAsync(3, "e.lost_count"));
        Assert.Equal(3, Executed("begun").Count(n => n == 3));
        await AssertSoundAsync("FAILED", 7);
    }

    /// <summary>Keeps the completion of the only item out of the database.</summary>
    protected abstract Task<DbConnection> LockCompletionOutAsync();

    /// <summary>Returns once the handler has ended and its completion is kept out.</summary>
    protected abstract Task AwaitCompletionAsync(DbConnection lockedOut);

    /// <summary>Lets others in again; what the killed worker had asked for is not done.</summary>
    protected abstract Task ReleaseAsync(DbConnection lockedOut);

    private async Task<string> CodeAsync(int number) =>
        (
            await Database.ListAsync<string>(
                $"SELECT e.error_code FROM item_execution e JOIN item i ON i.id = e.item_id WHERE i.sequence_number = {number}"
            )
        ).Single();

    private static async Task KillAsync(CliProcess worker)
    {
        await worker.SignalAsync("KILL");
        (await worker.EndAsync()).AssertEnded(137);
    }
}

public sealed class SqliteKilledWorkers : KilledWorkers
{
    internal override Task<FaultDatabase> MakeDatabaseAsync() =>
        Task.FromResult<FaultDatabase>(new SqliteFaultDatabase(Folder));

    protected override async Task<DbConnection> LockCompletionOutAsync()
    {
        var connection = await Database.OpenAsync();
        await FaultDatabase.ExecuteAsync(connection, "BEGIN IMMEDIATE");
        return connection;
    }

    protected override Task AwaitCompletionAsync(DbConnection lockedOut) =>
        Eventually.HoldsAsync("the handler ends", () => Executed("done").Count == 1);

    protected override Task ReleaseAsync(DbConnection lockedOut) => FaultDatabase.ExecuteAsync(lockedOut, "ROLLBACK");
}

public sealed class PostgreSqlKilledWorkers : KilledWorkers
{
    private const string Waiting = "SELECT count(*) FROM pg_stat_activity a WHERE ";

    private string blocked = "";

    internal override async Task<FaultDatabase> MakeDatabaseAsync() => await PostgreSqlFaultDatabase.CreateAsync();

    protected override async Task<DbConnection> LockCompletionOutAsync()
    {
        var connection = await Database.OpenAsync();
        await FaultDatabase.ExecuteAsync(connection, "BEGIN; SELECT 1 FROM item_execution FOR UPDATE");
        blocked =
            $"a.application_name = '{((PostgreSqlFaultDatabase)Database).Name}' AND cardinality(pg_blocking_pids(a.pid)) > 0";
        return connection;
    }

    protected override Task AwaitCompletionAsync(DbConnection lockedOut) =>
        Eventually.HoldsAsync(
            "the completion waits for the lock",
            async () => await Database.CountAsync(Waiting + blocked) > 0
        );

    // The server does not notice that its client is gone while it waits for a lock: ended, it forgets what it was asked.
    protected override async Task ReleaseAsync(DbConnection lockedOut)
    {
        await Database.ExecuteAsync(
            $"SELECT pg_terminate_backend(a.pid, 5000) FROM pg_stat_activity a WHERE {blocked}"
        );
        await FaultDatabase.ExecuteAsync(lockedOut, "ROLLBACK");
    }
}
