using AutomationPlatform.Application;
using AutomationPlatform.Application.Events;
using AutomationPlatform.Domain;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>Runs of a test's own, and programs that relay what happens to them, under a clock that only the test moves.</summary>
internal sealed class OutboxStage : IAsyncDisposable
{
    internal const string Handler = "recorder";

    private readonly TestDatabase database;
    private readonly IServiceProvider program;
    private readonly CancellationTokenSource ending = new();
    private readonly List<Task> relays = [];

    private OutboxStage(TestDatabase database, ExecutionStage work)
    {
        this.database = database;
        Work = work;
        program = NewProgram();
    }

    internal ExecutionStage Work { get; }

    internal Recorder Heard { get; } = new();

    internal ISubscriptions Subscriptions => program.GetRequiredService<ISubscriptions>();

    internal IOutbox Outbox => program.GetRequiredService<IOutbox>();

    internal static async Task<OutboxStage> SetAsync(TestDatabase database, int items = 1, int? maxAttempts = 3) =>
        new(database, await ExecutionStage.StartAsync(database, items, maxAttempts));

    /// <summary>A webhook that nobody serves, because its secret is nowhere: what is written for it stays to be read.</summary>
    internal async Task<SubscriptionId> SubscribeAsync(params string[] events)
    {
        var webhook = new NewWebhook(new("https://hooks.example/apc"), events, "env:NOT_SET", false, "tester");
        return (await Subscriptions.AddWebhookAsync(webhook, CancellationToken.None)).Id;
    }

    /// <summary>What waits for a subscription.</summary>
    internal Task<IReadOnlyList<DeliveryStory>> WaitingAsync(SubscriptionId id) =>
        Subscriptions.ListDeliveriesAsync(id, DeliveryState.Waiting, 1000, CancellationToken.None);

    /// <summary>Sends one event for a test.</summary>
    internal async Task<(DeliveryAnswer Answer, TimeSpan Took)> TestAsync(SubscriptionId id)
    {
        var found = await Subscriptions.GetAsync($"{id}", CancellationToken.None);
        return await program.GetRequiredService<TestWebhook>().SendAsync(found.Subscription, CancellationToken.None);
    }

    /// <summary>The types of what waits for a subscription, in order.</summary>
    internal async Task<IReadOnlyList<string>> TypesAsync(SubscriptionId id) =>
        [.. (await WaitingAsync(id)).Select(story => story.Delivery.Type)];

    /// <summary>The handler's own subscription, entered as a program does that begins.</summary>
    internal async Task<SubscriptionSummary> HandlerAsync()
    {
        await program.GetRequiredService<OutboxRelay>().RegisterAsync(CancellationToken.None);
        return (await Subscriptions.ListAsync(CancellationToken.None)).Single(each =>
            each.Subscription.Target == Handler
        );
    }

    /// <summary>A program with the handler begins to relay.</summary>
    internal void Relay() => relays.Add(NewRelay().RunAsync(CancellationToken.None, ending.Token));

    internal OutboxRelay NewRelay() => NewProgram().GetRequiredService<OutboxRelay>();

    /// <summary>A step at which the clock goes no faster than this machine, for what must be done before a moment has come.</summary>
    internal static readonly TimeSpan Slowly = TimeSpan.FromMilliseconds(5);

    /// <summary>Moves the clock until something is so.</summary>
    internal async Task UntilAsync(Func<Task<bool>> condition, TimeSpan? step = null)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!await condition())
        {
            Work.Clock.Advance(step ?? DeliveryLimits.Poll);
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Moves the clock until so many events were heard.</summary>
    internal Task UntilHeardAsync(int events, TimeSpan? step = null) =>
        UntilAsync(() => Task.FromResult(Heard.Events.Count >= events), step);

    /// <summary>Lets every relay leave.</summary>
    internal async Task EndRelaysAsync()
    {
        await ending.CancelAsync();
        await Task.WhenAll(relays);
    }

    private IServiceProvider NewProgram() =>
        database.NewServices(collection =>
        {
            collection.AddSingleton<TimeProvider>(Work.Clock);
            collection.AddSingleton(Heard);
            new AutomationPlatformBuilder(collection).AddDomainEventHandler<DomainEvent, Recorder>(
                HandlerDelivery.Outbox,
                Handler
            );
        });

    public async ValueTask DisposeAsync()
    {
        await EndRelaysAsync();
        ending.Dispose();
        foreach (var each in await Subscriptions.ListAsync(CancellationToken.None))
            await Subscriptions.RemoveAsync(each.Subscription.Id, "tester", CancellationToken.None);
        await Work.DisposeAsync();
    }
}

/// <summary>A handler that keeps what it is told, and fails when the test wants it to. Thread-safe.</summary>
internal sealed class Recorder : IDomainEventHandler<DomainEvent>
{
    private readonly Lock gate = new();
    private readonly List<DomainEvent> events = [];

    /// <summary>Decides over an event before it is kept; throws to refuse it.</summary>
    internal Action<DomainEvent> Judge { get; set; } = _ => { };

    /// <summary>What is done with an event after it was kept.</summary>
    internal Func<CancellationToken, Task> Work { get; set; } = _ => Task.CompletedTask;

    internal IReadOnlyList<DomainEvent> Events
    {
        get
        {
            lock (gate)
                return [.. events];
        }
    }

    public Task HandleAsync(DomainEvent domainEvent, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            Judge(domainEvent);
            events.Add(domainEvent);
        }
        return Work(cancellationToken);
    }
}
