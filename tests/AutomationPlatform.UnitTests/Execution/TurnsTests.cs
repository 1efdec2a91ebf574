using AutomationPlatform.Application.Execution;

namespace AutomationPlatform.UnitTests.Execution;

/// <summary>The rule by which runs take turns, without time and without threads.</summary>
public class TurnsTests
{
    [Fact]
    public void Equal_ones_alternate()
    {
        var order = Order(40, 5, 5, 5);

        Assert.All(order.Chunk(3).SkipLast(1), round => Assert.Equal([0, 1, 2], round.Order()));
    }

    [Theory]
    [InlineData(new[] { 9, 5 })]
    [InlineData(new[] { 5, 5, 1 })]
    [InlineData(new[] { 0, 7, 7, 7 })]
    public void In_any_20_grants_a_lower_priority_gets_exactly_one(int[] priorities)
    {
        var order = Order(400, priorities);
        var lower = Array.IndexOf(priorities, priorities.Min());

        Assert.All(
            Enumerable.Range(0, order.Count - Turns.LowerEvery),
            start => Assert.Single(order.Skip(start).Take(Turns.LowerEvery), taker => taker == lower)
        );
    }

    [Fact]
    public void Among_the_lower_ones_the_lowest_does_not_starve()
    {
        var order = Order(400, 9, 5, 0);

        Assert.Equal(10, order.Count(taker => taker == 1));
        Assert.Equal(10, order.Count(taker => taker == 2));
    }

    [Fact]
    public void A_lower_one_that_is_alone_loses_nothing_by_it()
    {
        var turns = new Turns();
        var (high, low) = (new Taker(9), new Taker(1));
        for (var i = 0; i < 100; i++)
            turns.Grant(low, [low]);

        var order = Enumerable.Range(0, 20).Select(_ => Grant(turns, [high, low])).ToList();

        Assert.Equal(19, order.Count(taker => taker == high));
    }

    [Fact]
    public void Who_comes_late_is_not_given_what_it_missed()
    {
        var turns = new Turns();
        var (first, late) = (new Taker(5), new Taker(5));
        for (var i = 0; i < 100; i++)
            turns.Grant(first, [first]);

        var order = Enumerable.Range(0, 6).Select(_ => Grant(turns, [first, late])).ToList();

        Assert.Equal([late, first, late, first, late, first], order);
    }

    [Fact]
    public void Nobody_is_next_where_nobody_competes() => Assert.Null(new Turns().Next(Array.Empty<Taker>()));

    private static List<int> Order(int grants, params int[] priorities)
    {
        var turns = new Turns();
        var takers = priorities.Select(priority => new Taker(priority)).ToList();
        return [.. Enumerable.Range(0, grants).Select(_ => takers.IndexOf(Grant(turns, takers)))];
    }

    private static Taker Grant(Turns turns, IReadOnlyList<Taker> competing)
    {
        var next = turns.Next(competing)!;
        turns.Grant(next, competing);
        return next;
    }

    private sealed class Taker(int priority) : ITakesTurns
    {
        public int Priority { get; } = priority;

        public long LastTurn { get; set; }
    }
}
