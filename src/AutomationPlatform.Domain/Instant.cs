namespace AutomationPlatform.Domain;

/// <summary>The one form of a moment in this platform: UTC, cut to whole microseconds.</summary>
/// <remarks>
/// PostgreSQL keeps microseconds and .NET keeps tenths of one. Cutting where a moment is taken makes what was written
/// equal to what is read back, on both databases. Thread-safe.
/// </remarks>
public static class Instant
{
    /// <summary>The moment of <paramref name="value"/> in UTC, cut (not rounded) to microseconds.</summary>
    public static DateTimeOffset From(DateTimeOffset value)
    {
        var ticks = value.UtcTicks;
        return new DateTimeOffset(ticks - (ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
    }

    /// <summary>The present moment of <paramref name="clock"/> in UTC, cut to microseconds.</summary>
    public static DateTimeOffset Now(TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(clock);
        return From(clock.GetUtcNow());
    }
}
