using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Events;
using AutomationPlatform.Domain;
using AutomationPlatform.Infrastructure.Database;

namespace AutomationPlatform.Infrastructure.Events;

/// <summary>What is the same on both databases of subscriptions as people see them.</summary>
/// <param name="refusals">Where refused commands are logged.</param>
internal abstract class SubscriptionStore(RefusalLog refusals) : ISubscriptions
{
    public Task<Subscription> AddWebhookAsync(NewWebhook webhook, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        return refusals.WatchAsync(
            () => new AuditEntry(AuditActions.WebhookAdd, webhook.Actor),
            async () =>
            {
                WebhookAddress.Check(webhook.Url, webhook.AllowsPrivateNetwork);
                WebhookSecret.CheckReference(webhook.Secret);
                var id = Guid.CreateVersion7();
                var stored = webhook with { Events = EventCatalogue.Check(webhook.Events) };
                await StoreAsync(id, stored, SubscriptionEntries.Added(id, stored), cancellationToken);
                return (await GetAsync(id.ToString(), cancellationToken)).Subscription;
            }
        );
    }

    public abstract Task<IReadOnlyList<SubscriptionSummary>> ListAsync(CancellationToken cancellationToken);

    public async Task<SubscriptionSummary> GetAsync(string idPart, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(idPart);
        // There are few of them: the part is looked for here.
        IdPart.Parse(idPart);
        var digits = Digits(idPart);
        var all = await ListAsync(cancellationToken);
        var found = all.Where(each =>
                Digits($"{each.Subscription.Id}") is var id
                && (id.StartsWith(digits, StringComparison.Ordinal) || id.EndsWith(digits, StringComparison.Ordinal))
            )
            .ToArray();
        var only = IdPart.Only(
            "webhook",
            idPart,
            [.. found.Select(each => each.Subscription.Id.Value)],
            "list them with: apc webhooks list"
        );
        return found.Single(each => each.Subscription.Id.Value == only);
    }

    public Task PauseAsync(SubscriptionId id, string reason, string? actor, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var entry = SubscriptionEntries.Paused(id, ErrorText.Cut(reason.Trim(), Limits.Reason), actor);
        return refusals.WatchAsync(
            () => entry with { Changes = null },
            async () =>
                await TryPauseAsync(id, entry, cancellationToken)
                    ? true
                    : throw new ConflictException(
                        $"webhook {id} is paused already or was removed; see: apc webhooks list"
                    )
        );
    }

    public Task ResumeAsync(SubscriptionId id, string? actor, CancellationToken cancellationToken) =>
        refusals.WatchAsync(
            () => SubscriptionEntries.Resumed(id, reason: null, actor) with { Changes = null },
            async () =>
                await TryResumeAsync(id, actor, cancellationToken)
                    ? true
                    : throw new ConflictException($"webhook {id} is not paused or was removed; see: apc webhooks list")
        );

    public abstract Task RemoveAsync(SubscriptionId id, string? actor, CancellationToken cancellationToken);

    public async Task<IReadOnlyList<DeliveryStory>> ListDeliveriesAsync(
        SubscriptionId id,
        DeliveryState? state,
        int limit,
        CancellationToken cancellationToken
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        IReadOnlyList<DeliveryStory> waiting = state is null or DeliveryState.Waiting
            ? await ListWaitingAsync(id, limit, cancellationToken)
            : [];
        if (state == DeliveryState.Waiting || waiting.Count == limit)
            return waiting;
        var outcome = state?.ToString().ToUpperInvariant();
        return [.. waiting, .. await ListRecordAsync(id, outcome, limit - waiting.Count, cancellationToken)];
    }

    public abstract Task<long> ReplayAsync(
        SubscriptionId id,
        DateTimeOffset since,
        bool deadOnly,
        string? actor,
        CancellationToken cancellationToken
    );

    protected abstract Task StoreAsync(
        Guid id,
        NewWebhook webhook,
        AuditEntry entry,
        CancellationToken cancellationToken
    );

    /// <summary>Pauses for the reason of the entry. False when it is paused already, or not there.</summary>
    protected abstract Task<bool> TryPauseAsync(
        SubscriptionId id,
        AuditEntry entry,
        CancellationToken cancellationToken
    );

    /// <summary>Lets it go on. False when it is not paused, or not there.</summary>
    protected abstract Task<bool> TryResumeAsync(SubscriptionId id, string? actor, CancellationToken cancellationToken);

    protected abstract Task<IReadOnlyList<DeliveryStory>> ListWaitingAsync(
        SubscriptionId id,
        int limit,
        CancellationToken cancellationToken
    );

    protected abstract Task<IReadOnlyList<DeliveryStory>> ListRecordAsync(
        SubscriptionId id,
        string? outcome,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>Reads a kind as both databases write it.</summary>
    internal static SubscriptionKind KindOf(string text) => Enum.Parse<SubscriptionKind>(text, ignoreCase: true);

    /// <summary>Reads a state as both databases write it.</summary>
    internal static DeliveryState StateOf(string text) => Enum.Parse<DeliveryState>(text, ignoreCase: true);

    private static string Digits(string id) => id.Trim().Replace("-", "").ToLowerInvariant();
}
