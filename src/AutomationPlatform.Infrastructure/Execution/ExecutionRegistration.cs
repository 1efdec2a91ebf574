using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Events;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Infrastructure.Audit;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.PostgreSql;
using AutomationPlatform.Infrastructure.Privacy;
using AutomationPlatform.Infrastructure.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>Registers the set-based ports of execution.</summary>
internal static class ExecutionRegistration
{
    /// <summary>Names the pool of claims and answers.</summary>
    internal const string QueueSource = "queue";

    internal static IServiceCollection AddPostgreSqlExecution(this IServiceCollection services) =>
        services
            .AddKeyedSingleton(
                QueueSource,
                (provider, _) => PostgreSqlTypes.CreateQueueSource(provider.GetRequiredService<DatabaseUrl>())
            )
            .AddSingleton<IWorkQueue>(provider => new PostgreSqlWorkQueue(
                provider.GetRequiredService<NpgsqlDataSource>(),
                provider.GetRequiredKeyedService<NpgsqlDataSource>(QueueSource),
                provider.GetService<IEventBus>(),
                provider.SimulatedClock()
            ))
            .AddSingleton(provider => new PostgreSqlRunControl(
                provider.GetRequiredService<NpgsqlDataSource>(),
                provider.GetRequiredService<IWorkQueue>(),
                provider.SimulatedClock()
            ))
            .AddSingleton<IRunControl>(provider => new LoggedRunControl(
                provider.GetRequiredService<PostgreSqlRunControl>(),
                provider.GetRequiredService<RefusalLog>()
            ))
            .AddSingleton<IEnlistmentStore>(provider => new PostgreSqlEnlistment(
                provider.GetRequiredService<DatabaseUrl>(),
                provider.GetRequiredService<PostgreSqlRunControl>(),
                provider.PostgreSqlAccess()
            ))
            .AddSingleton<IAuditWriter>(provider => new PostgreSqlAudit(provider.PostgreSqlAccess()))
            .AddSingleton<IAuditChain>(provider => new PostgreSqlAuditChain(provider.PostgreSqlAccess()))
            .AddSingleton<IRedaction>(provider => new PostgreSqlRedaction(
                provider.PostgreSqlAccess(),
                new ItemIds(provider.GetRequiredService<IReadConnections>())
            ))
            .AddSingleton<IWorkSignal, PostgreSqlWorkSignal>();

    internal static IServiceCollection AddSqliteExecution(this IServiceCollection services) =>
        services
            .AddSingleton(provider => new SqliteWriter(
                provider.GetRequiredService<SqliteDatabaseFile>(),
                provider.SimulatedClock(),
                provider.GetRequiredService<SqliteCommits>()
            ))
            .AddSingleton<SqliteCommits>()
            .AddSingleton<WorkPulse>()
            .AddSingleton<IWorkSignal>(provider => provider.GetRequiredService<WorkPulse>())
            .AddSingleton<IWorkQueue>(provider => new SqliteWorkQueue(
                provider.GetRequiredService<SqliteWriter>(),
                provider.GetRequiredService<WorkPulse>(),
                provider.GetService<IEventBus>()
            ))
            .AddSingleton<SqliteRunControl>()
            .AddSingleton<IRunControl>(provider => new LoggedRunControl(
                provider.GetRequiredService<SqliteRunControl>(),
                provider.GetRequiredService<RefusalLog>()
            ))
            .AddSingleton<IAuditWriter, SqliteAudit>()
            .AddSingleton<IAuditChain, SqliteAuditChain>()
            .AddSingleton<IEnlistmentStore>(provider => new SqliteEnlistment(
                provider.GetRequiredService<SqliteDatabaseFile>(),
                provider.SimulatedClock()
            ))
            .AddSingleton<IRedaction>(provider => new SqliteRedaction(
                provider.GetRequiredService<SqliteWriter>(),
                new ItemIds(provider.GetRequiredService<IReadConnections>())
            ));

    internal static PostgreSqlAccess PostgreSqlAccess(this IServiceProvider provider) =>
        new(provider.GetRequiredService<NpgsqlDataSource>(), provider.SimulatedClock());

    /// <summary>Any clock but the system's is a simulation, and reaches the statements; else the database's clock rules.</summary>
    internal static TimeProvider? SimulatedClock(this IServiceProvider provider) =>
        SimulatedTime.Simulation(provider.GetRequiredService<TimeProvider>());
}
