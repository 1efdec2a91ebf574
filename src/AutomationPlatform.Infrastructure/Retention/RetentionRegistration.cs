using AutomationPlatform.Application.Retention;
using AutomationPlatform.Infrastructure.Execution;
using AutomationPlatform.Infrastructure.PostgreSql;
using AutomationPlatform.Infrastructure.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.Infrastructure.Retention;

/// <summary>Registers what lets runs leave.</summary>
internal static class RetentionRegistration
{
    internal static IServiceCollection AddPostgreSqlRetention(this IServiceCollection services) =>
        services.AddSingleton<IArchiveStore>(provider => new PostgreSqlArchiveStore(provider.PostgreSqlAccess()));

    internal static IServiceCollection AddSqliteRetention(this IServiceCollection services) =>
        services.AddSingleton<IArchiveStore, SqliteArchiveStore>();

    internal static IServiceCollection AddRetention(this IServiceCollection services) =>
        services
            .AddSingleton<IArchiveReader, ArchiveReader>()
            .AddSingleton<IArchiveFolders, ArchiveFolders>()
            .AddSingleton<ArchiveRuns>();
}
