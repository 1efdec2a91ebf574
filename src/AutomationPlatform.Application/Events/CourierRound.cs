using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Events;

/// <summary>The couriers of one relay: one per subscription that can be served here.</summary>
internal sealed class CourierRound(
    Guid relay,
    IOutbox outbox,
    IReadOnlyList<IDeliverer> deliverers,
    TimeProvider clock,
    ILogger logger,
    CancellationToken stop
)
{
    private readonly Dictionary<SubscriptionId, Courier> couriers = [];
    private readonly HashSet<SubscriptionId> refused = [];
    private readonly Dictionary<SubscriptionId, DateTimeOffset> leasesSeen = [];
    private long? listedAt;
    private int serving;

    /// <summary>Wakes every courier; now and then looks which subscriptions there are.</summary>
    /// <returns>How many subscriptions are served here.</returns>
    internal async Task<int> RefreshAsync(CancellationToken cancellationToken)
    {
        if (listedAt is not { } at || clock.GetElapsedTime(at) >= DeliveryLimits.Poll)
        {
            var listed = await ListAsync(cancellationToken);
            listedAt = clock.GetTimestamp();
            serving = listed.Count;
            await UpdateAsync(listed);
        }
        foreach (var courier in couriers.Values)
            courier.Wake();
        return serving;
    }

    /// <summary>Wakes every courier that has something to do which no other relay, seen to be alive, will do.</summary>
    /// <returns>How many subscriptions have something that can be delivered now.</returns>
    internal async Task<int> RefreshDueAsync(CancellationToken cancellationToken)
    {
        var listed = await ListAsync(cancellationToken);
        await UpdateAsync(listed);
        var due = listed.Where(each => each.HasDue && !IsLookedAfter(each)).ToList();
        foreach (var each in due)
            couriers[each.Subscription.Id].Wake();
        return due.Count;
    }

    /// <summary>Ends every courier and gives the subscriptions back.</summary>
    internal async Task EndAsync()
    {
        foreach (var courier in couriers.Values)
            await courier.DisposeAsync();
        if (couriers.Count == 0)
            return;
        try
        {
            using var limit = new CancellationTokenSource(DeliveryLimits.Attempt);
            await outbox.ReleaseAsync(relay, limit.Token);
        }
        catch (Exception trouble)
        {
            // Then others wait for the lease to run out.
            RelayLog.Trouble(logger, trouble);
        }
    }

    // Only a living relay renews its lease; that of one that died runs out.
    private bool IsLookedAfter(ServedSubscription each)
    {
        if (each.LeasedElsewhereUntil is not { } until)
            return false;
        var first = leasesSeen.TryAdd(each.Subscription.Id, until) ? until : leasesSeen[each.Subscription.Id];
        return until > first;
    }

    private async Task<List<ServedSubscription>> ListAsync(CancellationToken cancellationToken)
    {
        var servable = new List<ServedSubscription>();
        foreach (var each in await outbox.ListServedAsync(relay, cancellationToken))
        {
            var deliverer = deliverers.FirstOrDefault(d => d.Kind == each.Subscription.Kind);
            var refusal = deliverer is null ? "its kind is not known here" : deliverer.Refusal(each.Subscription);
            if (refusal is null)
                servable.Add(each);
            // A handler of another program is no matter of this one.
            else if (each.Subscription.Kind == SubscriptionKind.Webhook && refused.Add(each.Subscription.Id))
                RelayLog.NotServable(logger, each.Subscription.Id, refusal);
        }
        return servable;
    }

    private async Task UpdateAsync(List<ServedSubscription> listed)
    {
        var there = listed.Select(each => each.Subscription.Id).ToHashSet();
        foreach (var (id, courier) in couriers.Where(each => !there.Contains(each.Key)).ToArray())
        {
            await courier.DisposeAsync();
            couriers.Remove(id);
        }
        foreach (var each in listed)
        {
            var id = each.Subscription.Id;
            if (!couriers.TryGetValue(id, out var courier))
            {
                var deliverer = deliverers.First(d => d.Kind == each.Subscription.Kind);
                courier = new Courier(each.Subscription, relay, outbox, deliverer, clock, logger);
                couriers[id] = courier.Start(stop);
            }
            courier.LeasedElsewhere = each.LeasedElsewhereUntil is not null;
        }
    }
}
