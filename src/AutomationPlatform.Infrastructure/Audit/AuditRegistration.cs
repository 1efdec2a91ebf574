using AutomationPlatform.Application.Audit;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.Execution;
using AutomationPlatform.Infrastructure.PostgreSql;
using AutomationPlatform.Infrastructure.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AutomationPlatform.Infrastructure.Audit;

/// <summary>Registers sealing and verification.</summary>
internal static class AuditRegistration
{
    internal static IServiceCollection AddPostgreSqlSeals(this IServiceCollection services) =>
        services
            .AddSingleton<ISealStore>(provider => new PostgreSqlSealStore(
                new PostgreSqlAccess(provider.GetRequiredService<NpgsqlDataSource>(), provider.SimulatedClock())
            ))
            .AddSingleton<IAuditReader>(provider => new AuditReader(
                new PostgreSqlReadConnections(
                    provider.GetRequiredService<NpgsqlDataSource>(),
                    provider.GetRequiredService<DatabaseUrl>(),
                    PostgreSqlReadConnections.SlicesByKey
                ),
                PostgreSqlSealSql.Leaves,
                SealSql.ItemOrder
            ));

    internal static IServiceCollection AddSqliteSeals(this IServiceCollection services) =>
        services
            .AddSingleton<ISealStore, SqliteSealStore>()
            .AddSingleton<IAuditReader>(provider => new AuditReader(
                provider.GetRequiredService<IReadConnections>(),
                SealSql.Leaves,
                itemOrder: ""
            ));

    internal static IServiceCollection AddAudit(this IServiceCollection services, string? auditKey) =>
        services
            .AddSingleton(_ => new AuditSigner(auditKey))
            .AddSingleton<RunSealer>()
            .AddSingleton<VerifyAudit>()
            .AddSingleton<RunExport>();
}
