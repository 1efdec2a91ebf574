using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Infrastructure.Definition;
using AutomationPlatform.Infrastructure.Execution;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Registers the readers of a PostgreSQL database.</summary>
public static class PostgreSqlReaders
{
    /// <summary>Adds <see cref="IDefinitionReader"/>, <see cref="IRunReader"/> and <see cref="IRunContextReader"/>, made when they are first asked for.</summary>
    /// <param name="services">Where to; an <see cref="NpgsqlDataSource"/> must be there when a reader is asked for.</param>
    public static IServiceCollection AddPostgreSqlReaders(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services
            .AddSingleton(provider => new PostgreSqlReadConnections(provider.GetRequiredService<NpgsqlDataSource>()))
            .AddSingleton<IDefinitionReader>(provider => new DefinitionReader(
                provider.GetRequiredService<PostgreSqlReadConnections>()
            ))
            .AddSingleton<IRunReader>(provider => new RunReader(
                provider.GetRequiredService<PostgreSqlReadConnections>()
            ))
            .AddSingleton<IRunContextReader>(provider => new RunContextReader(
                provider.GetRequiredService<PostgreSqlReadConnections>()
            ));
    }
}
