using System.Text.Json;
using AutomationPlatform.Application.Events;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Webhooks;

/// <summary>One delivery.</summary>
internal sealed record DeliveryDocument(
    string EventId,
    string Type,
    string State,
    Guid Subject,
    DateTimeOffset OccurredAt,
    int Attempts,
    DateTimeOffset? At,
    string? Error,
    JsonElement? Data
)
{
    internal static DeliveryDocument Of(DeliveryStory story) =>
        new(
            story.Delivery.EventId,
            story.Delivery.Type,
            story.State.ToString().ToUpperInvariant(),
            story.Delivery.Subject,
            story.Delivery.OccurredAt,
            story.Delivery.Attempts,
            story.At,
            story.Error,
            JsonOutput.Raw(story.Delivery.Data)
        );
}
