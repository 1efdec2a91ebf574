using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Execution;

/// <summary>Measures what waits in the database while somebody observes it, and reads it no more often than once in a while.</summary>
/// <remarks>
/// An observation gives what was last read and, where that is old, has it read anew for the next one; so it never waits for
/// the database. Thread-safe.
/// </remarks>
internal sealed class BacklogGauges : IAsyncDisposable
{
    internal const string State = "state";

    private readonly CancellationTokenSource closing = new();
    private readonly Lock gate = new();
    private readonly IWorkQueue queue;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private Backlog? last;
    private long? askedAt;
    private Task reading = Task.CompletedTask;

    internal BacklogGauges(IWorkQueue queue, TimeProvider clock, ILogger logger)
    {
        (this.queue, this.clock, this.logger) = (queue, clock, logger);
        Meter.CreateObservableGauge(
            "automation_platform.backlog",
            ObserveBacklog,
            "{item}",
            "Items of open runs that wait, over the whole database"
        );
        Meter.CreateObservableGauge(
            "automation_platform.backlog.oldest_age",
            ObserveAge,
            "s",
            "How long ago the oldest open run with waiting items was made"
        );
    }

    /// <summary>The meter that holds the gauges, for as long as the worker is there.</summary>
    internal Meter Meter { get; } = new(PlatformTelemetry.Name);

    /// <summary>What is being read now; for whoever must know when it is there.</summary>
    internal Task Reading
    {
        get
        {
            lock (gate)
                return reading;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Meter.Dispose();
        await closing.CancelAsync();
        await Reading;
        closing.Dispose();
    }

    private IEnumerable<Measurement<long>> ObserveBacklog() =>
        Look() is { } backlog
            ?
            [
                new(backlog.Ready, new KeyValuePair<string, object?>(State, "ready")),
                new(backlog.Delayed, new KeyValuePair<string, object?>(State, "delayed")),
                new(backlog.Blocked, new KeyValuePair<string, object?>(State, "blocked")),
            ]
            : [];

    private IEnumerable<Measurement<double>> ObserveAge() =>
        Look() is { } backlog ? [new((backlog.Now - (backlog.OldestAt ?? backlog.Now)).TotalSeconds)] : [];

    private Backlog? Look()
    {
        lock (gate)
        {
            var old = askedAt is not { } at || clock.GetElapsedTime(at) >= ExecutionDefaults.BacklogPace;
            if (old && reading.IsCompleted && !closing.IsCancellationRequested)
            {
                askedAt = clock.GetTimestamp();
                reading = Task.Run(ReadAsync);
            }
            return last;
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            var read = await queue.GetBacklogAsync(closing.Token);
            lock (gate)
                last = read;
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            return;
        }
        catch (DatabaseUnavailableException trouble)
        {
            WorkerLog.DatabaseTrouble(logger, trouble);
        }
    }
}
