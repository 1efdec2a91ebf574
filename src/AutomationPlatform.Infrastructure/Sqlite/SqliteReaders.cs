using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.Database.Doctor;
using AutomationPlatform.Infrastructure.Definition;
using AutomationPlatform.Infrastructure.Execution;
using AutomationPlatform.Infrastructure.Privacy;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>Registers the readers and the doctor of a SQLite file.</summary>
public static class SqliteReaders
{
    /// <summary>Adds <see cref="IDefinitionReader"/>, <see cref="ISchemaImpactReader"/>, <see cref="IRunReader"/>, <see cref="IRunContextReader"/>, <see cref="IMaskReader"/> and the doctor, made when they are first asked for.</summary>
    /// <param name="services">Where to; a <see cref="SqliteDatabaseFile"/> must be there when a reader is asked for.</param>
    public static IServiceCollection AddSqliteReaders(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services
            .AddSingleton<IReadConnections, SqliteReadConnections>()
            .AddSingleton<IDefinitionReader, DefinitionReader>()
            .AddSingleton<ISchemaImpactReader, SchemaImpactReader>()
            .AddSingleton<IRunReader, RunReader>()
            .AddSingleton<IRunContextReader, RunContextReader>()
            .AddSingleton<IMaskReader, MaskReader>()
            .AddSingleton<IDoctor>(provider => new DatabaseDoctor(
                provider.GetRequiredService<IReadConnections>(),
                provider.GetRequiredService<IWorkQueue>,
                provider.GetRequiredService<IRunControl>,
                SqliteFileChecks.All
            ));
    }
}
