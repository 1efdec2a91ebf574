using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace AutomationPlatform.IntegrationTests.Engines.Transport;

/// <summary>A clock that stands still until it is moved. What waits for at most 5 s is woken at once, and its wait is kept.</summary>
internal sealed class HurriedClock : TimeProvider
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider still = new(new DateTimeOffset(2026, 1, 31, 8, 15, 30, TimeSpan.Zero));

    /// <summary>The waits that were cut short, in their order.</summary>
    internal ConcurrentQueue<TimeSpan> Waits { get; } = new();

    public override long TimestampFrequency => still.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => still.GetUtcNow();

    public override long GetTimestamp() => still.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero && dueTime <= Limit)
        {
            Waits.Enqueue(dueTime);
            dueTime = TimeSpan.Zero;
        }
        return still.CreateTimer(callback, state, dueTime, period);
    }

    internal void Advance(TimeSpan time) => still.Advance(time);
}
