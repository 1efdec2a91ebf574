using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Infrastructure.Audit;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.Definition;
using AutomationPlatform.Infrastructure.Events;
using AutomationPlatform.Infrastructure.Execution;
using AutomationPlatform.Infrastructure.Orchestration;
using AutomationPlatform.Infrastructure.PostgreSql;
using AutomationPlatform.Infrastructure.Retention;
using AutomationPlatform.Infrastructure.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AutomationPlatform.Infrastructure;

/// <summary>Registers the platform in a program's services.</summary>
public static class PlatformServices
{
    /// <summary>Registers the units of work, the event bus, the readers and the set-based ports on one database.</summary>
    /// <remarks>
    /// Nothing is opened before it is asked for. The clock is the <see cref="TimeProvider"/> of the services when they have
    /// one, else the system's. Everything registered is a singleton and thread-safe but the units of work themselves.
    /// </remarks>
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
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(url);
        services.AddEvents(options.Events);
        services.AddSingleton<IUnitOfWorkFactory, UnitOfWorkFactory>();
        if (url.Kind == DatabaseKind.PostgreSql)
            services.AddPostgreSql();
        else
            services.AddSqlite();
        services.AddUseCases();
        services.AddAudit(options.AuditKey);
        return new AutomationPlatformBuilder(services);
    }

    private static void AddUseCases(this IServiceCollection services)
    {
        services.AddItemRunners();
        services.AddRetention();
        services.TryAddSingleton<IAuditLog, AuditLog>();
        services.TryAddSingleton<RefusalLog>();
        services.TryAddSingleton<StartRun>();
        services.TryAddSingleton<CancelAutomation>();
        services.TryAddSingleton<DelegatedItems>();
        services.TryAddSingleton<Enlistment>();
        services.TryAddSingleton<Worker>();
    }

    private static void AddPostgreSql(this IServiceCollection services)
    {
        services.AddSingleton(provider => PostgreSqlTypes.CreateDataSource(provider.GetRequiredService<DatabaseUrl>()));
        services.AddSingleton<IDatabase, PostgreSqlDatabase>();
        services.AddSingleton<IEntityStore, PostgreSqlStore>();
        services.AddPostgreSqlReaders();
        services.AddPostgreSqlDefinitions();
        services.AddPostgreSqlExecution();
        services.AddPostgreSqlRetention();
        services.AddPostgreSqlSeals();
        services.AddPostgreSqlEvents();
        services.AddPostgreSqlOrchestration();
    }

    private static void AddSqlite(this IServiceCollection services)
    {
        services.AddSingleton<SqliteDatabaseFile>();
        services.AddSingleton<IDatabase, SqliteDatabase>();
        services.AddSingleton<IEntityStore, SqliteStore>();
        services.AddSqliteReaders();
        services.AddSqliteDefinitions();
        services.AddSqliteExecution();
        services.AddSqliteRetention();
        services.AddSqliteSeals();
        services.AddSqliteEvents();
        services.AddSqliteOrchestration();
    }
}
