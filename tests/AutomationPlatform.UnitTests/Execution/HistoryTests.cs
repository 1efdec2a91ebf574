using AutomationPlatform.Domain.Execution;
using CsCheck;

namespace AutomationPlatform.UnitTests.Execution;

/// <summary>Whatever is done to an item, its history tells it without a gap.</summary>
public class HistoryTests
{
    private static readonly Action<ItemExecution>[] Verbs =
    [
        item => item.Start(Moments.Noon),
        item => item.Complete(Moments.Noon),
        item => item.Fail("exit:1", "no", Moments.Noon),
        item => item.Fail("exit:1", "no", Moments.Noon, limit: 2),
        item => item.FailForGood("bad", "no", Moments.Noon),
        item => item.Lose(oneAttempt: false, Moments.Noon),
        item => item.Lose(oneAttempt: true, Moments.Noon),
        item => item.Release(Moments.Noon),
        item => item.Cancel("not wanted", Moments.Noon),
        item => item.Skip("not needed", Moments.Noon),
        item => item.Retry("mended", Moments.Noon),
        item => item.Deactivate(Moments.Noon),
        item => item.Activate(Moments.Noon),
    ];

    [Fact]
    public void Any_series_of_verbs_leaves_a_history_without_gaps() =>
        Gen.Select(Gen.Int[0, Verbs.Length - 1].Array[0, 40], Gen.Int[0, 4])
            .Sample(
                (series, attempts) =>
                {
                    var item = Subject.Item(attempts == 0 ? null : attempts);
                    foreach (var verb in series)
                        Record.Exception(() => Verbs[verb](item));
                    AssertGapless(item, item.PopHistory());
                    Assert.InRange(item.AttemptsUsed, 0, item.MaxAttempts ?? 1);
                }
            );

    [Fact]
    public void Creation_writes_no_history() => Assert.Empty(Subject.Item().PopHistory());

    [Fact]
    public void History_is_handed_over_once()
    {
        var item = Subject.Item();
        item.Start(Moments.Noon);

        Assert.Single(item.PopHistory());
        Assert.Empty(item.PopHistory());
    }

    [Fact]
    public void A_row_of_history_tells_the_whole_change()
    {
        var item = Subject.Item(maxAttempts: 2);
        item.Start(Moments.Noon);
        item.Fail("exit:1", "disk full", Moments.Later);

        var row = item.PopHistory()[^1];

        Assert.Equal((item.Id, 3), (row.ItemExecutionId, row.Version));
        Assert.Equal((ExecutionStatus.Processing, ExecutionStatus.Retrying), (row.PreviousStatus, row.NewStatus));
        Assert.Equal((Moments.Later, 1), (row.ChangedAt, row.Attempt));
        Assert.Equal(("exit:1", "disk full", null), (row.Code, row.Message, row.Reason));
    }

    [Theory]
    [InlineData("Cancel")]
    [InlineData("Skip")]
    [InlineData("Retry")]
    public void A_reason_that_was_given_stands_in_the_history(string verb)
    {
        var item = Subject.Item();
        if (verb == "Cancel")
            item.Cancel(" not wanted ", Moments.Noon);
        else if (verb == "Skip")
            item.Skip(" not wanted ", Moments.Noon);
        else
            item.In(ExecutionStatus.Failed).Retry(" not wanted ", Moments.Noon);

        Assert.Equal("not wanted", item.PopHistory()[^1].Reason);
    }

    [Fact]
    public void Losses_and_releases_are_told_by_their_code()
    {
        var item = Subject.Item(maxAttempts: 2);
        item.Start(Moments.Noon);
        item.Lose(oneAttempt: false, Moments.Noon);
        item.Start(Moments.Noon);
        item.Release(Moments.Noon);

        var rows = item.PopHistory();
        Assert.Equal([null, "lost", null, "released"], rows.Select(row => row.Code));
        Assert.Equal(ErrorCodes.LostReason, rows[1].Reason);
    }

    [Fact]
    public void A_row_is_stamped_by_whoever_stores_it()
    {
        var item = Subject.Item();
        item.Start(Moments.Noon);
        var row = item.PopHistory()[0];

        row.StampCreation(Moments.Later.AddTicks(3), "worker-1");

        Assert.Equal((Moments.Later, "worker-1", Moments.Noon), (row.CreatedAt, row.CreatedBy, row.ChangedAt));
    }

    private static void AssertGapless(ItemExecution item, IReadOnlyList<ItemStateHistory> history)
    {
        var status = ExecutionStatus.Pending;
        var version = 1;
        foreach (var row in history)
        {
            Assert.Equal(status, row.PreviousStatus);
            Assert.True(Lifecycle.Allows(row.PreviousStatus, row.NewStatus));
            Assert.True(row.Version > version);
            (status, version) = (row.NewStatus, row.Version);
        }
        Assert.Equal(item.Status, status);
        Assert.True(item.Version >= version);
    }
}
