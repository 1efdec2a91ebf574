using AutomationPlatform.Application.Audit;
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
        services.AddSingleton<ISealStore>(provider => new PostgreSqlSealStore(
            new PostgreSqlAccess(provider.GetRequiredService<NpgsqlDataSource>(), provider.SimulatedClock())
        ));

    internal static IServiceCollection AddSqliteSeals(this IServiceCollection services) =>
        services.AddSingleton<ISealStore, SqliteSealStore>();

    internal static IServiceCollection AddAudit(this IServiceCollection services, string? auditKey) =>
        services
            .AddSingleton(_ => new AuditSigner(auditKey))
            .AddSingleton<IAuditReader, AuditReader>()
            .AddSingleton<RunSealer>()
            .AddSingleton<VerifyAudit>()
            .AddSingleton<RunExport>();
}
