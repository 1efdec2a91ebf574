using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Events;
using AutomationPlatform.Infrastructure.Execution;
using AutomationPlatform.Infrastructure.PostgreSql;
using AutomationPlatform.Infrastructure.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AutomationPlatform.Infrastructure.Events;

/// <summary>Registers the event bus, the outbox, its relay, and who hands over what.</summary>
internal static class EventRegistration
{
    internal static void AddEvents(this IServiceCollection services, EventBusOptions options)
    {
        services.AddSingleton<IEventBus>(provider =>
        {
            var bus = new EventBus(options, provider.GetRequiredService<ILogger<EventBus>>());
            // Handlers are made at the first event: they may need what needs the bus.
            foreach (var handler in provider.GetServices<AfterCommitHandler>())
                handler.Subscribe(bus, provider);
            return bus;
        });
        services.AddSingleton<HandlerDeliverer>();
        services.AddSingleton<IDeliverer>(provider => provider.GetRequiredService<HandlerDeliverer>());
        services.AddSingleton<WebhookDeliverer>();
        services.AddSingleton<IDeliverer>(provider => provider.GetRequiredService<WebhookDeliverer>());
        services.AddSingleton<TestWebhook>();
        services.AddSingleton<OutboxRelay>();
    }

    internal static void AddPostgreSqlEvents(this IServiceCollection services)
    {
        services.AddSingleton<IOutboxSignal, PostgreSqlOutboxSignal>();
        services.AddSingleton<IOutbox>(provider => new PostgreSqlOutbox(
            Access(provider),
            new(
                provider.GetRequiredKeyedService<NpgsqlDataSource>(ExecutionRegistration.QueueSource),
                provider.SimulatedClock()
            )
        ));
        services.AddSingleton<ISubscriptions>(provider => new PostgreSqlSubscriptions(
            Access(provider),
            provider.GetRequiredService<RefusalLog>()
        ));
    }

    internal static void AddSqliteEvents(this IServiceCollection services)
    {
        services.AddSingleton<IOutboxSignal>(provider => provider.GetRequiredService<SqliteCommits>());
        services.AddSingleton<IOutbox, SqliteOutbox>();
        services.AddSingleton<ISubscriptions, SqliteSubscriptions>();
    }

    private static PostgreSqlAccess Access(IServiceProvider provider) =>
        new(provider.GetRequiredService<NpgsqlDataSource>(), provider.SimulatedClock());
}
