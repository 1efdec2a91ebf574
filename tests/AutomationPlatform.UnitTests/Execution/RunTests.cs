using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.UnitTests.Execution;

public class RunTests
{
    public static TheoryData<ExecutionStatus> Finished => [.. Lifecycle.Statuses.Where(Lifecycle.IsFinished)];

    public static TheoryData<ExecutionStatus> Active => [.. Lifecycle.Statuses.Where(Lifecycle.IsActive)];

    [Fact]
    public void A_run_made_in_code_is_its_makers_alone() => Assert.Equal(RunDriver.Manual, Subject.Run().Driver);

    [Fact]
    public void A_run_lasts_from_its_latest_start_to_its_end()
    {
        var run = Subject.Run();
        Assert.Null(run.Duration);
        run.Start(Moments.Noon);
        Assert.Null(run.Duration);
        run.Fail("no", Moments.Noon.AddSeconds(3));
        Assert.Equal(TimeSpan.FromSeconds(3), run.Duration);
        run.Retry("again", Moments.Later);
        Assert.Null(run.Duration);
        run.Start(Moments.Later);
        run.Complete(Moments.Later.AddSeconds(1));

        Assert.Equal(TimeSpan.FromSeconds(1), run.Duration);
    }

    [Fact]
    public void A_run_cancelled_before_its_start_has_no_duration()
    {
        var run = Subject.Run();
        run.Cancel("not wanted", Moments.Noon);

        Assert.Equal((null, Moments.Noon, null), (run.StartedAt, run.FinishedAt, run.Duration));
    }

    [Fact]
    public void A_retry_forgets_why_the_run_failed()
    {
        var run = Subject.Run().In(ExecutionStatus.Processing);
        run.Fail("3 items failed", Moments.Noon);
        run.Retry("mended", Moments.Later);

        Assert.Equal((null, null), (run.ErrorSummary, run.FinishedAt));
    }

    [Fact]
    public void A_run_that_is_being_cancelled_is_not_retried()
    {
        var run = Subject.Run().In(ExecutionStatus.Processing);
        run.RequestCancel("not wanted", Moments.Noon);
        var before = Snapshot.Of(run);

        var refusal = Assert.Throws<InvalidStateException>(() => run.Retry("again", Moments.Later));

        Assert.Contains("restart", refusal.Message);
        Assert.Equal(before, Snapshot.Of(run));
    }

    [Theory]
    [MemberData(nameof(Finished))]
    public void A_finished_run_is_neither_paused_nor_asked_to_end(ExecutionStatus status)
    {
        var run = Subject.Run().In(status);
        var before = Snapshot.Of(run);

        Assert.Throws<InvalidStateException>(() => run.Pause("maintenance", Moments.Noon));
        Assert.Throws<InvalidStateException>(() => run.RequestCancel("not wanted", Moments.Noon));
        Assert.Throws<InvalidStateException>(() => run.Resume(Moments.Noon));
        Assert.Equal(before, Snapshot.Of(run));
    }

    [Theory]
    [MemberData(nameof(Active))]
    public void An_active_run_is_paused_and_resumed_without_a_change_of_status(ExecutionStatus status)
    {
        var run = Subject.Run().In(status);

        run.Pause(" maintenance ", Moments.Noon);
        Assert.Equal((Moments.Noon, "maintenance", status), (run.PausedAt, run.PauseReason, run.Status));
        run.Resume(Moments.Later);

        Assert.Equal((null, null, status), (run.PausedAt, run.PauseReason, run.Status));
    }

    [Theory]
    [MemberData(nameof(Active))]
    public void Asking_for_the_end_of_an_active_run_leaves_its_status(ExecutionStatus status)
    {
        var run = Subject.Run().In(status);

        run.RequestCancel("not wanted", Moments.Noon);

        Assert.Equal((Moments.Noon, "not wanted", status), (run.CancelRequestedAt, run.CancellationReason, run.Status));
        Assert.Empty(run.PopEvents());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t")]
    [InlineData(null)]
    public void A_reason_must_be_given_and_its_absence_changes_nothing(string? reason)
    {
        var run = Subject.Run().In(ExecutionStatus.Processing);
        var before = Snapshot.Of(run);

        Assert.Throws<ValidationException>(() => run.Cancel(reason!, Moments.Noon));
        Assert.Throws<ValidationException>(() => run.Retry(reason!, Moments.Noon));
        Assert.Throws<ValidationException>(() => run.Pause(reason!, Moments.Noon));
        Assert.Throws<ValidationException>(() => run.RequestCancel(reason!, Moments.Noon));
        Assert.Equal(before, Snapshot.Of(run));
    }

    [Fact]
    public void A_reason_has_a_limit()
    {
        var run = Subject.Run();

        Assert.Throws<ValidationException>(() => run.Cancel(new string('r', Limits.Reason + 1), Moments.Noon));
        run.Cancel(new string('r', Limits.Reason), Moments.Noon);
    }

    [Fact]
    public void An_items_reason_must_be_given_too_and_its_absence_changes_nothing()
    {
        var pending = Subject.Item();
        var failed = Subject.Item().In(ExecutionStatus.Failed);
        var before = (Snapshot.Of(pending), Snapshot.Of(failed));

        Assert.Throws<ValidationException>(() => pending.Cancel("", Moments.Noon));
        Assert.Throws<ValidationException>(() => pending.Skip(" ", Moments.Noon));
        Assert.Throws<ValidationException>(() => failed.Retry(null!, Moments.Noon));
        Assert.Equal(before.Item1, Snapshot.Of(pending));
        Assert.Equal(before.Item2, Snapshot.Of(failed));
    }

    [Fact]
    public void A_correlation_id_has_a_limit_and_is_optional()
    {
        var automation = new AutomationId(Guid.CreateVersion7());

        Assert.Equal(100, new Run(automation, new string('c', 100)).CorrelationId!.Length);
        Assert.Null(new Run(automation).CorrelationId);
        var refusal = Assert.Throws<ValidationException>(() => new Run(automation, new string('c', 101)));
        Assert.Equal(("Run", "CorrelationId"), (refusal.Entity, refusal.Field));
    }

    [Fact]
    public void A_batch_has_its_place_from_zero()
    {
        var (run, batch) = (new RunId(Guid.CreateVersion7()), new BatchId(Guid.CreateVersion7()));

        Assert.Equal(0, new BatchExecution(run, batch).Ordinal);
        Assert.Throws<ValidationException>(() => new BatchExecution(run, batch, -1));
    }
}
