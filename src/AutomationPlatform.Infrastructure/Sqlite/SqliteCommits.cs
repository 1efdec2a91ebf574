using AutomationPlatform.Application.Events;
using AutomationPlatform.Infrastructure.Execution;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>Tells relays of this process that something was committed; whether it was an event, they look. Thread-safe.</summary>
/// <param name="clock">Measures how long is waited.</param>
internal sealed class SqliteCommits(TimeProvider clock) : IOutboxSignal, IDisposable
{
    /// <summary>How soon after one look the next may follow: 5 ms. A busy process commits thousands of times a second.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly WorkPulse pulse = new(clock);

    /// <summary>Ends the present wait, or the next one.</summary>
    internal void Give() => pulse.Give();

    /// <inheritdoc/>
    public async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        await Task.Delay(Pause, clock, cancellationToken);
        await pulse.WaitAsync(atMost, cancellationToken);
    }

    public void Dispose() => pulse.Dispose();
}
