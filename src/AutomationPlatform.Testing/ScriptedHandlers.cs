using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.Testing;

/// <summary>Registers handlers that a test writes in place.</summary>
public static class ScriptedHandlers
{
    /// <summary>Lets a function do the items of an automation.</summary>
    /// <param name="builder">The platform being set up.</param>
    /// <param name="automation">The automation's exact name.</param>
    /// <param name="handle">Does one attempt, as <see cref="IItemHandler.HandleAsync"/> does.</param>
    /// <exception cref="ArgumentException">The name is empty, or another handler was registered for it.</exception>
    public static AutomationPlatformBuilder AddItemHandler(
        this AutomationPlatformBuilder builder,
        string automation,
        Func<ItemContext, CancellationToken, Task<object?>> handle
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(handle);
        builder.AddItemHandler<ScriptedHandler>(automation);
        builder.Services.AddSingleton(new Script(automation.Trim(), handle));
        return builder;
    }

    /// <summary>Lets a function do the items of an automation, without waiting for anything.</summary>
    /// <param name="builder">The platform being set up.</param>
    /// <param name="automation">The automation's exact name.</param>
    /// <param name="handle">Does one attempt and returns the result; what it throws fails the attempt.</param>
    /// <exception cref="ArgumentException">The name is empty, or another handler was registered for it.</exception>
    public static AutomationPlatformBuilder AddItemHandler(
        this AutomationPlatformBuilder builder,
        string automation,
        Func<ItemContext, object?> handle
    )
    {
        ArgumentNullException.ThrowIfNull(handle);
        return builder.AddItemHandler(automation, (context, _) => Task.FromResult(handle(context)));
    }

    private sealed record Script(string Automation, Func<ItemContext, CancellationToken, Task<object?>> Handle);

    private sealed class ScriptedHandler(IEnumerable<Script> scripts) : IItemHandler
    {
        public Task<object?> HandleAsync(ItemContext context, CancellationToken cancellationToken) =>
            scripts.Single(s => s.Automation == context.Envelope.Automation).Handle(context, cancellationToken);
    }
}
