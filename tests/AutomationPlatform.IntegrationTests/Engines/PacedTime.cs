using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>A clock that stands still until it is moved, and tells when somebody waits by it.</summary>
internal sealed class PacedTime(FakeTimeProvider clock) : TimeProvider
{
    private readonly Channel<TimeSpan> waits = Channel.CreateUnbounded<TimeSpan>();

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => clock.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = clock.CreateTimer(callback, state, dueTime, period);
        waits.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>Lets so much time go by when somebody waits for a given time.</summary>
    internal async Task PassAsync(TimeSpan time, TimeSpan wait, CancellationToken cancellationToken)
    {
        while (await waits.Reader.ReadAsync(cancellationToken) != wait) { }
        clock.Advance(time);
    }
}
