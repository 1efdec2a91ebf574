using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Events;

/// <summary>Delivers what the outbox holds: at least once, in order per run and subscription.</summary>
/// <remarks>
/// Every worker runs one; a program without workers may run one itself. Any number of them share a database. Trouble is
/// logged and outlasted, never thrown: events wait, and work goes on.
/// </remarks>
/// <param name="outbox">What is stored.</param>
/// <param name="deliverers">Who hands over, one per kind of subscription.</param>
/// <param name="signal">Tells that something was written.</param>
/// <param name="clock">Measures leases and waits.</param>
/// <param name="logger">Where trouble is told of.</param>
public sealed class OutboxRelay(
    IOutbox outbox,
    IEnumerable<IDeliverer> deliverers,
    IOutboxSignal signal,
    TimeProvider clock,
    ILogger<OutboxRelay> logger
)
{
    private readonly IReadOnlyList<IDeliverer> deliverers = [.. deliverers];

    /// <summary>Enters the handlers of this program: what happens from now on waits for them. A worker does so before it works.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached.</exception>
    public async Task RegisterAsync(CancellationToken cancellationToken)
    {
        foreach (var handler in deliverers.OfType<HandlerDeliverer>().SelectMany(deliverer => deliverer.Handlers))
            await outbox.RegisterHandlerAsync(handler.Name, handler.Events, cancellationToken);
    }

    /// <summary>Delivers until it is drained or stopped.</summary>
    /// <param name="drain">Cancelled to deliver what can be delivered now, for at most <see cref="DeliveryLimits.Drain"/>, and leave.</param>
    /// <param name="stop">Cancelled to leave at once; what is under way is tried again by others.</param>
    public async Task RunAsync(CancellationToken drain, CancellationToken stop = default)
    {
        using var waking = CancellationTokenSource.CreateLinkedTokenSource(drain, stop);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var couriers = new CourierRound(Guid.CreateVersion7(), outbox, deliverers, clock, logger, ending.Token);
        var upkeep = new RelayUpkeep(outbox, deliverers, clock);
        var registered = false;
        while (!waking.IsCancellationRequested)
        {
            var served = await OutlastAsync(
                async () =>
                {
                    if (!registered)
                        await RegisterAsync(waking.Token);
                    registered = true;
                    await upkeep.RunOnceAsync(waking.Token);
                    return await couriers.RefreshAsync(waking.Token);
                },
                waking.Token
            );
            await WaitAsync(served, waking.Token);
        }
        await DrainAsync(couriers, stop);
        await ending.CancelAsync();
        await couriers.EndAsync();
    }

    // Without subscriptions nothing is listened for, and the database is asked seldom.
    private async Task WaitAsync(int served, CancellationToken waking)
    {
        var waiting =
            served > 0
                ? signal.WaitAsync(DeliveryLimits.Poll, waking)
                : Task.Delay(DeliveryLimits.PollWithoutSubscriptions, clock, waking);
        await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task DrainAsync(CourierRound couriers, CancellationToken stop)
    {
        var began = clock.GetTimestamp();
        while (!stop.IsCancellationRequested && clock.GetElapsedTime(began) < DeliveryLimits.Drain)
        {
            if (await OutlastAsync(() => couriers.RefreshDueAsync(stop), stop) == 0)
                return;
            await Task.Delay(DeliveryLimits.DrainLook, clock, stop)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // Whatever goes wrong here must not end the work of the program that it runs in.
    private async Task<int> OutlastAsync(Func<Task<int>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception trouble)
        {
            RelayLog.Trouble(logger, trouble);
            return 0;
        }
    }
}
