using AutomationPlatform.Application;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.Definition;
using AutomationPlatform.Infrastructure.Execution;
using AutomationPlatform.Infrastructure.PostgreSql;
using AutomationPlatform.Infrastructure.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AutomationPlatform.Infrastructure;

/// <summary>Registers the platform in a program's services.</summary>
public static class PlatformServices
{
    /// <summary>Registers everything that <see cref="AutomationPlatform"/> offers, on the database that the options name.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options, first of all <see cref="PlatformOptions.Database"/>.</param>
    /// <returns>A builder on which handlers are registered.</returns>
    /// <exception cref="InvalidInputException">The URL of the database is not one.</exception>
    public static AutomationPlatformBuilder AddAutomationPlatform(
        this IServiceCollection services,
        Action<PlatformOptions> configure
    )
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new PlatformOptions();
        configure(options);
        var url = DatabaseUrl.Parse(options.Database);
        services.TryAddSingleton(TimeProvider.System);
        services.AddLogging();
        services.AddSingleton(url);
        if (url.Kind == DatabaseKind.PostgreSql)
            services.AddPostgreSql(url);
        else
            services.AddSqlite(url);
        services.AddUseCases();
        return new AutomationPlatformBuilder(services);
    }

    private static void AddUseCases(this IServiceCollection services)
    {
        services.AddItemRunners();
        services.TryAddSingleton<IAutomationFiles, AutomationFiles>();
        services.TryAddSingleton<ApplyDefinition>();
        services.TryAddSingleton<StartRun>();
        services.TryAddSingleton<Worker>();
    }

    private static void AddPostgreSql(this IServiceCollection services, DatabaseUrl url)
    {
        services.AddSingleton(_ => PostgreSqlTypes.CreateDataSource(url));
        services.AddSingleton<IDatabase, PostgreSqlDatabase>();
        services.AddPostgreSqlReaders();
        services.AddPostgreSqlExecution();
    }

    private static void AddSqlite(this IServiceCollection services, DatabaseUrl url)
    {
        services.AddSingleton(_ => new SqliteDatabaseFile(url));
        services.AddSingleton<IDatabase, SqliteDatabase>();
        services.AddSqliteReaders();
    }
}
