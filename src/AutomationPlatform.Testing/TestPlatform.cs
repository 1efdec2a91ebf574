using AutomationPlatform.Application;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AutomationPlatform.Testing;

/// <summary>A whole platform for tests: SQLite in memory, a clock that stands still, handlers of the test's own.</summary>
/// <remarks>
/// Everything is the real thing but the time. Each platform has a database of its own; dispose of it at the end. Its
/// members may be called from handlers too. Thread-safe, but for two drains at once.
/// </remarks>
public sealed partial class TestPlatform : IAsyncDisposable
{
    /// <summary>The moment at which <see cref="Clock"/> starts: 2026-01-01 08:00 UTC.</summary>
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly ServiceProvider services;
    private int batches;

    private TestPlatform(ServiceProvider services, FakeTimeProvider clock)
    {
        this.services = services;
        Clock = clock;
        services.GetRequiredService<LeaseLossPlan>().Lose = LoseLeasesAsync;
    }

    /// <summary>The clock of everything, the database included. It stands still until it is moved.</summary>
    public FakeTimeProvider Clock { get; }

    /// <summary>The services of the platform, for ports that have no shortcut here.</summary>
    public IServiceProvider Services => services;

    /// <summary>Starts a platform with its tables made.</summary>
    /// <param name="configure">Registers handlers, and whatever they need, on the builder's services.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<TestPlatform> StartAsync(
        Action<AutomationPlatformBuilder>? configure = null,
        CancellationToken cancellationToken = default
    )
    {
        var clock = new FakeTimeProvider(Start);
        var collection = new ServiceCollection();
        collection.AddSingleton<TimeProvider>(clock);
        collection.AddSingleton<LeaseLossPlan>();
        var builder = collection.AddAutomationPlatform(options => options.Database = DatabaseUrl.InMemory);
        collection.Decorate<IWorkQueue>((queue, _) => new LeaseTakingQueue(queue));
        collection.Decorate<IItemRunnerFactory>(
            (factory, provider) => new LeaseLosingFactory(factory, provider.GetRequiredService<LeaseLossPlan>())
        );
        configure?.Invoke(builder);
        var platform = new TestPlatform(collection.BuildServiceProvider(), clock);
        try
        {
            await platform.Get<IDatabase>().MigrateAsync(cancellationToken);
            return platform;
        }
        catch
        {
            await platform.DisposeAsync();
            throw;
        }
    }

    /// <summary>A service of the platform.</summary>
    /// <exception cref="InvalidOperationException">There is none of this type.</exception>
    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>Defines an automation.</summary>
    /// <exception cref="DuplicateEntityException">An active automation has this name.</exception>
    public async Task<Automation> AddAutomationAsync(
        AutomationData? data = null,
        CancellationToken cancellationToken = default
    )
    {
        await using var work = await Get<IUnitOfWorkFactory>().BeginAsync(Actor, cancellationToken);
        var automation = (data ?? new AutomationData()).Create();
        await work.Automations.CreateAsync(automation, cancellationToken);
        await work.CommitAsync(cancellationToken);
        return automation;
    }

    /// <summary>Stores a batch and its items.</summary>
    /// <exception cref="PayloadException">A payload cannot be written as JSON that every database keeps.</exception>
    public async Task<Batch> AddBatchAsync(
        AutomationId automation,
        BatchData? data = null,
        CancellationToken cancellationToken = default
    )
    {
        data ??= new BatchData();
        await using var work = await Get<IUnitOfWorkFactory>().BeginAsync(Actor, cancellationToken);
        var name = data.Name ?? $"Batch {Interlocked.Increment(ref batches)}";
        var batch = new Batch(automation, name, ItemData.ToPayload(data.Payload));
        await work.Batches.CreateAsync(batch, cancellationToken);
        foreach (var (place, item) in data.Items.Select(ItemData.Of).Index())
            await work.Items.CreateAsync(
                new Item(batch.Id, place, ItemData.ToPayload(item.Payload), item.Reference),
                cancellationToken
            );
        await work.CommitAsync(cancellationToken);
        return batch;
    }

    /// <summary>Ends everything; the database is gone with it.</summary>
    public ValueTask DisposeAsync() => services.DisposeAsync();

    private const string Actor = "test";
}
