using AutomationPlatform.Domain.Definition;
using CsCheck;

namespace AutomationPlatform.UnitTests.Definition;

/// <summary>The arithmetic of waiting between attempts.</summary>
public class RetryPolicyTests
{
    private static readonly Gen<TimeSpan> Delays = Gen.Long[0, TimeSpan.TicksPerDay].Select(TimeSpan.FromTicks);

    private static readonly Gen<RetryPolicy> Policies = Gen.Select(
        Gen.Bool,
        Gen.Bool,
        Delays,
        Delays,
        (exponential, jitter, initial, most) =>
            new RetryPolicy
            {
                MaxAttempts = 3,
                Backoff = exponential ? Backoff.Exponential : Backoff.Constant,
                Jitter = jitter ? Jitter.Full : Jitter.None,
                InitialDelay = initial,
                MaxDelay = most,
            }
    );

    private static readonly Gen<double> Chances = Gen.Double[0, 0.999999];

    [Fact]
    public void A_delay_is_never_negative_and_never_above_the_longest() =>
        Gen.Select(Policies, Gen.Int[1, int.MaxValue], Chances)
            .Sample(
                (policy, attempts, chance) =>
                    Assert.InRange(policy.DelayAfter(attempts, chance), TimeSpan.Zero, policy.MaxDelay)
            );

    [Fact]
    public void Without_jitter_delays_never_shrink() =>
        Gen.Select(Policies, Gen.Int[1, 200], Chances)
            .Sample(
                (policy, attempts, chance) =>
                {
                    var steady = policy with { Jitter = Jitter.None };
                    Assert.True(steady.DelayAfter(attempts, chance) <= steady.DelayAfter(attempts + 1, chance));
                }
            );

    [Fact]
    public void Jitter_only_shortens() =>
        Gen.Select(Policies, Gen.Int[1, 200], Chances)
            .Sample(
                (policy, attempts, chance) =>
                    Assert.True(
                        (policy with { Jitter = Jitter.Full }).DelayAfter(attempts, chance)
                            <= (policy with { Jitter = Jitter.None }).DelayAfter(attempts, chance)
                    )
            );

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(5, 16)]
    [InlineData(9, 256)]
    [InlineData(10, 300)]
    [InlineData(1000, 300)]
    public void By_default_delays_double_from_a_second_to_five_minutes(int attempts, int seconds)
    {
        var policy = new RetryPolicy { MaxAttempts = 3, Jitter = Jitter.None };

        Assert.Equal(TimeSpan.FromSeconds(seconds), policy.DelayAfter(attempts, chance: 0));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 2)]
    [InlineData(0.75, 3)]
    public void Full_jitter_takes_that_part_of_the_delay(double chance, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new RetryPolicy { MaxAttempts = 3 }.DelayAfter(3, chance));

    [Fact]
    public void A_constant_delay_stays() =>
        Assert.Equal(
            TimeSpan.FromSeconds(1),
            new RetryPolicy
            {
                MaxAttempts = 3,
                Backoff = Backoff.Constant,
                Jitter = Jitter.None,
            }.DelayAfter(40, 0)
        );

    [Theory]
    [InlineData(30, 30)]
    [InlineData(3_600, 3_600)]
    [InlineData(-5, 0)]
    [InlineData(1_000_000, 86_400)]
    public void A_delay_that_the_handler_asks_for_is_taken_up_to_a_day(int asked, int seconds) =>
        Assert.Equal(
            TimeSpan.FromSeconds(seconds),
            new RetryPolicy { MaxAttempts = 3 }.DelayAfter(1, 0.5, TimeSpan.FromSeconds(asked))
        );

    [Fact]
    public void Attempts_go_by_code_and_an_item_gets_the_largest()
    {
        var policy = new RetryPolicy { MaxAttempts = 3, Overrides = [new("http:429", 10), new("exit:2", 1)] };

        Assert.Equal(
            (10, 1, 3),
            (policy.MaxAttemptsFor("http:429"), policy.MaxAttemptsFor("exit:2"), policy.MaxAttemptsFor("timeout"))
        );
        Assert.Equal(10, policy.LargestMaxAttempts);
        Assert.Equal(3, new RetryPolicy { MaxAttempts = 3 }.LargestMaxAttempts);
    }

    [Fact]
    public void Policies_are_equal_by_content() =>
        Assert.Equal(
            new RetryPolicy { MaxAttempts = 3, Overrides = [new("a", 1)] },
            new RetryPolicy { MaxAttempts = 3, Overrides = [new("a", 1)] }
        );
}
