using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>A clock on which every wait is over at once, for time has gone by as soon as somebody waits for it.</summary>
internal sealed class ImpatientClock() : FakeTimeProvider(TypedLine.Now)
{
    /// <summary>How long it was waited, in order.</summary>
    internal ConcurrentQueue<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        Waits.Enqueue(dueTime);
        // Not within the call: who waits in a loop would leave no turn to anybody else.
        if (dueTime > TimeSpan.Zero)
            ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        return timer;
    }
}
