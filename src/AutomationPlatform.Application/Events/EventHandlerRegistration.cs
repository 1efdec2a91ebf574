using AutomationPlatform.Domain;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AutomationPlatform.Application.Events;

/// <summary>Registers handlers of events.</summary>
public static class EventHandlerExtensions
{
    /// <summary>Lets a handler be told of events, by the one way or the other.</summary>
    /// <remarks>
    /// The handler is made once, with its dependencies, at the first event, unless it was registered otherwise before. From
    /// the outbox it may be told of the same event more than once, and must finish within <see cref="DeliveryLimits.Attempt"/>;
    /// an exception puts the event off and holds back later ones of its run. What happens before the first program that
    /// registers it has begun to relay is not told.
    /// </remarks>
    /// <typeparam name="TEvent">The event; <see cref="DomainEvent"/> for every one.</typeparam>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <param name="builder">The platform being set up.</param>
    /// <param name="delivery">By which way.</param>
    /// <param name="name">The name under which events wait for it in the outbox, the same in every program and release, 1 to
    /// 200 characters; null for the names of the two types.</param>
    /// <exception cref="ArgumentException">This way does not tell such events, or the name is empty or too long.</exception>
    public static AutomationPlatformBuilder AddDomainEventHandler<TEvent, THandler>(
        this AutomationPlatformBuilder builder,
        HandlerDelivery delivery = HandlerDelivery.AfterCommit,
        string? name = null
    )
        where TEvent : DomainEvent
        where THandler : class, IDomainEventHandler<TEvent>
    {
        ArgumentNullException.ThrowIfNull(builder);
        var known = name ?? $"{typeof(THandler).FullName}/{typeof(TEvent).Name}";
        ArgumentException.ThrowIfNullOrWhiteSpace(known, nameof(name));
        if (known.Length > OutboxHandler.NameLimit)
            throw new ArgumentException(
                $"is longer than {OutboxHandler.NameLimit} characters; give the handler a shorter name",
                nameof(name)
            );
        var events = EventCatalogue.NamesOf(typeof(TEvent));
        builder.Services.TryAddSingleton<THandler>();
        if (delivery == HandlerDelivery.AfterCommit)
            builder.Services.AddSingleton(AfterCommit<TEvent, THandler>());
        else
            builder.Services.AddSingleton(provider => FromOutbox<TEvent, THandler>(provider, known, events));
        return builder;
    }

    private static AfterCommitHandler AfterCommit<TEvent, THandler>()
        where TEvent : DomainEvent
        where THandler : class, IDomainEventHandler<TEvent>
    {
        if (!EventCatalogue.IsToldAfterCommit(typeof(TEvent)))
            throw new ArgumentException(
                $"{typeof(TEvent).Name} is told from the outbox only; register its handler with "
                    + $"{nameof(HandlerDelivery)}.{nameof(HandlerDelivery.Outbox)}"
            );
        return new AfterCommitHandler((bus, services) => bus.Subscribe(new LateHandler<TEvent, THandler>(services)));
    }

    private static OutboxHandler FromOutbox<TEvent, THandler>(
        IServiceProvider services,
        string name,
        IReadOnlyList<string> events
    )
        where TEvent : DomainEvent
        where THandler : class, IDomainEventHandler<TEvent>
    {
        var handler = new LateHandler<TEvent, THandler>(services);
        return new OutboxHandler(
            name,
            events,
            (told, cancellationToken) => handler.HandleAsync((TEvent)told, cancellationToken)
        );
    }
}
