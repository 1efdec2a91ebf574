using System.Collections.Concurrent;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Engines.Http;
using AutomationPlatform.Engines.Slurm;
using AutomationPlatform.Engines.Webhook;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.Engines;

/// <summary>Registers the engines.</summary>
public static class EngineServices
{
    /// <summary>Lets the platform speak with every type of engine that this assembly knows.</summary>
    public static IServiceCollection AddExternalEngines(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return services.AddSingleton<IEngineCatalog, EngineCatalog>();
    }
}
