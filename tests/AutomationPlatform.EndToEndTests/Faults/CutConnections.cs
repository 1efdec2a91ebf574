namespace AutomationPlatform.EndToEndTests.Faults;

/// <summary>What the server does to transactions and connections while it stays up.</summary>
public sealed class CutConnections : FaultTest
{
    // Asked for within the server, because whoever waits longer than a second looks for a deadlock only once.
    private const string TakeTheItemOnceSomebodyWaits = """
        DO $$
        BEGIN
            WHILE NOT EXISTS (SELECT FROM pg_locks l WHERE pg_backend_pid() = ANY (pg_blocking_pids(l.pid))) LOOP
                PERFORM pg_sleep(0.01);
            END LOOP;
            PERFORM 1 FROM item_execution FOR UPDATE;
        END $$
        """;

    internal override async Task<FaultDatabase> MakeDatabaseAsync() => await PostgreSqlFaultDatabase.CreateAsync();

    private string Workers => $"a.application_name = '{((PostgreSqlFaultDatabase)Database).Name}'";

    [Fact]
    public async Task Connections_that_the_server_ends_again_and_again_cost_no_item_and_no_attempt()
    {
        await StartQuickRunAsync(200, "sleep 0.01");
        await using var worker = StartWorker("--drain");
        for (var done = 20; done <= 180; done += 40)
        {
            await Eventually.HoldsAsync("the worker goes on", async () => await CountAsync("COMPLETED") >= done);
            await Database.ExecuteAsync($"SELECT pg_terminate_backend(a.pid) FROM pg_stat_activity a WHERE {Workers}");
        }
        (await worker.EndAsync()).AssertDone();
        Assert.Equal(200, Executed("begun").Count);
        Assert.Equal(0, await Database.CountAsync("SELECT count(*) FROM late_answer"));
        await AssertSoundAsync("COMPLETED", 200);
    }

    [Theory]
    [InlineData("run", "SELECT")]
    [InlineData("worker", "DELETE FROM worker")]
    public async Task A_connection_that_is_cut_at_the_last_step_does_not_end_the_worker_in_an_error(
        string table,
        string statement
    )
    {
        await StartRunAsync(1, WaitForGo);
        await using var worker = StartWorker("--drain");
        await Eventually.HoldsAsync("the item begins", () => Executed("begun").Count == 1);
        await using (var other = await Database.OpenAsync())
        {
            await FaultDatabase.ExecuteAsync(other, $"BEGIN; SELECT 1 FROM {table} FOR UPDATE");
            Go();
            await BlockedAsync(statement);
            await Database.ExecuteAsync(
                $"SELECT pg_terminate_backend(a.pid, 5000) FROM pg_stat_activity a WHERE {Blocked}"
            );
            await FaultDatabase.ExecuteAsync(other, "ROLLBACK");
        }
        (await worker.EndAsync()).AssertDone();
        await AssertSoundAsync("COMPLETED", 1);
    }

    [Fact]
    public async Task A_transaction_undone_by_a_deadlock_is_done_once_more()
    {
        await StartRunAsync(1, WaitForGo);
        await using var worker = StartWorker("--drain");
        await Eventually.HoldsAsync("the item begins", () => Executed("begun").Count == 1);
        await using (var other = await Database.OpenAsync())
        {
            // A completion takes the item, then the claim; this takes them the other way round.
            await FaultDatabase.ExecuteAsync(other, "BEGIN; SELECT 1 FROM claim FOR UPDATE");
            Go();
            await FaultDatabase.ExecuteAsync(other, TakeTheItemOnceSomebodyWaits);
            Assert.Equal(1, await CountAsync("PROCESSING"));
            await FaultDatabase.ExecuteAsync(other, "ROLLBACK");
        }
        (await worker.EndAsync()).AssertDone();
        Assert.Equal(1, await OfItemAsync(0, "e.attempt_count"));
        await AssertSoundAsync("COMPLETED", 1);
    }

    [Fact]
    public async Task A_transaction_undone_because_it_could_not_be_serialized_is_done_once_more()
    {
        Folder.Environment["DATABASE_URL"] =
            Database.Url + "&options=-c%20default_transaction_isolation%3Dserializable";
        await StartRunAsync(40, $"[ $n != 0 ] || {WaitForGo}");
        await using var first = StartWorker("--drain", "--concurrency", "2");
        await using var second = StartWorker("--drain", "--concurrency", "2");
        await Eventually.HoldsAsync("the first item begins", () => Executed("begun").Contains(0));
        var item = await ItemExecutionAsync(0);
        await using var other = await Database.OpenAsync();
        await FaultDatabase.ExecuteAsync(
            other,
            $"BEGIN; UPDATE item_execution SET updated_by = 'another' WHERE id = '{item}'"
        );
        Go();
        await BlockedAsync("UPDATE item_execution");
        await FaultDatabase.ExecuteAsync(other, "COMMIT");
        (await first.EndAsync()).AssertDone();
        (await second.EndAsync()).AssertDone();
        await AssertSoundAsync("COMPLETED", 40);
    }

    private string Blocked => $"{Workers} AND cardinality(pg_blocking_pids(a.pid)) > 0";

    private Task BlockedAsync(string statement) =>
        Eventually.HoldsAsync(
            $"{statement} waits for the lock",
            async () =>
                await Database.CountAsync(
                    $"SELECT count(*) FROM pg_stat_activity a WHERE {Blocked} AND a.query LIKE '%{statement}%'"
                ) > 0
        );
}
