using System.Collections.Concurrent;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Engines.Slurm;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.Engines;

/// <summary>Registers the engines.</summary>
public static class EngineServices
{
    /// <summary>Lets the platform speak with every type of engine that this assembly knows.</summary>
    /// <param name="services">The services.</param>
    /// <param name="clock">By which requests to engines wait, are repeated and given up; null for the system's. It is not that of
    /// the services: where those simulate time, engines are real all the same.</param>
    public static IServiceCollection AddExternalEngines(this IServiceCollection services, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddSingleton<IEngineCatalog>(new EngineCatalog(clock));
    }
}
