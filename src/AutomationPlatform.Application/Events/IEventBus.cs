using AutomationPlatform.Domain;

namespace AutomationPlatform.Application.Events;

/// <summary>Listens to one type of domain event.</summary>
/// <typeparam name="TEvent">The type listened to, derived ones included.</typeparam>
public interface IDomainEventHandler<in TEvent>
    where TEvent : DomainEvent
{
    /// <summary>Told after the commit. An exception is logged and stops neither the commit nor other handlers.</summary>
    Task HandleAsync(TEvent domainEvent, CancellationToken cancellationToken);
}

/// <summary>Carries events from committed units of work to their handlers. Thread-safe.</summary>
public interface IEventBus
{
    /// <summary>Subscribes a handler; dispose the result to end it.</summary>
    IDisposable Subscribe<TEvent>(IDomainEventHandler<TEvent> handler)
        where TEvent : DomainEvent;

    /// <summary>Whether anybody listens to this type, so that events nobody wants need not be made.</summary>
    bool HasSubscribers(Type eventType);

    /// <summary>Hands events over in order: awaited here, or put on the bounded background queue.</summary>
    Task PublishAsync(IReadOnlyList<DomainEvent> events, CancellationToken cancellationToken = default);
}
