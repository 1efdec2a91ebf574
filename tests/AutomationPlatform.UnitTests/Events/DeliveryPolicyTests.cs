using AutomationPlatform.Application.Events;

namespace AutomationPlatform.UnitTests.Events;

/// <summary>When a delivery that failed is tried again.</summary>
public class DeliveryPolicyTests
{
    [Theory]
    [InlineData(1, 5)]
    [InlineData(2, 20)]
    [InlineData(3, 80)]
    [InlineData(4, 320)]
    [InlineData(5, 1_280)]
    [InlineData(6, 5_120)]
    [InlineData(7, 14_400)]
    [InlineData(15, 14_400)]
    public void The_longest_wait_grows_to_four_hours(int attempts, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), DeliveryPolicy.Longest(attempts));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.5, 40)]
    public void A_wait_is_drawn_anywhere_below_it(double chance, double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), DeliveryPolicy.After(3, chance));

    [Fact]
    public void After_the_last_attempt_there_is_no_other() =>
        Assert.Null(DeliveryPolicy.After(DeliveryLimits.Attempts, 0.5, TimeSpan.FromHours(1)));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(48, 24)]
    public void What_a_receiver_asks_for_is_waited_within_a_day(double asked, double waited) =>
        Assert.Equal(TimeSpan.FromHours(waited), DeliveryPolicy.After(1, 0.9, TimeSpan.FromHours(asked)));

    [Fact]
    public void Sixteen_attempts_take_twenty_hours_on_average()
    {
        var waits = Enumerable.Range(1, DeliveryLimits.Attempts - 1).Select(DeliveryPolicy.Longest);

        Assert.InRange(waits.Sum(wait => wait.TotalHours) / 2, 18.5, 20.5);
    }

    [Theory]
    [InlineData("apc.run.complete")]
    [InlineData("run.completed")]
    public void A_type_that_is_not_in_the_catalogue_is_refused_with_those_that_are(string name)
    {
        var refusal = Assert.Throws<Application.InvalidInputException>(() => EventCatalogue.Check([name]));

        Assert.Contains("apc.run.completed", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_type_means_every_type() => Assert.Equal([EventCatalogue.Every], EventCatalogue.Check([]));
}
