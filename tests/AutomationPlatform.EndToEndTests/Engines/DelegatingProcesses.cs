using AutomationPlatform.EndToEndTests.Faults;

namespace AutomationPlatform.EndToEndTests.Engines;

/// <summary>Real processes that hand runs to a service, and are killed or stopped while they do: one job a run.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public abstract class DelegatingProcesses : FaultTest
{
    // What another process waits for: that the lease is over, and the send long enough ago.
    private const string LetTimeGoBy = """
        UPDATE submission SET sent_at = '2020-01-01T00:00:00.000000Z', lease_until = '2020-01-01T00:00:00.000000Z',
            due_at = '2020-01-01T00:00:00.000000Z'
        """;

    [Fact]
    public async Task Killed_between_a_job_and_its_answer_it_leaves_one_job_that_who_watches_the_run_ends()
    {
        await using var service = new RemoteJobs();
        await KillWhileSendingAsync(service);

        (await Folder.ApcAsync("runs", "watch", await OnlyRunAsync())).AssertDone();

        Assert.Equal(1, service.Posts);
        await AssertEndedAsync(service, runs: 1);
    }

    [Fact]
    public async Task Killed_between_a_job_and_its_answer_it_leaves_one_job_that_any_worker_ends()
    {
        await using var service = new RemoteJobs();
        await KillWhileSendingAsync(service);

        await using (var worker = StartWorker())
        {
            await Eventually.HoldsAsync("the run has ended", async () => await CountEndedAsync() == 1);
            await worker.SignalAsync("INT");
            (await worker.EndAsync()).AssertEnded(130);
        }

        Assert.Equal(1, service.Posts);
        await AssertEndedAsync(service, runs: 1);
    }

    [Fact]
    public async Task Stopped_while_it_sent_and_continued_after_another_has_sent_it_takes_its_own_job_back()
    {
        await using var service = new RemoteJobs();
        var (arrived, goOn) = (NewSignal(), NewSignal());
        service.BeforeJob = async post =>
        {
            if (post > 1)
                return;
            arrived.SetResult();
            await goOn.Task;
        };
        await ConnectAsync(service);
        await using var stopped = StartRun();
        await arrived.Task;
        await stopped.SignalAsync("STOP");
        await Database.ExecuteAsync(LetTimeGoBy);
        await using var other = CliProcess.Start(Folder, "runs", "watch", await OnlyRunAsync());
        await Eventually.HoldsAsync("the other has sent it", () => service.Jobs.Count == 1);
        await Eventually.HoldsAsync("and knows its job", async () => await CountAcceptedAsync() == 1);

        await stopped.SignalAsync("CONT");
        goOn.SetResult();
        await Eventually.HoldsAsync("the late job is taken back", () => service.Jobs is [_, { Status: "cancelled" }]);
        Assert.Equal(RemoteJob.Queued, service.Jobs[0].Status);
        service.Jobs[0].Status = "done";

        (await stopped.EndAsync()).AssertDone();
        (await other.EndAsync()).AssertDone();
        Assert.Equal(["done", "cancelled"], service.Jobs.Select(job => job.Status));
        await AssertEndedAsync(service, runs: 1);
    }

    [Fact]
    public async Task Two_processes_that_look_after_fifty_runs_send_fifty_jobs_and_end_fifty_runs()
    {
        const int Runs = 50;
        await using var service = new RemoteJobs { GoesOn = "running" };
        await ConnectAsync(service);
        await using var first = StartWorker();
        await using var second = StartWorker();
        for (var run = 0; run < Runs; run++)
            (await TypeAsync("run", Folder.At("automation.yaml"), "--detach")).AssertDone();

        await Eventually.HoldsAsync("all have ended", async () => await CountEndedAsync() == Runs);

        foreach (var process in (CliProcess[])[first, second])
        {
            await process.SignalAsync("INT");
            var ended = (await process.EndAsync()).AssertEnded(130);
            Assert.DoesNotContain("Concurrency", ended.Output + ended.Error, StringComparison.OrdinalIgnoreCase);
            Assert.Empty(ended.Errors);
        }
        Assert.Equal(Runs, service.Posts);
        Assert.Equal(Runs, service.Jobs.Select(job => job.Submission).Distinct().Count());
        await AssertEndedAsync(service, Runs);
    }

    private async Task KillWhileSendingAsync(RemoteJobs service)
    {
        await ConnectAsync(service);
        var (arrived, goOn) = (NewSignal(), NewSignal());
        service.BeforeAnswer = _ =>
        {
            arrived.SetResult();
            return goOn.Task;
        };
        await using var killed = StartRun();
        await arrived.Task;
        await killed.SignalAsync("KILL");
        (await killed.EndAsync()).AssertEnded(137);
        goOn.SetResult();
        Assert.Equal(1, await Database.CountAsync("SELECT count(*) FROM submission WHERE state = 'SENT'"));
        await Database.ExecuteAsync(LetTimeGoBy);
        service.GoesOn = "running";
    }

    private async Task ConnectAsync(RemoteJobs service)
    {
        // A request must outlast what happens meanwhile, however slow the machine is.
        (await TypeAsync(service.Connection("flows", "timeout=100s"))).AssertDone();
        Folder.Write("automation.yaml", "name: T\nhandler: {engine: {name: flows}}\n");
    }

    private CliProcess StartRun() => CliProcess.Start(Folder, "run", "automation.yaml");

    private async Task<string> OnlyRunAsync() =>
        (await Database.ListAsync<string>("SELECT CAST(id AS text) FROM run")).Single();

    private Task<long> CountEndedAsync() =>
        Database.CountAsync("SELECT count(*) FROM run WHERE CAST(status AS text) = 'COMPLETED'");

    private Task<long> CountAcceptedAsync() =>
        Database.CountAsync("SELECT count(*) FROM submission WHERE state = 'ACCEPTED'");

    // Every run has ended as its job did, by one instance, and nothing is open.
    private async Task AssertEndedAsync(RemoteJobs service, int runs)
    {
        Assert.Equal(runs, service.Jobs.Count(job => job.Status == "done"));
        Assert.Equal(runs, await CountEndedAsync());
        Assert.Equal(runs, await Database.CountAsync("SELECT count(*) FROM orchestration_instance"));
        Assert.Equal(
            runs,
            await Database.CountAsync("SELECT count(*) FROM orchestration_instance WHERE finished_at IS NOT NULL")
        );
        Assert.Equal(0, await Database.CountAsync("SELECT count(*) FROM submission WHERE closed_at IS NULL"));
        (await TypeAsync("db", "doctor")).AssertDone();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class SqliteDelegatingProcesses : DelegatingProcesses
{
    internal override Task<FaultDatabase> MakeDatabaseAsync() =>
        Task.FromResult<FaultDatabase>(new SqliteFaultDatabase(Folder));
}

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class PostgreSqlDelegatingProcesses : DelegatingProcesses
{
    internal override async Task<FaultDatabase> MakeDatabaseAsync() => await PostgreSqlFaultDatabase.CreateAsync();
}
