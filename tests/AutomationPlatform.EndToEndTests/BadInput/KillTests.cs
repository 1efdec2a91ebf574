namespace AutomationPlatform.EndToEndTests.BadInput;

/// <summary>kill -9 at any moment: what was acknowledged stays, nothing half-written is seen, and the next command goes on.</summary>
public sealed class KillTests : IDisposable
{
    private const string LeaseIsOver = "UPDATE import_lease SET lease_until = '2000-01-01T00:00:00.000000Z'";

    private readonly TestFolder folder = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_killed_migration_is_made_good_by_the_next(int moment)
    {
        await using (var migration = CliProcess.Start(folder, "db", "migrate"))
        {
            // The file, then its log, then the first table: three moments that others can see.
            await Eventually.HoldsAsync(
                "the migration begins",
                () =>
                    migration.HasEnded
                    || File.Exists(moment == 0 ? folder.DatabaseFile : folder.DatabaseFile + "-wal")
                        && (moment < 2 || new FileInfo(folder.DatabaseFile + "-wal").Length > 0)
            );
            await migration.SignalAsync("KILL");
            await migration.EndAsync();
        }
        (await folder.ApcAsync("db", "migrate")).AssertDone();
        await folder.DefineAsync();
        await folder.AssertHealthyAsync();
    }

    [Fact]
    public async Task What_a_killed_import_wrote_is_never_seen_and_the_next_import_of_that_name_succeeds()
    {
        await KillImportAsync();
        Assert.Equal(0, (await folder.JsonAsync("batches", "list", "T")).GetArrayLength());
        (await folder.ApcAsync("import", "T", "rows.jsonl")).AssertRefused(73, "rows", "another process");
        await folder.SqlAsync(LeaseIsOver);
        folder.Write("rows.jsonl", "{\"n\": 1}\n");
        (await folder.ApcAsync("import", "T", "rows.jsonl")).AssertDone();
        var batch = Assert.Single((await folder.JsonAsync("batches", "list", "T")).EnumerateArray());
        Assert.Equal(1, batch.GetProperty("items").GetInt64());
        Assert.Equal(1L, await folder.SqlAsync("SELECT count(*) FROM item"));
        await folder.AssertHealthyAsync();
    }

    [Fact]
    public async Task What_a_killed_import_left_is_found_by_the_doctor_and_removed()
    {
        await KillImportAsync();
        await folder.SqlAsync(LeaseIsOver);
        (await folder.ApcAsync("db", "doctor")).AssertEnded(1);
        (await folder.ApcAsync("db", "doctor", "--repair")).AssertEnded(1);
        await folder.AssertHealthyAsync();
        Assert.Equal(0L, await folder.SqlAsync("SELECT (SELECT count(*) FROM item) + (SELECT count(*) FROM batch)"));
    }

    [Fact]
    public async Task A_killed_run_loses_nothing_and_is_finished_by_the_next_worker()
    {
        folder.Write("rows.jsonl", string.Concat(Enumerable.Range(0, 200).Select(n => $"{{\"n\": {n}}}\n")));
        await folder.DefineAsync(
            "{command: [sh, -c, 'sleep 0.05; cat']}",
            "retry: {maxAttempts: 3, initialDelay: 10ms}\n"
        );
        await using (var run = CliProcess.Start(folder, "run", "T", "--input", "rows.jsonl"))
        {
            await Eventually.HoldsAsync(
                "some items are done",
                async () => run.HasEnded || await CountAsync("COMPLETED") >= 5
            );
            await run.SignalAsync("KILL");
            await run.EndAsync();
        }
        var done = await CountAsync("COMPLETED");
        Assert.InRange(done, 5, 199);
        await folder.SqlAsync("UPDATE worker SET lease_until = '2000-01-01T00:00:00.000000Z'");
        (await folder.ApcAsync("worker", "--drain")).AssertDone();
        var told = (await folder.JsonAsync("runs", "list"))[0];
        Assert.Equal("COMPLETED", told.GetProperty("run").GetProperty("status").GetString());
        Assert.Equal(200, told.GetProperty("items").GetProperty("completed").GetInt64());
        // What was finished before the kill was not done twice.
        Assert.Equal(
            200L,
            await folder.SqlAsync("SELECT count(*) FROM item_state_history WHERE new_status = 'COMPLETED'")
        );
        await folder.AssertHealthyAsync();
    }

    public void Dispose() => folder.Dispose();

    private async Task<long> CountAsync(string status) =>
        File.Exists(folder.DatabaseFile)
            ? (long)(await folder.SqlAsync($"SELECT count(*) FROM item_execution WHERE status = '{status}'"))!
            : 0;

    private async Task KillImportAsync()
    {
        await folder.DefineAsync();
        using (var rows = File.CreateText(folder.At("rows.jsonl")))
            for (var n = 0; n < 400_000; n++)
                await rows.WriteAsync($"{{\"n\": {n}}}\n");
        await using var import = CliProcess.Start(folder, "import", "T", "rows.jsonl");
        await Eventually.HoldsAsync(
            "a slice is written",
            async () => import.HasEnded || (long)(await folder.SqlAsync("SELECT count(*) FROM item"))! > 0
        );
        await import.SignalAsync("KILL");
        var ended = await import.EndAsync();
        Assert.Equal(137, ended.ExitCode);
    }
}
