using System.Data.Common;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Infrastructure;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace AutomationPlatform.IntegrationTests.Databases;

/// <summary>A database of a test class's own: fresh, migrated, and dropped afterwards. Use it as a class fixture.</summary>
/// <remarks>
/// A test class takes one of the two kinds and begins each test with <see cref="RequireAvailable"/>, which skips the test
/// by name where there is no PostgreSQL.
/// </remarks>
public abstract class TestDatabase : IAsyncLifetime
{
    private readonly List<ServiceProvider> providers = [];

    /// <summary>The moment at which the clock of <see cref="Services"/> starts.</summary>
    public static readonly DateTimeOffset Start = new(2026, 1, 31, 8, 15, 30, TimeSpan.Zero);

    /// <summary>Which kind.</summary>
    public abstract DatabaseKind Kind { get; }

    /// <summary>Where it is; a password may be in it.</summary>
    public abstract string Url { get; }

    /// <summary>The clock of <see cref="Services"/>; it stands still until it is moved.</summary>
    public FakeTimeProvider Clock { get; } = new(Start);

    /// <summary>The platform on this database, with <see cref="Clock"/>.</summary>
    public IServiceProvider Services { get; private set; } = null!;

    /// <summary>Whether the tables are made at once. Default true.</summary>
    public bool Migrated { get; init; } = true;

    /// <summary>Why it cannot be used here; null when it can.</summary>
    protected virtual string? Unavailable => null;

    /// <summary>Skips the running test by name where this database cannot be had.</summary>
    public void RequireAvailable() => Assert.SkipWhen(Unavailable is not null, Unavailable ?? "");

    /// <summary>A service of the platform.</summary>
    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>Begins a unit of work; dispose it.</summary>
    public Task<IUnitOfWork> BeginAsync(string? user = null) => Get<IUnitOfWorkFactory>().BeginAsync(user);

    /// <summary>Does something in a unit of work of its own and commits.</summary>
    public Task<T> DoAsync<T>(Func<IUnitOfWork, Task<T>> work, string? user = null) =>
        Get<IUnitOfWorkFactory>().TransactionAsync((unitOfWork, _) => work(unitOfWork), user);

    /// <summary>Does something in a unit of work of its own and commits.</summary>
    public Task DoAsync(Func<IUnitOfWork, Task> work, string? user = null) =>
        DoAsync(
            async unitOfWork =>
            {
                await work(unitOfWork);
                return true;
            },
            user
        );

    /// <summary>The platform once more, as another process would have it: with connections and objects of its own.</summary>
    /// <param name="configure">Adds or replaces services; the clock is <see cref="Clock"/> unless it adds another.</param>
    /// <param name="url">Another database than this one.</param>
    public IServiceProvider NewServices(Action<IServiceCollection>? configure = null, string? url = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddAutomationPlatform(options => options.Database = url ?? Url);
        configure?.Invoke(services);
        var provider = services.BuildServiceProvider();
        providers.Add(provider);
        return provider;
    }

    /// <summary>A raw connection to it, for what no public door shows; dispose it.</summary>
    public abstract Task<DbConnection> OpenAsync();

    /// <summary>Runs a raw statement.</summary>
    public async Task<int> ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first value of a raw query; null for none.</summary>
    public async Task<object?> ScalarAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync() is { } value and not DBNull ? value : null;
    }

    public async ValueTask InitializeAsync()
    {
        if (Unavailable is not null)
            return;
        await CreateAsync();
        Services = NewServices();
        if (Migrated)
            await Get<IDatabase>().MigrateAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var provider in providers)
            await provider.DisposeAsync();
        if (Unavailable is null)
            await DropAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Makes the place for it.</summary>
    protected abstract Task CreateAsync();

    /// <summary>Removes it.</summary>
    protected abstract Task DropAsync();
}
