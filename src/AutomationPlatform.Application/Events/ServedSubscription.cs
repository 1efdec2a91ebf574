namespace AutomationPlatform.Application.Events;

/// <summary>A subscription as a relay sees it.</summary>
/// <param name="Subscription">Who wants to hear of what.</param>
/// <param name="LeasedElsewhere">True while another relay delivers it.</param>
/// <param name="HasDue">True when something can be delivered now.</param>
public sealed record ServedSubscription(Subscription Subscription, bool LeasedElsewhere, bool HasDue);
