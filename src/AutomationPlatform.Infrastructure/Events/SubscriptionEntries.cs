using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Events;

namespace AutomationPlatform.Infrastructure.Events;

/// <summary>What changes of subscriptions leave in the activity log. Pure.</summary>
internal static class SubscriptionEntries
{
    /// <summary>Who pauses what has failed for a day, or was told to send nothing more.</summary>
    internal const string Relay = "relay";

    private const string PauseReason = "pause_reason";

    internal static AuditEntry Added(Guid id, NewWebhook webhook) =>
        Of(AuditActions.WebhookAdd, new SubscriptionId(id), webhook.Actor) with
        {
            EntityName = webhook.Url.AbsoluteUri,
            Changes = new AuditChanges()
                .Set("url", before: null, webhook.Url.AbsoluteUri)
                .Set("events", before: null, string.Join(' ', webhook.Events))
                // Where the secret is found, never the secret.
                .Set("secret", before: null, webhook.Secret)
                .Set("allows_private_network", before: null, webhook.AllowsPrivateNetwork),
        };

    internal static AuditEntry Paused(SubscriptionId id, string reason, string? actor) =>
        Of(AuditActions.WebhookPause, id, actor) with
        {
            Reason = reason,
            Changes = new AuditChanges().Set(PauseReason, before: null, reason),
        };

    internal static AuditEntry Resumed(SubscriptionId id, string? reason, string? actor) =>
        Of(AuditActions.WebhookResume, id, actor) with
        {
            Changes = new AuditChanges().Set(PauseReason, reason, after: null),
        };

    internal static AuditEntry Replayed(SubscriptionId id, long count, string? actor) =>
        Of(AuditActions.WebhookReplay, id, actor) with
        {
            Changes = new AuditChanges().Set("deliveries", before: null, count),
        };

    internal static AuditEntry Removed(SubscriptionId id, string? actor) => Of(AuditActions.WebhookRemove, id, actor);

    private static AuditEntry Of(AuditAction action, SubscriptionId id, string? actor) =>
        new(action, actor) { EntityId = $"{id}" };
}
