using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.Database.Doctor;
using AutomationPlatform.Infrastructure.Definition;
using AutomationPlatform.Infrastructure.Execution;
using AutomationPlatform.Infrastructure.Privacy;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Registers the readers and the doctor of a PostgreSQL database.</summary>
public static class PostgreSqlReaders
{
    /// <summary>Adds <see cref="IDefinitionReader"/>, <see cref="ISchemaImpactReader"/>, <see cref="IRunReader"/>, <see cref="IRunContextReader"/>, <see cref="IMaskReader"/> and the doctor, made when they are first asked for.</summary>
    /// <param name="services">Where to; a data source and a <see cref="DatabaseUrl"/> must be there when a reader is asked for.</param>
    public static IServiceCollection AddPostgreSqlReaders(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services
            .AddSingleton<IReadConnections, PostgreSqlReadConnections>()
            .AddSingleton<IDefinitionReader, DefinitionReader>()
            .AddSingleton<ISchemaImpactReader, SchemaImpactReader>()
            .AddSingleton<IRunReader, RunReader>()
            .AddSingleton<IRunContextReader, RunContextReader>()
            .AddSingleton<IMaskReader, MaskReader>()
            .AddSingleton<IDoctor>(provider => new DatabaseDoctor(
                provider.GetRequiredService<IReadConnections>(),
                provider.GetRequiredService<IWorkQueue>,
                provider.GetRequiredService<IRunControl>,
                ownChecks: []
            ));
    }
}
