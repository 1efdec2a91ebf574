using AutomationPlatform.Application.Execution;

namespace AutomationPlatform.UnitTests.Execution;

/// <summary>The gate before claims and slots: who waits, who is let in, and for whom a place is kept.</summary>
public class TurnGateTests
{
    private static Task Enter(TurnSeat seat, CancellationToken cancellationToken = default) =>
        seat.EnterAsync(cancellationToken).AsTask();

    [Fact]
    public void One_alone_is_let_in_at_once()
    {
        var seat = new TurnGate(capacity: 1).Seat(5);

        for (var i = 0; i < 3; i++)
        {
            Assert.True(Enter(seat).IsCompletedSuccessfully);
            seat.Leave(comesBack: true);
        }
    }

    [Fact]
    public void No_more_are_let_in_than_there_are_places()
    {
        var seat = new TurnGate(capacity: 2).Seat(5);

        var entries = Enumerable.Range(0, 3).Select(_ => Enter(seat)).ToList();
        Assert.Equal([true, true, false], entries.Select(entry => entry.IsCompletedSuccessfully));

        seat.Leave();
        Assert.True(entries[2].IsCompletedSuccessfully);
    }

    [Fact]
    public void A_higher_priority_that_waits_goes_first()
    {
        var gate = new TurnGate(capacity: 1);
        var (high, low) = (gate.Seat(9), gate.Seat(1));
        _ = Enter(low);
        var lowWaits = Enter(low);
        var highWaits = Enter(high);

        low.Leave();
        Assert.Equal((true, false), (highWaits.IsCompleted, lowWaits.IsCompleted));

        high.Leave();
        Assert.True(lowWaits.IsCompleted);
    }

    [Fact]
    public void One_that_comes_back_keeps_its_turn_against_a_lower_priority()
    {
        var gate = new TurnGate(capacity: 1);
        var (high, low) = (gate.Seat(9), gate.Seat(1));
        _ = Enter(high);
        var lowWaits = Enter(low);

        for (var i = 0; i < Turns.LowerEvery - 1; i++)
        {
            high.Leave(comesBack: true);
            Assert.False(lowWaits.IsCompleted);
            Assert.True(Enter(high).IsCompletedSuccessfully);
        }
        high.Leave(comesBack: true);

        Assert.True(lowWaits.IsCompleted);
    }

    [Fact]
    public void A_place_is_not_kept_for_one_that_comes_back_after_all()
    {
        var gate = new TurnGate(capacity: 1);
        var (high, low) = (gate.Seat(9), gate.Seat(1));
        _ = Enter(high);
        var lowWaits = Enter(low);
        high.Leave(comesBack: true);
        Assert.False(lowWaits.IsCompleted);

        high.Dispose();

        Assert.True(lowWaits.IsCompleted);
    }

    [Fact]
    public void An_equal_one_does_not_wait_for_one_that_comes_back()
    {
        var gate = new TurnGate(capacity: 1);
        var (first, second) = (gate.Seat(5), gate.Seat(5));
        _ = Enter(first);
        var waits = Enter(second);

        first.Leave(comesBack: true);

        Assert.True(waits.IsCompleted);
    }

    [Fact]
    public void Only_as_many_places_are_kept_as_come_back()
    {
        var gate = new TurnGate(capacity: 2);
        var (high, low) = (gate.Seat(9), gate.Seat(1));
        _ = Enter(high);
        high.Leave(comesBack: true);

        Assert.True(Enter(low).IsCompletedSuccessfully);
        Assert.False(Enter(low).IsCompletedSuccessfully);
        Assert.True(Enter(high).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task One_that_gives_up_waiting_leaves_its_turn_to_the_next()
    {
        var gate = new TurnGate(capacity: 1);
        var (high, low) = (gate.Seat(9), gate.Seat(1));
        _ = Enter(low);
        using var impatience = new CancellationTokenSource();
        var highWaits = Enter(high, impatience.Token);
        var lowWaits = Enter(low);

        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => highWaits);
        low.Leave();

        Assert.True(lowWaits.IsCompleted);
    }

    [Fact]
    public void More_places_at_once_are_given_only_where_nobody_else_wants_one()
    {
        var gate = new TurnGate(capacity: 4);
        var (first, second) = (gate.Seat(5), gate.Seat(5));

        Assert.Equal(3, first.EnterMore(3));
        _ = Enter(second);
        var waits = Enter(second);
        Assert.Equal(0, first.EnterMore(1));

        first.Leave();
        Assert.True(waits.IsCompleted);
    }

    [Fact]
    public void Under_contention_places_are_granted_by_the_rule()
    {
        var gate = new TurnGate(capacity: 1);
        TurnSeat[] seats = [gate.Seat(5), gate.Seat(5), gate.Seat(2)];
        var waits = seats.Select(seat => Enter(seat)).ToArray();
        List<int> order = [];
        for (var i = 0; i < 200; i++)
        {
            var next = Assert.Single(Enumerable.Range(0, 3), index => waits[index].IsCompleted);
            order.Add(next);
            waits[next] = Task.CompletedTask;
            seats[next].Leave(comesBack: true);
            waits[next] = Enter(seats[next]);
        }

        Assert.All(
            Enumerable.Range(1, 150),
            start => Assert.Single(order.Skip(start).Take(Turns.LowerEvery), index => index == 2)
        );
    }
}
