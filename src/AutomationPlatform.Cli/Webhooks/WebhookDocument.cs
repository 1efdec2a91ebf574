using AutomationPlatform.Application.Events;

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
