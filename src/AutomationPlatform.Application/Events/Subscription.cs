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
