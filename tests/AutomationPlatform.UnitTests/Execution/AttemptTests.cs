using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.UnitTests.Execution;

/// <summary>The arithmetic of attempts: which ones count, and what is left after each end.</summary>
public class AttemptTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public void Without_a_maximum_or_with_one_there_is_no_retry(int? maxAttempts)
    {
        var item = Started(maxAttempts);

        Assert.Equal(ExecutionStatus.Failed, item.Fail("exit:1", "no", Moments.Noon));
        Assert.Throws<InvalidStateException>(() => item.Start(Moments.Noon));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void An_item_fails_for_good_at_its_last_attempt(int maxAttempts)
    {
        var item = Subject.Item(maxAttempts);
        for (var attempt = 1; attempt < maxAttempts; attempt++)
            Assert.Equal(ExecutionStatus.Retrying, Attempt(item));

        Assert.Equal(ExecutionStatus.Failed, Attempt(item));
        Assert.Equal(maxAttempts, item.AttemptCount);
    }

    [Theory]
    [InlineData(1, ExecutionStatus.Failed)]
    [InlineData(2, ExecutionStatus.Retrying)]
    [InlineData(99, ExecutionStatus.Retrying)]
    public void A_codes_own_limit_can_end_it_sooner(int limit, ExecutionStatus expected) =>
        Assert.Equal(expected, Started(maxAttempts: 3).Fail("http:404", "no", Moments.Noon, limit));

    [Fact]
    public void A_codes_own_limit_never_gives_more_than_the_items_maximum()
    {
        Assert.Equal(ExecutionStatus.Failed, Started(maxAttempts: 1).Fail("http:429", "no", Moments.Noon, limit: 10));
        Assert.Equal(
            ExecutionStatus.Failed,
            Started(maxAttempts: null).Fail("http:429", "no", Moments.Noon, limit: 10)
        );
    }

    [Fact]
    public void A_business_failure_is_final_whatever_remains()
    {
        var item = Started(maxAttempts: 9);

        item.FailForGood("unknown-country", "XX is no country", Moments.Noon);

        Assert.Equal(ExecutionStatus.Failed, item.Status);
        Assert.Equal(("unknown-country", "XX is no country"), (item.ErrorCode, item.ErrorMessage));
    }

    [Fact]
    public void Lost_and_released_attempts_are_not_used_up()
    {
        var item = Started(maxAttempts: 2);
        item.Release(Moments.Noon);
        item.Start(Moments.Noon);
        item.Lose(oneAttempt: false, Moments.Noon);

        Assert.Equal((2, 1, 1, 0), (item.AttemptCount, item.LostCount, item.ReleasedCount, item.AttemptsUsed));
        Assert.Equal(ExecutionStatus.Retrying, Attempt(item));
        Assert.Equal(ExecutionStatus.Failed, Attempt(item));
    }

    [Fact]
    public void An_item_lost_three_times_fails_as_lost()
    {
        var item = Subject.Item(maxAttempts: 9);
        for (var loss = 1; loss < ItemExecution.LostLimit; loss++)
        {
            item.Start(Moments.Noon);
            Assert.Equal(ExecutionStatus.Retrying, item.Lose(oneAttempt: false, Moments.Noon));
        }
        item.Start(Moments.Noon);

        Assert.Equal(ExecutionStatus.Failed, item.Lose(oneAttempt: false, Moments.Noon));
        Assert.Equal((3, "lost"), (ItemExecution.LostLimit, item.ErrorCode));
    }

    [Fact]
    public void The_only_attempt_that_is_lost_ends_with_an_unknown_outcome()
    {
        var item = Started();

        Assert.Equal(ExecutionStatus.Failed, item.Lose(oneAttempt: true, Moments.Noon));
        Assert.Equal((1, "unknown-outcome"), (item.LostCount, item.ErrorCode));
    }

    [Fact]
    public void A_retry_gives_exactly_one_more_attempt_and_forgets_the_error()
    {
        var item = Started(maxAttempts: 1);
        item.Fail("exit:1", "no", Moments.Noon);

        item.Retry("the service is back", Moments.Later);

        Assert.Equal((2, null, null), (item.MaxAttempts, item.ErrorCode, item.ErrorMessage));
        Assert.Null(item.FinishedAt);
        Assert.Equal(ExecutionStatus.Failed, Attempt(item));
    }

    [Fact]
    public void A_retry_after_losses_gives_one_more_attempt_too()
    {
        var item = Started();
        item.Lose(oneAttempt: true, Moments.Noon);

        item.Retry("looked at the outcome", Moments.Noon);

        Assert.Equal((0, 1), (item.AttemptsUsed, item.MaxAttempts));
        item.Start(Moments.Noon);
        item.Complete(Moments.Noon);
    }

    [Fact]
    public void A_success_after_a_failure_leaves_no_error()
    {
        var item = Started(maxAttempts: 2);
        item.Fail("exit:1", "no", Moments.Noon);
        item.Start(Moments.Later);
        item.Complete(Moments.Later, Payload.Parse("""{"ok":true}"""));

        Assert.Equal((null, null), (item.ErrorCode, item.ErrorMessage));
        Assert.Equal("""{"ok":true}""", item.ResultPayload!.Text);
        Assert.Equal(Moments.Later, item.StartedAt);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_maximum_below_one_is_refused(int maxAttempts)
    {
        var refusal = Assert.Throws<ValidationException>(() => Subject.Item(maxAttempts));

        Assert.Equal(("ItemExecution", "MaxAttempts"), (refusal.Entity, refusal.Field));
    }

    [Fact]
    public void Long_codes_and_messages_of_a_failure_are_cut_not_refused()
    {
        var item = Started();

        item.FailForGood(new string('c', 500), new string('m', 20_000) + "\0", Moments.Noon);

        Assert.Equal(Limits.ErrorCode, item.ErrorCode!.Length);
        Assert.Equal(Limits.ErrorMessage, item.ErrorMessage!.Length);
        Assert.EndsWith("…", item.ErrorMessage);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData(null)]
    public void A_failure_without_a_code_is_called_error(string? code)
    {
        var item = Started();

        item.FailForGood(code!, null!, Moments.Noon);

        Assert.Equal(("error", ""), (item.ErrorCode, item.ErrorMessage));
    }

    [Fact]
    public void A_cut_never_leaves_half_a_character()
    {
        var item = Started();
        var text = new string('m', Limits.ErrorMessage - 2) + "😀😀";

        item.FailForGood("bad", text, Moments.Noon);

        Assert.Equal(new string('m', Limits.ErrorMessage - 2) + "…", item.ErrorMessage);
    }

    [Fact]
    public void Half_characters_in_a_failure_are_replaced()
    {
        var item = Started();

        item.FailForGood("a\ud800", "b\udc00 \0", Moments.Noon);

        Assert.Equal(("a\ufffd", "b\ufffd \ufffd"), (item.ErrorCode, item.ErrorMessage));
    }

    private static ItemExecution Started(int? maxAttempts = null)
    {
        var item = Subject.Item(maxAttempts);
        item.Start(Moments.Noon);
        return item;
    }

    private static ExecutionStatus Attempt(ItemExecution item)
    {
        item.Start(Moments.Noon);
        return item.Fail("exit:1", "no", Moments.Noon);
    }
}
