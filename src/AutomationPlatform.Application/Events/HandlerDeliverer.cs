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
            using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var handling = byName[subscription.Target].Handle(ToldEvent.Of(delivery), attempt.Token);
            // Most handlers are done at once; only those that take time are timed.
            if (!handling.IsCompleted)
                await WithinAsync(handling, attempt, cancellationToken);
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

    // One that does not heed the token goes on behind our back; it is told of the event again.
    private async Task WithinAsync(Task handling, CancellationTokenSource attempt, CancellationToken cancellationToken)
    {
        try
        {
            await handling.WaitAsync(DeliveryLimits.Attempt, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            await attempt.CancelAsync();
            throw;
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
