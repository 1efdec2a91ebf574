using AutomationPlatform.Application;
using AutomationPlatform.Application.Events;
using AutomationPlatform.Domain;
using AutomationPlatform.Infrastructure.Database;

namespace AutomationPlatform.Infrastructure.Events;

/// <summary>What is the same on both databases of subscriptions as people see them.</summary>
internal abstract class SubscriptionStore : ISubscriptions
{
    public async Task<Subscription> AddWebhookAsync(NewWebhook webhook, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        WebhookAddress.Check(webhook.Url, webhook.AllowsPrivateNetwork);
        WebhookSecret.CheckReference(webhook.Secret);
        var id = Guid.CreateVersion7();
        await StoreAsync(id, webhook with { Events = EventCatalogue.Check(webhook.Events) }, cancellationToken);
        return (await GetAsync(id.ToString(), cancellationToken)).Subscription;
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

    public async Task PauseAsync(SubscriptionId id, string reason, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        if (!await TryPauseAsync(id, ErrorText.Cut(reason.Trim(), Limits.Reason), cancellationToken))
            throw new ConflictException($"webhook {id} is paused already or was removed; see: apc webhooks list");
    }

    public async Task ResumeAsync(SubscriptionId id, CancellationToken cancellationToken)
    {
        if (!await TryResumeAsync(id, cancellationToken))
            throw new ConflictException($"webhook {id} is not paused or was removed; see: apc webhooks list");
    }

    public abstract Task RemoveAsync(SubscriptionId id, CancellationToken cancellationToken);

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
        CancellationToken cancellationToken
    );

    protected abstract Task StoreAsync(Guid id, NewWebhook webhook, CancellationToken cancellationToken);

    protected abstract Task<bool> TryPauseAsync(SubscriptionId id, string reason, CancellationToken cancellationToken);

    protected abstract Task<bool> TryResumeAsync(SubscriptionId id, CancellationToken cancellationToken);

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
