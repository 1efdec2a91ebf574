using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.Testing;

/// <summary>Puts something round a service that is registered already.</summary>
internal static class Decoration
{
    internal static void Decorate<TService>(
        this IServiceCollection services,
        Func<TService, IServiceProvider, TService> decorate
    )
        where TService : class
    {
        var inner = services.Last(service => service.ServiceType == typeof(TService));
        services.Remove(inner);
        services.Add(ServiceDescriptor.KeyedSingleton(typeof(TService), Inner, Make));
        services.AddSingleton(provider => decorate(provider.GetRequiredKeyedService<TService>(Inner), provider));

        object Make(IServiceProvider provider, object? key) =>
            inner.ImplementationFactory is { } factory
                ? factory(provider)
                : ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!);
    }

    private const string Inner = "inner";
}
