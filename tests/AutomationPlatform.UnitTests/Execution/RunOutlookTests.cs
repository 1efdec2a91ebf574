using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.UnitTests.Execution;

/// <summary>Why items wait, and when a run should be finished: decided from what was read, without a database.</summary>
public class RunOutlookTests
{
    private static readonly WorkerActivity AtWork = new("a:1", "a", null, 4, Moments.Noon, Moments.Later);

    private static readonly RunActivity Idle = new(
        Moments.Noon.AddSeconds(100),
        [],
        [],
        LivingWorkers: 0,
        HasReady: true,
        Delayed: 0,
        NextDueAt: null,
        AutomationPaused: false,
        Limit: null,
        []
    );

    [Fact]
    public void Without_a_worker_it_waits_for_one() => Assert.Equal(["no-worker"], Why(Idle));

    [Fact]
    public void A_worker_that_does_not_take_it_is_not_one_for_it() =>
        Assert.Equal(["no-worker"], Why(Idle with { LivingWorkers = 1 }));

    [Fact]
    public void Where_every_worker_refuses_it_says_what_they_said()
    {
        WorkerService[] services = [new("a:1", "python3 is not on the PATH"), new("b:2", "not allowed here")];
        var reason = Assert.Single(RunOutlook.WhyWaiting(Open(), Idle with { LivingWorkers = 2, Services = services }));
        Assert.Equal(("not-servable", 2), (reason.Code, reason.Refusals.Count));
    }

    [Fact]
    public void Where_a_worker_can_serve_it_and_others_are_at_work_it_waits_for_its_turn()
    {
        var served = Idle with { LivingWorkers = 2, Services = [new("a:1", "no"), new("b:2", Refusal: null)] };
        Assert.Equal(["turn"], Why(served with { OthersAtWork = true }));
        Assert.Empty(Why(served));
    }

    [Fact]
    public void What_waits_behind_others_waits_for_nothing_else() =>
        Assert.Empty(Why(Idle with { Workers = [AtWork] }));

    [Fact]
    public void A_limit_that_is_reached_is_the_reason_even_while_workers_hold_items()
    {
        var reason = Assert.Single(
            RunOutlook.WhyWaiting(Open(), Idle with { Workers = [AtWork], Limit = "4 in flight" })
        );
        Assert.Equal(("limit", "4 in flight"), (reason.Code, reason.Message));
    }

    [Fact]
    public void Retries_that_are_not_due_say_how_many_and_until_when()
    {
        var reasons = RunOutlook.WhyWaiting(
            Open(),
            Idle with
            {
                HasReady = false,
                Delayed = 3,
                NextDueAt = Moments.Later,
            }
        );
        var reason = Assert.Single(reasons);
        Assert.Equal(("not-due", 3L, Moments.Later), (reason.Code, reason.Items, reason.Until));
    }

    [Theory]
    [InlineData(true, "the automation is paused: at night")]
    [InlineData(false, "the run is paused: at night")]
    public void A_pause_is_the_only_reason_that_can_be_claimed_for(bool ofAutomation, string message)
    {
        var paused = Open() with { Paused = true, PauseReason = "at night" };
        var reason = Assert.Single(RunOutlook.WhyWaiting(paused, Idle with { AutomationPaused = ofAutomation }));
        Assert.Equal(("paused", message), (reason.Code, reason.Message));
    }

    [Fact]
    public void Nothing_waits_where_all_is_begun() =>
        Assert.Empty(RunOutlook.WhyWaiting(Open() with { Items = new(0, 4, 96, 0, 0, 0, 0) }, Idle));

    [Fact]
    public void The_end_is_guessed_from_the_pace_so_far()
    {
        // 40 of 100 in 100 s: 60 more in 150 s.
        Assert.Equal(Idle.Now.AddSeconds(150), RunOutlook.Guess(Open(), Idle with { Workers = [AtWork] }));
    }

    [Fact]
    public void Nothing_is_guessed_of_a_run_that_stands_still_or_has_just_begun()
    {
        var busy = Idle with { Workers = [AtWork] };
        Assert.Null(RunOutlook.Guess(Open(), Idle));
        Assert.Null(RunOutlook.Guess(Open() with { Paused = true }, busy));
        Assert.Null(RunOutlook.Guess(Open() with { StartedAt = null }, busy));
        Assert.Null(RunOutlook.Guess(Open() with { Items = new(90, 4, 6, 0, 0, 0, 0) }, busy));
    }

    private static IEnumerable<string> Why(RunActivity activity) =>
        RunOutlook.WhyWaiting(Open(), activity).Select(reason => reason.Code);

    private static RunSummary Open() =>
        new(
            new RunId(Guid.CreateVersion7()),
            "Customer import",
            new AutomationId(Guid.CreateVersion7()),
            ExecutionStatus.Processing,
            Paused: false,
            Cancelling: false,
            CorrelationId: null,
            Priority: 5,
            Moments.Noon,
            CreatedBy: null,
            StartedAt: Moments.Noon,
            FinishedAt: null,
            ErrorSummary: null,
            CancellationReason: null,
            PauseReason: null,
            DefinitionNumber: 1,
            ParentRunId: null,
            new ItemCounts(56, 4, 40, 0, 0, 0, 0),
            []
        );
}
