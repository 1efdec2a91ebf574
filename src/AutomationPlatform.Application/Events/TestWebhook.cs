namespace AutomationPlatform.Application.Events;

/// <summary>Sends one event of the type <see cref="EventCatalogue.Test"/> from this process, to see whether it is taken.</summary>
public sealed class TestWebhook(IEnumerable<IDeliverer> deliverers, TimeProvider clock)
{
    /// <summary>Sends it once. It is neither queued nor recorded.</summary>
    /// <param name="subscription">Where to.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>What was answered, and how long that took.</returns>
    /// <exception cref="ConflictException">It is a handler, or its secret is not here.</exception>
    public async Task<(DeliveryAnswer Answer, TimeSpan Took)> SendAsync(
        Subscription subscription,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(subscription);
        if (subscription.Kind != SubscriptionKind.Webhook)
            throw new ConflictException($"{subscription.Id} is a handler in programs; only webhooks can be tested");
        var deliverer = deliverers.First(each => each.Kind == subscription.Kind);
        if (deliverer.Refusal(subscription) is { } why)
            throw new ConflictException(why);
        var id = subscription.Id.Value;
        var delivery = new Delivery(
            Id: 0,
            StreamId: id,
            EventId: $"{Guid.CreateVersion7()}:1:webhook.test",
            EventCatalogue.Test,
            Subject: id,
            clock.GetUtcNow(),
            $$"""{"webhookId":"{{id}}"}""",
            Attempts: 0
        );
        var began = clock.GetTimestamp();
        var answer = await deliverer.DeliverAsync(subscription, delivery, cancellationToken);
        return (answer, clock.GetElapsedTime(began));
    }
}
