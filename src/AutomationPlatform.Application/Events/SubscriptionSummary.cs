namespace AutomationPlatform.Application.Events;

/// <summary>A subscription with how it fares.</summary>
/// <param name="Subscription">Who wants to hear of what.</param>
/// <param name="Waiting">How many deliveries wait, up to <see cref="DeliveryLimits.CountedAtMost"/>.</param>
/// <param name="Dead">How many of the record were given up, up to the same.</param>
/// <param name="DeliveredAt">When one was delivered last, within the time that is kept.</param>
public sealed record SubscriptionSummary(
    Subscription Subscription,
    long Waiting,
    long Dead,
    DateTimeOffset? DeliveredAt
);
