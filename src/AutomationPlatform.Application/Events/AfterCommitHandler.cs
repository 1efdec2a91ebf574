namespace AutomationPlatform.Application.Events;

/// <summary>A handler that is subscribed to the event bus once there is one.</summary>
/// <param name="Subscribe">Subscribes it.</param>
public sealed record AfterCommitHandler(Action<IEventBus, IServiceProvider> Subscribe);
