namespace AutomationPlatform.Application.Events;

/// <summary>The identifier of a subscription.</summary>
/// <param name="Value">The UUID.</param>
public readonly record struct SubscriptionId(Guid Value)
{
    /// <summary>The UUID in its usual form, lower case.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>Who is told.</summary>
public enum SubscriptionKind
{
    /// <summary>An address that events are posted to.</summary>
    Webhook,

    /// <summary>A handler that programs register, in whichever of them is at hand.</summary>
    Handler,
}

/// <summary>Who wants to hear of what.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Kind">Who is told.</param>
/// <param name="Target">The webhook's URL, or the handler's name.</param>
/// <param name="Events">The types, or <see cref="EventCatalogue.Every"/> alone.</param>
/// <param name="CreatedAt">When it was made, UTC.</param>
public sealed record Subscription(
    SubscriptionId Id,
    SubscriptionKind Kind,
    string Target,
    IReadOnlyList<string> Events,
    DateTimeOffset CreatedAt
)
{
    /// <summary>Where a webhook's secret is found, <c>env:NAME</c> or <c>file:PATH</c>; null for a handler.</summary>
    public string? Secret { get; init; }

    /// <summary>Whether a webhook may lead into private networks, and be plain http.</summary>
    public bool AllowsPrivateNetwork { get; init; }

    /// <summary>Who made it; null when unknown.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>Since when it is paused; null when it is not.</summary>
    public DateTimeOffset? PausedAt { get; init; }

    /// <summary>Why it is paused.</summary>
    public string? PauseReason { get; init; }

    /// <summary>Since when every attempt has failed; null after one that did not.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>What went wrong last; null after an attempt that went well.</summary>
    public string? LastError { get; init; }
}

/// <summary>A subscription as a relay sees it.</summary>
/// <param name="Subscription">Who wants to hear of what.</param>
/// <param name="LeasedElsewhere">True while another relay delivers it.</param>
/// <param name="HasDue">True when something can be delivered now.</param>
public sealed record ServedSubscription(Subscription Subscription, bool LeasedElsewhere, bool HasDue);

/// <summary>An event on its way to one subscriber.</summary>
/// <param name="Id">Its place: within a run and subscription, lower ones come first.</param>
/// <param name="StreamId">The run; for an instance of an engine that is linked to none, the instance.</param>
/// <param name="EventId">The event's own id: the same for every subscriber, attempt and replay.</param>
/// <param name="Type">A name of <see cref="EventCatalogue"/>.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="OccurredAt">When that happened, UTC.</param>
/// <param name="Data">Its data, a JSON object.</param>
/// <param name="Attempts">How often it was tried.</param>
public sealed record Delivery(
    long Id,
    Guid StreamId,
    string EventId,
    string Type,
    Guid Subject,
    DateTimeOffset OccurredAt,
    string Data,
    int Attempts
);

/// <summary>What became of one attempt to deliver.</summary>
/// <param name="Delivery">What was tried.</param>
/// <param name="Error">What went wrong; null when it was delivered.</param>
/// <param name="RetryIn">When it is tried again; null when it is delivered or dead.</param>
public sealed record Settlement(Delivery Delivery, string? Error, TimeSpan? RetryIn);

/// <summary>Where a delivery stands.</summary>
public enum DeliveryState
{
    /// <summary>It waits for its first attempt or the next one, or behind one that fails.</summary>
    Waiting,

    /// <summary>The subscriber took it.</summary>
    Delivered,

    /// <summary>It was given up.</summary>
    Dead,
}

/// <summary>A delivery with its story, for people.</summary>
/// <param name="Delivery">What it is.</param>
/// <param name="State">Where it stands.</param>
/// <param name="At">When it was delivered or given up, or will be tried next; null when it waits for nothing but its turn.</param>
/// <param name="Error">What went wrong last; null for nothing.</param>
public sealed record DeliveryStory(Delivery Delivery, DeliveryState State, DateTimeOffset? At, string? Error);

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
