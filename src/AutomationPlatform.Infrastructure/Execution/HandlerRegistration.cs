using AutomationPlatform.Application.Execution;
using AutomationPlatform.Infrastructure.Execution.Handlers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>Registers what does the work of items in this process.</summary>
public static class HandlerRegistration
{
    /// <summary>Adds <see cref="IItemRunnerFactory"/> as a singleton.</summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="permissions">What definitions may start here; null allows everything.</param>
    public static IServiceCollection AddItemRunners(
        this IServiceCollection services,
        HandlerPermissions? permissions = null
    )
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(permissions ?? new HandlerPermissions());
        services.TryAddSingleton<IItemRunnerFactory, ItemRunnerFactory>();
        return services;
    }
}
