using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.UnitTests.Execution;

/// <summary>What is told to others when something ends.</summary>
public class EventTests
{
    [Fact]
    public void A_run_tells_that_it_completed()
    {
        var run = Subject.Run().In(ExecutionStatus.Processing);
        run.Complete(Moments.Noon);

        Assert.Equal([new RunCompleted(run.Id, run.AutomationId, Moments.Noon)], run.PopEvents());
    }

    [Fact]
    public void A_run_tells_that_it_failed_and_why()
    {
        var run = Subject.Run().In(ExecutionStatus.Processing);
        run.Fail("3 of 9 items failed", Moments.Noon);

        Assert.Equal("3 of 9 items failed", run.ErrorSummary);
        Assert.Equal([new RunFailed(run.Id, run.AutomationId, Moments.Noon, "3 of 9 items failed")], run.PopEvents());
    }

    [Fact]
    public void A_run_tells_that_it_was_cancelled_and_why()
    {
        var run = Subject.Run();
        run.Cancel(" wrong file ", Moments.Noon);

        Assert.Equal("wrong file", run.CancellationReason);
        Assert.Equal([new RunCancelled(run.Id, run.AutomationId, Moments.Noon, "wrong file")], run.PopEvents());
    }

    [Fact]
    public void A_batch_tells_that_it_failed()
    {
        var batch = Subject.Batch().In(ExecutionStatus.Processing);
        batch.Fail(Moments.Noon);

        Assert.Equal([new BatchExecutionFailed(batch.Id, batch.RunId, batch.BatchId, Moments.Noon)], batch.PopEvents());
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(1, false)]
    public void An_item_tells_every_failure_and_whether_it_will_be_retried(int maxAttempts, bool willRetry)
    {
        var item = Subject.Item(maxAttempts);
        item.Start(Moments.Noon);
        item.Fail("exit:1", "disk full", Moments.Later);

        Assert.Equal([Failure(item, "disk full", willRetry)], item.PopEvents());
    }

    [Fact]
    public void An_item_tells_its_final_failures()
    {
        var refused = Subject.Item(maxAttempts: 5);
        refused.Start(Moments.Later);
        refused.FailForGood("bad", "no such country", Moments.Later);
        var lost = Subject.Item();
        lost.Start(Moments.Later);
        lost.Lose(oneAttempt: true, Moments.Later);

        Assert.Equal([Failure(refused, "no such country", willRetry: false)], refused.PopEvents());
        Assert.Equal([Failure(lost, ErrorCodes.UnknownOutcomeMessage, willRetry: false)], lost.PopEvents());
    }

    [Fact]
    public void Events_are_handed_over_once_and_in_order()
    {
        var item = Subject.Item(maxAttempts: 2);
        item.Start(Moments.Noon);
        item.Fail("exit:1", "first", Moments.Noon);
        item.Start(Moments.Noon);
        item.Fail("exit:1", "second", Moments.Noon);

        Assert.Equal(
            ["first", "second"],
            item.PopEvents().Cast<ItemExecutionFailed>().Select(told => told.ErrorMessage)
        );
        Assert.Empty(item.PopEvents());
    }

    [Fact]
    public void What_is_registered_from_outside_is_handed_over_too()
    {
        var run = Subject.Run();
        var told = new RunCompleted(run.Id, run.AutomationId, Moments.Noon);
        run.RegisterEvent(told);

        Assert.Same(told, Assert.Single(run.PopEvents()));
        Assert.Throws<ArgumentNullException>(() => run.RegisterEvent(null!));
    }

    [Fact]
    public void Events_with_the_same_facts_are_equal()
    {
        var run = Subject.Run();

        Assert.Equal<DomainEvent>(
            new RunCompleted(run.Id, run.AutomationId, Moments.Noon),
            new RunCompleted(run.Id, run.AutomationId, Moments.Noon)
        );
    }

    private static ItemExecutionFailed Failure(ItemExecution item, string message, bool willRetry) =>
        new(item.Id, item.RunId, item.ItemId, message, 1, willRetry, Moments.Later);
}
