using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Cli;
using AutomationPlatform.Cli.Engines;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>What is said of runs with jobs in engines while they are started, watched and cancelled.</summary>
public class EngineWatchTests
{
    private const string WorkerHint = "apc worker --run";

    [Fact]
    public async Task Troubles_that_take_turns_are_told_once_each()
    {
        var line = await WatchAsync(look => [Troubled(look % 2 == 0 ? "even" : "odd")]);
        Assert.Equal(ExitCode.Done, line.ExitCode);
        Assert.All(["even\n", "odd\n"], trouble => Assert.Equal(2, line.Error.Split(trouble).Length));
    }

    [Fact]
    public async Task Of_many_troubles_a_few_are_told_and_the_others_counted_once()
    {
        var line = await WatchAsync(look => [.. Enumerable.Range(look, 8).Select(shard => Troubled($"no {shard}"))]);
        Assert.Equal(TroubleNotes.Limit + 1, line.Error.Split("engine 'lab': no ").Length);
        Assert.Equal(
            2,
            line.Error.Split($"and 3 more; from now on trouble is shown by: apc runs show {Told.RunId}\n").Length
        );
    }

    [Fact]
    public async Task A_run_that_an_engine_drives_is_sent_and_observed_by_watching_it_and_no_worker_is_asked_for()
    {
        var looks = 0;
        var engines = new ToldEngines
        {
            SubmissionsNow = () =>
            {
                Interlocked.Increment(ref looks);
                return [];
            },
        };
        var runs = Runs(RunDriver.Engine, () => looks > 5);
        var line = await EngineLine
            .Over(engines, runs, clock: new ImpatientClock())
            .RunAsync("runs", "watch", "0199f3c2");
        Assert.Equal(ExitCode.Done, line.ExitCode);
        Assert.Contains(Told.RunId, engines.LookedFor);
        Assert.DoesNotContain(WorkerHint, line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_an_engine_drives_and_whose_jobs_are_over_is_no_work_for_a_worker()
    {
        var engines = new ToldEngines { Submissions = [ToldEngines.Ended] };
        var line = await EngineLine
            .Over(engines, Runs(RunDriver.Engine, () => false), clock: new ImpatientClock())
            .RunAsync("runs", "watch", "0199f3c2");
        Assert.Equal(ExitCode.Unavailable, line.ExitCode);
        Assert.Contains(
            $"all have ended, and 159 items of the run are left; give it up with: apc runs cancel {Told.RunId} --reason TEXT",
            line.Error,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(WorkerHint, line.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RunDriver.Workers, true)]
    [InlineData(RunDriver.Manual, false)]
    public async Task A_worker_is_asked_for_only_where_one_would_serve(RunDriver driver, bool isAskedFor)
    {
        var line = EngineLine.Over(new ToldEngines(), Runs(driver, () => false));
        line.Interrupts.Raise();
        await line.RunAsync("runs", "watch", "0199f3c2");
        Assert.Equal(ExitCode.Interrupted, line.ExitCode);
        Assert.Equal(isAskedFor, line.Error.Contains(WorkerHint, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cancelling_a_run_looks_at_its_shards_and_says_that_their_engine_was_asked()
    {
        var engines = new ToldEngines { Submissions = [ToldEngines.Accepted with { CancelSentAt = Told.At(3) }] };
        var line = await CancelAsync(engines);
        Assert.Equal([Told.RunId], engines.LookedFor);
        Assert.EndsWith(
            "Its engine was asked to cancel what it does of it; "
                + $"its end is seen by a worker, or: apc runs watch {Told.RunId}\n",
            line.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Cancelling_what_cannot_be_asked_for_now_leaves_it_to_whoever_observes_it()
    {
        foreach (
            var job in (Submission[])
                [ToldEngines.Accepted, ToldEngines.Waiting, ToldEngines.Waiting with { CancelSentAt = Told.At(3) }]
        )
        {
            var line = await CancelAsync(new ToldEngines { Submissions = [job] });
            Assert.EndsWith(
                "What is still open of it in its engine is cancelled by whoever observes it: "
                    + $"a worker, or: apc runs watch {Told.RunId}\n",
                line.Error,
                StringComparison.Ordinal
            );
            Assert.Equal(
                job.Trouble is not null,
                line.Error.Contains($"warning: {job.Trouble}\n", StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public async Task Cancelling_a_run_that_has_nothing_open_in_engines_looks_at_none()
    {
        var engines = new ToldEngines { Submissions = [ToldEngines.Ended] };
        var line = await CancelAsync(engines);
        Assert.Empty(engines.LookedFor);
        Assert.DoesNotContain("engine", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shards_that_are_left_to_others_say_who_must_see_to_them()
    {
        var engines = new ToldEngines();
        var line = await EngineLine
            .Over(engines, Runs(RunDriver.Workers, () => false), new ToldJobs("x"))
            .RunAsync("run", "Customer import", "--batch", "Q1-2024", "--engine", "lab", "--shards", "2", "--detach");
        Assert.Equal(ExitCode.Done, line.ExitCode);
        Assert.Equal([0, 1], engines.Recorded.Select(order => order.FirstShard));
        Assert.StartsWith(
            "Its jobs are sent to the engine and observed there only while somebody sees to it: "
                + $"any `apc worker` that is no shard, or: apc runs watch {Told.RunId}\n",
            line.Error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_run_that_an_engine_drives_is_shown_with_the_watching_that_has_it_sent()
    {
        var line = await EngineLine
            .Over(new ToldEngines(), Runs(RunDriver.Engine, () => false))
            .RunAsync("runs", "show", "0199f3c2");
        Assert.Contains("  have it sent and observed, and see how far it is\n", line.Error, StringComparison.Ordinal);
    }

    // Watched until its submissions were looked at a dozen times; then it ends, and they with it.
    private static Task<TypedLine> WatchAsync(Func<int, IReadOnlyList<Submission>> submissions)
    {
        const int Looks = 12;
        var looks = 0;
        var engines = new ToldEngines
        {
            SubmissionsNow = () =>
                Interlocked.Increment(ref looks) is var look && look <= Looks ? submissions(look) : [],
        };
        return EngineLine
            .Over(engines, Runs(RunDriver.Workers, () => looks >= Looks), clock: new ImpatientClock())
            .RunAsync("runs", "watch", "0199f3c2");
    }

    private static Task<TypedLine> CancelAsync(ToldEngines engines) =>
        EngineLine
            .Over(engines, new ToldRuns(Told.Run(ExecutionStatus.Processing)))
            .RunAsync("runs", "cancel", "0199f3c2", "--reason", "wrong file");

    private static ToldRuns Runs(RunDriver driver, Func<bool> hasEnded) =>
        new(Told.Run(ExecutionStatus.Processing) with { Driver = driver })
        {
            Activity = Told.Activity with { Workers = [] },
            Now = run => hasEnded() ? Told.Run(ExecutionStatus.Completed) with { Driver = driver } : run,
        };

    private static Submission Troubled(string trouble) =>
        ToldEngines.Accepted with
        {
            Trouble = $"engine 'lab': {trouble}",
        };
}
