namespace AutomationPlatform.Application.Events;

/// <summary>When handlers of events are told.</summary>
public enum EventDelivery
{
    /// <summary>Before the commit returns to its caller, one after the other.</summary>
    InOrder,

    /// <summary>By a background task, in the order of publishing; the commit returns at once while the queue has room.</summary>
    Background,
}

/// <summary>How the event bus works.</summary>
public sealed class EventBusOptions
{
    /// <summary>The events that may wait unless said otherwise: 10,000.</summary>
    public const int DefaultCapacity = 10_000;

    /// <summary>When handlers are told. Default <see cref="EventDelivery.InOrder"/>.</summary>
    public EventDelivery Delivery { get; set; } = EventDelivery.InOrder;

    /// <summary>The most events that wait in the background; a publisher waits while there are as many. At least 1.
    /// Default <see cref="DefaultCapacity"/>; ignored when delivering in order.</summary>
    public int Capacity { get; set; } = DefaultCapacity;
}
