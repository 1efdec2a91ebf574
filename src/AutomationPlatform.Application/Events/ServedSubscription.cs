namespace AutomationPlatform.Application.Events;

/// <summary>A subscription as a relay sees it.</summary>
/// <param name="Subscription">Who wants to hear of what.</param>
/// <param name="LeasedElsewhereUntil">Until when another relay has it; null when none has.</param>
/// <param name="HasDue">True when something can be delivered now.</param>
public sealed record ServedSubscription(Subscription Subscription, DateTimeOffset? LeasedElsewhereUntil, bool HasDue);
