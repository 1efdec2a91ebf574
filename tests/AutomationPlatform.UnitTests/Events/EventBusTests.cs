using AutomationPlatform.Application.Events;
using AutomationPlatform.Domain;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.UnitTests.Events;

public class EventBusTests
{
    private static readonly CancellationToken Never = CancellationToken.None;

    [Theory]
    [InlineData(EventDelivery.InOrder)]
    [InlineData(EventDelivery.Background)]
    public async Task Events_are_told_in_the_order_of_publishing(EventDelivery delivery)
    {
        var told = new List<int>();
        var bus = NewBus(delivery);
        using (bus.Subscribe(new Listener<Counted>(e => told.Add(e.Number))))
        {
            await bus.PublishAsync([new Counted(1), new Counted(2)], Never);
            await bus.PublishAsync([new Counted(3)], Never);
            await bus.DisposeAsync();
        }
        Assert.Equal([1, 2, 3], told);
    }

    [Fact]
    public async Task In_order_the_publisher_waits_for_the_handler()
    {
        var gate = new TaskCompletionSource();
        await using var bus = NewBus(EventDelivery.InOrder);
        using var listening = bus.Subscribe(new Listener<Counted>(_ => { }, gate.Task));
        var publishing = bus.PublishAsync([new Counted(1)], Never);
        Assert.False(publishing.IsCompleted);
        gate.SetResult();
        await publishing;
    }

    [Fact]
    public async Task In_the_background_the_publisher_waits_only_while_the_queue_is_full()
    {
        var begun = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        var told = new List<int>();
        var bus = NewBus(EventDelivery.Background, capacity: 1);
        using var listening = bus.Subscribe(
            new Listener<Counted>(
                e =>
                {
                    told.Add(e.Number);
                    begun.TrySetResult();
                },
                gate.Task
            )
        );
        await bus.PublishAsync([new Counted(1)], Never);
        await begun.Task;
        await bus.PublishAsync([new Counted(2)], Never);
        var third = bus.PublishAsync([new Counted(3)], Never);
        Assert.False(third.IsCompleted);
        gate.SetResult();
        await third;
        await bus.DisposeAsync();
        Assert.Equal([1, 2, 3], told);
    }

    [Theory]
    [InlineData(EventDelivery.InOrder)]
    [InlineData(EventDelivery.Background)]
    public async Task A_failing_handler_is_logged_and_stops_nothing(EventDelivery delivery)
    {
        var told = new List<int>();
        var log = new Journal();
        var bus = new EventBus(new EventBusOptions { Delivery = delivery }, log);
        using var failing = bus.Subscribe(new Listener<Counted>(_ => throw new TimeoutException("too slow")));
        using var listening = bus.Subscribe(new Listener<Counted>(e => told.Add(e.Number)));
        await bus.PublishAsync([new Counted(1), new Counted(2)], Never);
        await bus.DisposeAsync();
        Assert.Equal([1, 2], told);
        Assert.Equal(2, log.Failures.Count);
        Assert.All(log.Failures, failure => Assert.IsType<TimeoutException>(failure));
    }

    [Fact]
    public async Task Handlers_hear_the_type_they_asked_for_and_those_derived_from_it()
    {
        var all = new List<DomainEvent>();
        var counted = new List<DomainEvent>();
        await using var bus = NewBus(EventDelivery.InOrder);
        using var everything = bus.Subscribe(new Listener<DomainEvent>(all.Add));
        using var some = bus.Subscribe(new Listener<Counted>(counted.Add));
        await bus.PublishAsync([new Counted(1), new Other()], Never);
        Assert.Equal(2, all.Count);
        Assert.Equal([new Counted(1)], counted);
    }

    [Fact]
    public async Task It_is_known_whether_anybody_listens()
    {
        await using var bus = NewBus(EventDelivery.InOrder);
        Assert.False(bus.HasSubscribers(typeof(Counted)));
        using (bus.Subscribe(new Listener<DomainEvent>(_ => { })))
            Assert.True(bus.HasSubscribers(typeof(Counted)));
        Assert.False(bus.HasSubscribers(typeof(Counted)));
    }

    [Fact]
    public async Task Who_has_stopped_listening_is_not_told()
    {
        var told = new List<int>();
        await using var bus = NewBus(EventDelivery.InOrder);
        bus.Subscribe(new Listener<Counted>(e => told.Add(e.Number))).Dispose();
        await bus.PublishAsync([new Counted(1)], Never);
        Assert.Empty(told);
    }

    [Fact]
    public async Task A_stopped_bus_in_the_background_takes_no_more()
    {
        var bus = NewBus(EventDelivery.Background);
        using var listening = bus.Subscribe(new Listener<Counted>(_ => { }));
        await bus.StopAsync(Never);
        await Assert.ThrowsAsync<InvalidOperationException>(() => bus.PublishAsync([new Counted(1)], Never));
    }

    [Fact]
    public void A_queue_without_room_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NewBus(EventDelivery.Background, capacity: 0));

    private static EventBus NewBus(EventDelivery delivery, int capacity = EventBusOptions.DefaultCapacity) =>
        new(new EventBusOptions { Delivery = delivery, Capacity = capacity }, new Journal());

    private sealed record Counted(int Number) : DomainEvent(DateTimeOffset.UnixEpoch);

    private sealed record Other() : DomainEvent(DateTimeOffset.UnixEpoch);

    private sealed class Listener<TEvent>(Action<TEvent> hear, Task? then = null) : IDomainEventHandler<TEvent>
        where TEvent : DomainEvent
    {
        public Task HandleAsync(TEvent domainEvent, CancellationToken cancellationToken)
        {
            hear(domainEvent);
            return then ?? Task.CompletedTask;
        }
    }

    private sealed class Journal : ILogger<EventBus>
    {
        public List<Exception> Failures { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (exception is not null)
                Failures.Add(exception);
        }
    }
}
