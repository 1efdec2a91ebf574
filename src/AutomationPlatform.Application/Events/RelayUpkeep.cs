namespace AutomationPlatform.Application.Events;

/// <summary>What a relay does beside delivering: enters this program's handlers, finds milestones, trims the record.</summary>
internal sealed class RelayUpkeep(IOutbox outbox, IReadOnlyList<IDeliverer> deliverers, TimeProvider clock)
{
    private readonly OutboxHandler[] handlers =
    [
        .. deliverers.OfType<HandlerDeliverer>().SelectMany(deliverer => deliverer.Handlers),
    ];

    private long? trimmedAt;
    private long? lookedAt;

    internal async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        if (IsDue(ref trimmedAt, DeliveryLimits.Upkeep))
            await outbox.TrimAsync([.. handlers.Select(handler => handler.Name)], cancellationToken);
        if (IsDue(ref lookedAt, DeliveryLimits.Poll))
            await outbox.RaiseProgressAsync(cancellationToken);
    }

    private bool IsDue(ref long? last, TimeSpan every)
    {
        if (last is { } at && clock.GetElapsedTime(at) < every)
            return false;
        last = clock.GetTimestamp();
        return true;
    }
}
