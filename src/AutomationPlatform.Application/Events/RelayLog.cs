using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Events;

/// <summary>Every line that relays log, numbered.</summary>
internal static partial class RelayLog
{
    [LoggerMessage(1110, LogLevel.Warning, "trouble with the outbox; its events wait, and it is tried again")]
    internal static partial void Trouble(ILogger logger, Exception trouble);

    [LoggerMessage(1111, LogLevel.Warning, "subscription {Subscription} cannot be served here: {Why}")]
    internal static partial void NotServable(ILogger logger, SubscriptionId subscription, string why);

    [LoggerMessage(1112, LogLevel.Debug, "event {Event} was not taken by subscription {Subscription}: {Error}")]
    internal static partial void NotTaken(ILogger logger, string @event, SubscriptionId subscription, string error);

    [LoggerMessage(1113, LogLevel.Warning, "event {Event} is given up for subscription {Subscription}: {Error}")]
    internal static partial void GivenUp(ILogger logger, string @event, SubscriptionId subscription, string error);

    [LoggerMessage(1114, LogLevel.Warning, "subscription {Subscription} is paused: {Why}")]
    internal static partial void Paused(ILogger logger, SubscriptionId subscription, string why);
}
