using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using Xunit;

namespace AutomationPlatform.UnitTests.Execution;

public class AnswerPolicyTests
{
    private static readonly DateTimeOffset FirstStart = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly RetryPolicy ThreeAttempts = new() { MaxAttempts = 3 };

    [Fact]
    public void A_success_completes_with_its_result()
    {
        var answer = Decide(Item(attempt: 1), new ItemSucceeded(Payload.Parse("""{"ok":true}""")));

        Assert.Equal(AnswerKind.Complete, answer.Kind);
        Assert.Equal("""{"ok":true}""", answer.Result);
    }

    [Fact]
    public void A_business_failure_is_final_whatever_attempts_remain()
    {
        var answer = Decide(Item(attempt: 1), Failure("unknown-country", FailureKind.Business));

        Assert.Equal(AnswerKind.Fail, answer.Kind);
        Assert.NotNull(answer.Fingerprint);
    }

    [Theory]
    [InlineData(1, AnswerKind.Retry)]
    [InlineData(2, AnswerKind.Retry)]
    [InlineData(3, AnswerKind.Fail)]
    public void A_technical_failure_is_retried_while_attempts_remain(int attempt, AnswerKind expected) =>
        Assert.Equal(expected, Decide(Item(attempt), Failure("exit:1")).Kind);

    [Fact]
    public void Without_a_policy_one_attempt_is_all() =>
        Assert.Equal(
            AnswerKind.Fail,
            AnswerPolicy
                .Decide(Item(attempt: 1, maximum: null), Failure("exit:1"), policy: null, FirstStart, chance: 0.5)
                .Kind
        );

    [Fact]
    public void Lost_and_released_attempts_are_not_used_up()
    {
        var item = Item(attempt: 4) with { LostCount = 1, ReleasedCount = 1 };

        Assert.Equal(AnswerKind.Retry, Decide(item, Failure("exit:1")).Kind);
    }

    [Theory]
    [InlineData("http:429", 9, AnswerKind.Retry)]
    [InlineData("http:429", 10, AnswerKind.Fail)]
    [InlineData("exit:1", 3, AnswerKind.Fail)]
    [InlineData("quota", 1, AnswerKind.Fail)]
    public void A_code_with_a_limit_of_its_own_ends_there(string code, int attempt, AnswerKind expected)
    {
        var policy = ThreeAttempts with { Overrides = [new("http:429", 10), new("quota", 1)] };
        var item = Item(attempt, policy.LargestMaxAttempts);

        Assert.Equal(expected, Decide(item, Failure(code), policy).Kind);
    }

    [Fact]
    public void Past_the_total_time_a_failure_is_final()
    {
        var policy = ThreeAttempts with { TotalTimeout = TimeSpan.FromMinutes(10) };

        Assert.Equal(AnswerKind.Retry, Decide(Item(1), Failure("exit:1"), policy, TimeSpan.FromMinutes(9)).Kind);
        Assert.Equal(AnswerKind.Fail, Decide(Item(1), Failure("exit:1"), policy, TimeSpan.FromMinutes(10)).Kind);
    }

    [Fact]
    public void The_delay_that_the_handler_asks_for_is_kept()
    {
        var failure = new ItemFailed("busy", "later", FailureKind.Technical, TimeSpan.FromSeconds(30));

        Assert.Equal(TimeSpan.FromSeconds(30), Decide(Item(attempt: 1), failure).Delay);
    }

    [Fact]
    public void A_service_that_turns_items_away_gives_them_back()
    {
        var answer = Decide(Item(attempt: 1), new ItemTurnedAway("401: check the token"));

        Assert.Equal(AnswerKind.Release, answer.Kind);
        Assert.Equal("401: check the token", answer.Reason);
    }

    [Fact]
    public void Texts_that_no_database_keeps_are_cleaned_and_cut()
    {
        var answer = Decide(
            Item(attempt: 3),
            new ItemFailed("", "a\0b\ud800" + new string('x', Limits.ErrorMessage), FailureKind.Technical)
        );

        Assert.Equal(ErrorText.UnnamedCode, answer.Code);
        Assert.StartsWith("a\uFFFDb\uFFFDx", answer.Message, StringComparison.Ordinal);
        Assert.Equal(Limits.ErrorMessage, answer.Message!.Length);
    }

    [Fact]
    public void Failures_that_differ_in_numbers_ids_and_quoted_parts_look_alike()
    {
        var one = ErrorFingerprint.Of("exit:1", "row 17 of 'a.csv': id 0b4cd41f-2c1e-7000-8000-000000000001 is gone");
        var other = ErrorFingerprint.Of(
            "exit:1",
            "row 9 of 'other.csv': id 0b4cd41f-2c1e-7000-8000-0000000000ff is gone"
        );

        Assert.Equal(one, other);
        Assert.NotEqual(one, ErrorFingerprint.Of("exit:2", "row 17 of 'a.csv': id 1 is gone"));
        Assert.NotEqual(one, ErrorFingerprint.Of("exit:1", "column 17 of 'a.csv': id 1 is gone"));
    }

    private static Answer Decide(
        ClaimedItem item,
        ItemOutcome outcome,
        RetryPolicy? policy = null,
        TimeSpan sinceFirstStart = default
    ) => AnswerPolicy.Decide(item, outcome, policy ?? ThreeAttempts, FirstStart + sinceFirstStart, chance: 0.5);

    private static ItemFailed Failure(string code, FailureKind kind = FailureKind.Technical) =>
        new(code, "it went wrong", kind);

    private static ClaimedItem Item(int attempt, int? maximum = 3) =>
        new(
            new ItemExecutionId(Guid.CreateVersion7()),
            Version: attempt * 2,
            new ItemId(Guid.CreateVersion7()),
            new BatchExecutionId(Guid.CreateVersion7()),
            Position: 7,
            SequenceNumber: 7,
            Reference: null,
            Payload: "{}",
            AttemptCount: attempt,
            LostCount: 0,
            ReleasedCount: 0,
            maximum,
            FirstStart,
            FirstStart
        );
}
