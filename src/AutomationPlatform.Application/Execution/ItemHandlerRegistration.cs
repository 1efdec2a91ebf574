using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace AutomationPlatform.Application.Execution;

/// <summary>A handler that the hosting program registered for an automation; it stands above the definition's own.</summary>
/// <param name="Automation">The automation's exact name.</param>
/// <param name="HandlerType">The type, resolved from a scope of its own for every attempt.</param>
public sealed record ItemHandlerRegistration(string Automation, Type HandlerType);

/// <summary>Registers handlers in code.</summary>
public static class ItemHandlerExtensions
{
    /// <summary>Lets <typeparamref name="THandler"/> do the items of an automation in this process, whatever its definition says.</summary>
    /// <remarks>It is made anew for every attempt, with its dependencies, unless it was registered otherwise before.</remarks>
    /// <typeparam name="THandler">The handler.</typeparam>
    /// <param name="builder">The platform being set up.</param>
    /// <param name="automation">The automation's exact name.</param>
    /// <exception cref="ArgumentException">The name is empty, or another handler was registered for it.</exception>
    public static AutomationPlatformBuilder AddItemHandler<THandler>(
        this AutomationPlatformBuilder builder,
        string automation
    )
        where THandler : class, IItemHandler
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(automation);
        var name = automation.Trim();
        if (
            builder.Services.Any(service =>
                service.ImplementationInstance is ItemHandlerRegistration other && other.Automation == name
            )
        )
            throw new ArgumentException(
                $"A handler for the automation \"{name}\" is registered already; register one.",
                nameof(automation)
            );
        builder.Services.TryAddScoped<THandler>();
        builder.Services.AddSingleton(new ItemHandlerRegistration(name, typeof(THandler)));
        return builder;
    }
}
