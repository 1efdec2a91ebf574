using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.PostgreSql;
using AutomationPlatform.Infrastructure.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AutomationPlatform.Infrastructure.Orchestration;

/// <summary>Registers the ports of engines; the engines themselves are registered by who knows them.</summary>
internal static class OrchestrationRegistration
{
    internal static IServiceCollection AddPostgreSqlOrchestration(this IServiceCollection services) =>
        services
            .AddStores()
            .AddSingleton<IDelegatedItemCloser>(provider => new PostgreSqlDelegatedItemCloser(
                provider.GetRequiredService<NpgsqlDataSource>(),
                SimulatedTime.Simulation(provider.GetRequiredService<TimeProvider>())
            ));

    internal static IServiceCollection AddSqliteOrchestration(this IServiceCollection services) =>
        services
            .AddStores()
            .AddSingleton<IDelegatedItemCloser>(provider => new SqliteDelegatedItemCloser(
                provider.GetRequiredService<SqliteWriter>()
            ));

    private static IServiceCollection AddStores(this IServiceCollection services) =>
        services
            .AddSingleton<IEngineStore, EngineStore>()
            .AddSingleton<ISubmissionStore, SubmissionStore>()
            .AddSingleton<DelegateRun>()
            .AddSingleton<StartShards>()
            .AddSingleton<ConnectEngine>()
            .AddSingleton<ReadJobLog>()
            .AddSingleton<EngineReconciler>();
}
