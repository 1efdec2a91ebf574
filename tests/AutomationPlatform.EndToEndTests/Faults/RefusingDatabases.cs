namespace AutomationPlatform.EndToEndTests.Faults;

/// <summary>A database that takes no more, for want of room or else: workers say so, wait, and go on when it is over.</summary>
public abstract class RefusingDatabases : FaultTest
{
    [Fact]
    public async Task A_worker_waits_for_room_and_loses_nothing()
    {
        await StartQuickRunAsync(120, "sleep 0.01");
        await using var worker = StartLimitableWorker("--drain");
        await Eventually.HoldsAsync("some are done", async () => await CountAsync("COMPLETED") >= 20);
        await FillAsync(worker);
        await Eventually.HoldsAsync(
            "the worker says so",
            () => worker.ErrorSoFar.Contains("trouble with the database") || worker.HasEnded
        );
        var done = await CountAsync("COMPLETED");
        Assert.False(worker.HasEnded, worker.ErrorSoFar);
        await EmptyAsync(worker);
        (await worker.EndAsync()).AssertDone();
        Assert.InRange(done, 20, 119);
        await AssertSoundAsync("COMPLETED", 120);
    }

    [Fact]
    public async Task A_lease_whose_renewal_fails_unforeseen_is_renewed_when_it_can_be_again()
    {
        await StartRunAsync(3, WaitForGo);
        await BreakRenewalsAsync();
        await using var worker = StartWorker("--drain", "--concurrency", "1");
        await Eventually.HoldsAsync("the first item begins", () => Executed("begun").Count == 1);
        await Eventually.HoldsAsync("the worker says so", () => worker.ErrorSoFar.Contains("could not be renewed"));
        await Database.ExecuteAsync(MendRenewals);
        Go();
        (await worker.EndAsync()).AssertDone();
        await AssertSoundAsync("COMPLETED", 3);
    }

    /// <summary>Takes away what refuses renewals.</summary>
    protected virtual string MendRenewals => "DROP TRIGGER no_renewal";

    /// <summary>From now on every renewal is refused, by an error that no database has by itself.</summary>
    protected abstract Task BreakRenewalsAsync();

    internal virtual CliProcess StartLimitableWorker(params string[] more) => StartWorker(more);

    /// <summary>From now on the worker can write nothing more.</summary>
    internal abstract Task FillAsync(CliProcess worker);

    /// <summary>It can again.</summary>
    internal abstract Task EmptyAsync(CliProcess worker);
}

/// <summary>The worker's files may not grow: a write that is beyond the limit fails as on a full disk.</summary>
public sealed class SqliteRefusingDatabases : RefusingDatabases
{
    private const string Program = "/usr/bin/prlimit";

    internal override Task<FaultDatabase> MakeDatabaseAsync()
    {
        Assert.SkipUnless(File.Exists(Program), "there is no prlimit to take a process its room with");
        return Task.FromResult<FaultDatabase>(new SqliteFaultDatabase(Folder));
    }

    // The system would rather kill a process that writes beyond the limit, unless it ignores the signal.
    internal override CliProcess StartLimitableWorker(params string[] more) =>
        CliProcess.StartProgram(
            Folder,
            "/bin/sh",
            ["-c", "trap '' XFSZ; exec \"$@\"", "sh", CliProcess.Program, .. WorkerLine(more)]
        );

    internal override Task FillAsync(CliProcess worker) => LimitAsync(worker, "1:");

    internal override Task EmptyAsync(CliProcess worker) => LimitAsync(worker, "unlimited:");

    protected override Task BreakRenewalsAsync() =>
        Database.ExecuteAsync(
            "CREATE TRIGGER no_renewal BEFORE UPDATE ON worker BEGIN SELECT RAISE(ABORT, 'not today'); END"
        );

    private async Task LimitAsync(CliProcess worker, string size) =>
        (await CliProcess.RunProgramAsync(Folder, Program, "--pid", $"{worker.Id}", $"--fsize={size}")).AssertDone();
}

/// <summary>The server refuses what would need room, with the error of a full disk.</summary>
public sealed class PostgreSqlRefusingDatabases : RefusingDatabases
{
    internal override async Task<FaultDatabase> MakeDatabaseAsync() => await PostgreSqlFaultDatabase.CreateAsync();

    [Theory]
    [InlineData("53200")]
    [InlineData("58030")]
    public async Task A_server_that_is_out_of_its_means_is_waited_for(string sqlState)
    {
        await StartQuickRunAsync(60, "sleep 0.01");
        await using var worker = StartWorker("--drain");
        await Eventually.HoldsAsync("some are done", async () => await CountAsync("COMPLETED") >= 10);
        await RefuseAsync(sqlState);
        await Eventually.HoldsAsync(
            "the worker says so",
            () => worker.ErrorSoFar.Contains("trouble with the database") || worker.HasEnded
        );
        await EmptyAsync(worker);
        (await worker.EndAsync()).AssertDone();
        await AssertSoundAsync("COMPLETED", 60);
    }

    protected override string MendRenewals => "DROP TRIGGER no_renewal ON worker";

    internal override Task FillAsync(CliProcess worker) => RefuseAsync("53100");

    internal override Task EmptyAsync(CliProcess worker) =>
        Database.ExecuteAsync("DROP TRIGGER refused ON item_state_history");

    protected override Task BreakRenewalsAsync() =>
        Database.ExecuteAsync(
            """
            CREATE FUNCTION no_renewal() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'not today';
            END $$;
            CREATE TRIGGER no_renewal BEFORE UPDATE ON worker FOR EACH ROW EXECUTE FUNCTION no_renewal();
            """
        );

    private Task RefuseAsync(string sqlState) =>
        Database.ExecuteAsync(
            $"""
            CREATE FUNCTION refused() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION 'no more of it' USING ERRCODE = '{sqlState}';
            END $$;
            CREATE TRIGGER refused BEFORE INSERT ON item_state_history EXECUTE FUNCTION refused();
            """
        );
}
