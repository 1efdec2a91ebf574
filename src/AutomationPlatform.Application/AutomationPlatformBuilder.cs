using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.Application;

/// <summary>What <c>AddAutomationPlatform</c> returns, so that handlers can be registered in the same sentence.</summary>
/// <param name="services">The services that are being registered.</param>
public sealed class AutomationPlatformBuilder(IServiceCollection services)
{
    /// <summary>The services that are being registered.</summary>
    public IServiceCollection Services { get; } = services;
}
