namespace AutomationPlatform.Application.Events;

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
