namespace AutomationPlatform.Application.Events;

/// <summary>Delivers to the handlers of this program, one event after the other.</summary>
public sealed class HandlerDeliverer(IEnumerable<OutboxHandler> handlers, TimeProvider clock) : IDeliverer
{
    private readonly Dictionary<string, OutboxHandler> byName = ByName(handlers);

    /// <summary>The handlers of this program.</summary>
    public IReadOnlyCollection<OutboxHandler> Handlers => byName.Values;

    /// <inheritdoc/>
    public SubscriptionKind Kind => SubscriptionKind.Handler;

    /// <inheritdoc/>
    public int AtOnce => 1;

    /// <inheritdoc/>
    public string? Refusal(Subscription subscription)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        return byName.ContainsKey(subscription.Target)
            ? null
            : $"handler {subscription.Target} is not registered in this program";
    }

    /// <inheritdoc/>
    public async Task<DeliveryAnswer> DeliverAsync(
        Subscription subscription,
        Delivery delivery,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(subscription);
        ArgumentNullException.ThrowIfNull(delivery);
        try
        {
            var handling = byName[subscription.Target].Handle(ToldEvent.Of(delivery), cancellationToken);
            // Most handlers are done at once; only those that take time are timed.
            if (!handling.IsCompleted)
                handling = handling.WaitAsync(DeliveryLimits.Attempt, clock, cancellationToken);
            await handling;
            return DeliveryAnswer.Taken;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            return new DeliveryAnswer($"{failure.GetType().Name}: {failure.Message}");
        }
    }

    private static Dictionary<string, OutboxHandler> ByName(IEnumerable<OutboxHandler> handlers)
    {
        var named = new Dictionary<string, OutboxHandler>(StringComparer.Ordinal);
        foreach (var handler in handlers)
            if (!named.TryAdd(handler.Name, handler))
                throw new InvalidOperationException(
                    $"Two handlers from the outbox are named '{handler.Name}'; give one of them another name."
                );
        return named;
    }
}
