using System.Text.Json;
using AutomationPlatform.Application.Events;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Webhooks;

/// <summary>A webhook, or a handler in programs, with how it fares.</summary>
internal sealed record WebhookDocument(
    Guid Id,
    string Kind,
    string Target,
    IReadOnlyList<string> Events,
    string? Secret,
    bool AllowsPrivateNetwork,
    DateTimeOffset CreatedAt,
    string? CreatedBy,
    DateTimeOffset? PausedAt,
    string? PauseReason,
    DateTimeOffset? FailingSince,
    string? LastError,
    long Waiting,
    long Dead,
    DateTimeOffset? DeliveredAt
)
{
    internal static WebhookDocument Of(SubscriptionSummary summary)
    {
        var it = summary.Subscription;
        return new WebhookDocument(
            it.Id.Value,
            it.Kind.ToString().ToUpperInvariant(),
            it.Target,
            it.Events,
            it.Secret,
            it.AllowsPrivateNetwork,
            it.CreatedAt,
            it.CreatedBy,
            it.PausedAt,
            it.PauseReason,
            it.FailingSince,
            it.LastError,
            summary.Waiting,
            summary.Dead,
            summary.DeliveredAt
        );
    }
}

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

/// <summary>What a test brought.</summary>
internal sealed record WebhookTestDocument(Guid Id, bool Taken, string? Error, double Milliseconds);

/// <summary>How many were put back into the queue.</summary>
internal sealed record ReplayDocument(Guid Id, long Replayed);

/// <summary>What was removed.</summary>
internal sealed record RemovedWebhookDocument(Guid Id);
