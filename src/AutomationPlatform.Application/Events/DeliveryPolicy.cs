namespace AutomationPlatform.Application.Events;

/// <summary>When a delivery that failed is tried again. Pure.</summary>
public static class DeliveryPolicy
{
    /// <summary>The longest wait after this many attempts: 5 s, 20 s, 80 s … 4 h.</summary>
    /// <param name="attempts">How often it was tried, from 1.</param>
    public static TimeSpan Longest(int attempts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        var seconds = DeliveryLimits.FirstWait.TotalSeconds * Math.Pow(4, Math.Min(attempts - 1, 20));
        return TimeSpan.FromSeconds(Math.Min(seconds, DeliveryLimits.LongestWait.TotalSeconds));
    }

    /// <summary>The wait before the next attempt, anything up to the longest; null when the delivery is dead.</summary>
    /// <param name="attempts">How often it was tried, this time included.</param>
    /// <param name="chance">At least 0, below 1.</param>
    /// <param name="askedFor">The wait that the receiver asked for; it is at least that long, within <see cref="DeliveryLimits.LongestWaitAskedFor"/>.</param>
    public static TimeSpan? After(int attempts, double chance, TimeSpan? askedFor = null)
    {
        if (attempts >= DeliveryLimits.Attempts)
            return null;
        var drawn = Longest(attempts) * chance;
        var asked = askedFor ?? TimeSpan.Zero;
        var bounded = asked < DeliveryLimits.LongestWaitAskedFor ? asked : DeliveryLimits.LongestWaitAskedFor;
        return drawn > bounded ? drawn : bounded;
    }
}
