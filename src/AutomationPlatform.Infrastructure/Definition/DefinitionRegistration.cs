using AutomationPlatform.Application.Definition;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.PostgreSql;
using AutomationPlatform.Infrastructure.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>Registers definition files, imports and their use cases.</summary>
public static class DefinitionRegistration
{
    /// <summary>Adds what needs no database: automation files, input files, <see cref="ValidateDefinition"/>.</summary>
    public static IServiceCollection AddDefinitionFiles(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton<IAutomationFiles, AutomationFiles>();
        services.TryAddSingleton<IInputFiles, InputFiles>();
        services.TryAddSingleton<ValidateDefinition>();
        return services;
    }

    /// <summary>Adds definition files and imports on PostgreSQL.</summary>
    /// <param name="services">Where to; <see cref="NpgsqlDataSource"/>, <see cref="DatabaseUrl"/>, <see cref="TimeProvider"/>, the
    /// units of work and the readers must be there when a use case is asked for.</param>
    public static IServiceCollection AddPostgreSqlDefinitions(this IServiceCollection services) =>
        services.AddDefinitions(provider => new PostgreSqlImportDatabase(
            provider.GetRequiredService<NpgsqlDataSource>(),
            provider.GetRequiredService<DatabaseUrl>()
        ));

    /// <summary>Adds definition files and imports on SQLite.</summary>
    /// <param name="services">Where to; <see cref="SqliteDatabaseFile"/>, <see cref="TimeProvider"/>, the units of work and the
    /// readers must be there when a use case is asked for.</param>
    public static IServiceCollection AddSqliteDefinitions(this IServiceCollection services) =>
        services.AddDefinitions(provider => new SqliteImportDatabase(
            provider.GetRequiredService<SqliteDatabaseFile>()
        ));

    private static IServiceCollection AddDefinitions(
        this IServiceCollection services,
        Func<IServiceProvider, ImportDatabase> database
    )
    {
        services.AddDefinitionFiles();
        services.TryAddSingleton<IImportStore>(provider => new ImportStore(
            database(provider),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ImportStore>>()
        ));
        services.TryAddSingleton<ApplyDefinition>();
        services.TryAddSingleton<BatchReuse>();
        services.TryAddSingleton<ImportBatch>();
        return services;
    }
}
