namespace AutomationPlatform.Application.Execution;

/// <summary>The rule by which runs take turns: a higher priority first, equal ones in turn, one in 20 to a lower one.</summary>
/// <remarks>Pure: who competes comes in, and who is next goes out. Not thread-safe.</remarks>
internal sealed class Turns
{
    /// <summary>Of so many grants that both want, one goes to a lower priority: 20.</summary>
    internal const int LowerEvery = 20;

    private long granted;
    private int higherInARow;

    /// <summary>Who among those that compete is next; null when nobody competes.</summary>
    /// <remarks>Where the turn is a lower one's, all lower priorities take it in turn, so that the lowest does not starve.</remarks>
    internal T? Next<T>(IReadOnlyList<T> competing)
        where T : class, ITakesTurns
    {
        if (competing.Count == 0)
            return null;
        var top = Top(competing);
        var lower = higherInARow >= LowerEvery - 1 && competing.Any(one => one.Priority < top);
        return Longest(competing, top, lower);
    }

    /// <summary>Counts a grant to one of those that compete.</summary>
    internal void Grant<T>(T taker, IReadOnlyList<T> competing)
        where T : class, ITakesTurns
    {
        taker.LastTurn = ++granted;
        var (above, below) = (false, false);
        foreach (var other in competing)
            (above, below) = (above || other.Priority > taker.Priority, below || other.Priority < taker.Priority);
        if (above)
            higherInARow = 0;
        else if (below)
            higherInARow++;
    }

    private static int Top<T>(IReadOnlyList<T> competing)
        where T : class, ITakesTurns
    {
        var top = competing[0].Priority;
        foreach (var one in competing)
            top = Math.Max(top, one.Priority);
        return top;
    }

    // Whoever has waited longest is next; of those that never had a turn, the first in the list.
    private static T? Longest<T>(IReadOnlyList<T> competing, int top, bool lower)
        where T : class, ITakesTurns
    {
        T? longest = null;
        foreach (var one in competing)
            if (one.Priority < top == lower && (longest is null || one.LastTurn < longest.LastTurn))
                longest = one;
        return longest;
    }
}

/// <summary>One that competes for turns.</summary>
internal interface ITakesTurns
{
    /// <summary>0 to 9, higher first.</summary>
    int Priority { get; }

    /// <summary>Which grant was its last; 0 for none yet. Written by <see cref="Turns"/> alone.</summary>
    long LastTurn { get; set; }
}
