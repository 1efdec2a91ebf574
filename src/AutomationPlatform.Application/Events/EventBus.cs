using System.Collections.Immutable;
using System.Threading.Channels;
using AutomationPlatform.Domain;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Events;

/// <summary>Carries events to their handlers in this process: awaited in order, or by a bounded background queue.</summary>
/// <remarks>
/// A handler that fails is logged and stops nothing. Handlers of one event are told one after the other, in the order in
/// which they subscribed. What is published is told at most once: events that must survive a crash are no matter of this
/// bus. Disposing tells what still waits, then ends. Thread-safe.
/// </remarks>
public sealed partial class EventBus : IEventBus, IAsyncDisposable
{
    private readonly ILogger<EventBus> logger;
    private readonly Channel<DomainEvent>? queue;
    private readonly Task telling;
    private ImmutableArray<Subscription> subscriptions = [];

    /// <summary>Makes a bus; in the background it begins to listen at once.</summary>
    /// <param name="options">How it works.</param>
    /// <param name="logger">Where failing handlers are told of.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1.</exception>
    public EventBus(EventBusOptions options, ILogger<EventBus> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Capacity, 1);
        this.logger = logger;
        if (options.Delivery == EventDelivery.InOrder)
        {
            telling = Task.CompletedTask;
            return;
        }
        // Full means wait: a publisher that outruns the handlers is slowed down, and no event is dropped.
        queue = Channel.CreateBounded<DomainEvent>(
            new BoundedChannelOptions(options.Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
        );
        telling = Task.Run(TellQueuedAsync);
    }

    /// <inheritdoc/>
    public IDisposable Subscribe<TEvent>(IDomainEventHandler<TEvent> handler)
        where TEvent : DomainEvent
    {
        ArgumentNullException.ThrowIfNull(handler);
        var subscription = new Subscription(
            this,
            typeof(TEvent),
            handler.GetType().Name,
            (told, cancellationToken) => handler.HandleAsync((TEvent)told, cancellationToken)
        );
        ImmutableInterlocked.Update(ref subscriptions, all => all.Add(subscription));
        return subscription;
    }

    /// <inheritdoc/>
    public bool HasSubscribers(Type eventType) => subscriptions.Any(s => s.EventType.IsAssignableFrom(eventType));

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The bus was stopped.</exception>
    public async Task PublishAsync(IReadOnlyList<DomainEvent> events, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(events);
        foreach (var published in events)
        {
            if (queue is null)
                await TellAsync(published, cancellationToken);
            else if (HasSubscribers(published.GetType()))
                await EnqueueAsync(queue.Writer, published, cancellationToken);
        }
    }

    /// <summary>Takes no more events and returns when those that wait have been told.</summary>
    /// <param name="cancellationToken">Ends the wait, not the telling.</param>
    public Task StopAsync(CancellationToken cancellationToken = default)
    {
        queue?.Writer.TryComplete();
        return telling.WaitAsync(cancellationToken);
    }

    /// <summary>Stops, however long the telling takes.</summary>
    public async ValueTask DisposeAsync() => await StopAsync();

    private static async Task EnqueueAsync(
        ChannelWriter<DomainEvent> writer,
        DomainEvent published,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await writer.WriteAsync(published, cancellationToken);
        }
        catch (ChannelClosedException cause)
        {
            throw new InvalidOperationException("The event bus was stopped; publish before stopping it.", cause);
        }
    }

    private async Task TellQueuedAsync()
    {
        await foreach (var published in queue!.Reader.ReadAllAsync())
            await TellAsync(published, CancellationToken.None);
    }

    private async Task TellAsync(DomainEvent published, CancellationToken cancellationToken)
    {
        foreach (var subscription in subscriptions.Where(s => s.EventType.IsInstanceOfType(published)))
        {
            try
            {
                await subscription.Tell(published, cancellationToken);
            }
            catch (Exception cause)
            {
                HandlerFailed(logger, subscription.Handler, published.GetType().Name, cause);
            }
        }
    }

    [LoggerMessage(EventId = 1101, Level = LogLevel.Error, Message = "Event handler {Handler} failed on {Event}")]
    private static partial void HandlerFailed(ILogger logger, string handler, string @event, Exception cause);

    private sealed record Subscription(
        EventBus Bus,
        Type EventType,
        string Handler,
        Func<DomainEvent, CancellationToken, Task> Tell
    ) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref Bus.subscriptions, all => all.Remove(this));
    }
}
