using AutomationPlatform.Domain;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.Application.Events;

/// <summary>A handler that is made at its first event: it may need what needs the bus.</summary>
internal sealed class LateHandler<TEvent, THandler>(IServiceProvider services) : IDomainEventHandler<TEvent>
    where TEvent : DomainEvent
    where THandler : class, IDomainEventHandler<TEvent>
{
    private THandler? handler;

    public Task HandleAsync(TEvent domainEvent, CancellationToken cancellationToken) =>
        (handler ??= services.GetRequiredService<THandler>()).HandleAsync(domainEvent, cancellationToken);
}
