namespace AutomationPlatform.Application.Events;

/// <summary>The stored outbox as relays see it. One implementation per database.</summary>
/// <remarks>Every member is one transaction, safe to run in many processes at once. Thread-safe.</remarks>
public interface IOutbox
{
    /// <summary>Enters a handler that this program registers, or says what it listens to now.</summary>
    /// <param name="handler">Its name, the same in every program that registers it.</param>
    /// <param name="events">The names of the types it wants.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task RegisterHandlerAsync(string handler, IReadOnlyList<string> events, CancellationToken cancellationToken);

    /// <summary>Every subscription that is not paused.</summary>
    /// <param name="relay">Who asks.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<ServedSubscription>> ListServedAsync(Guid relay, CancellationToken cancellationToken);

    /// <summary>Takes a subscription for a while, or longer. False while another relay has it, it is paused, or not there.</summary>
    Task<bool> LeaseAsync(SubscriptionId subscription, Guid relay, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Gives back every subscription that the relay has.</summary>
    Task ReleaseAsync(Guid relay, CancellationToken cancellationToken);

    /// <summary>What can be delivered now, in order: neither what is not due nor what waits behind such a one, and nothing while it is paused.</summary>
    Task<IReadOnlyList<Delivery>> ListDueAsync(
        SubscriptionId subscription,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>Writes what became of attempts, if the relay still has the subscription.</summary>
    /// <param name="subscription">Whose they are.</param>
    /// <param name="relay">Who tried.</param>
    /// <param name="settlements">What became of them.</param>
    /// <param name="pauseReason">Why to pause it at once; null leaves that to a day of failures.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<Settled> SettleAsync(
        Subscription subscription,
        Guid relay,
        IReadOnlyList<Settlement> settlements,
        string? pauseReason,
        CancellationToken cancellationToken
    );

    /// <summary>Writes the milestones that open runs have passed, where somebody wants to hear of them.</summary>
    /// <returns>How many were written.</returns>
    Task<int> RaiseProgressAsync(CancellationToken cancellationToken);

    /// <summary>Removes records that are too old or too many, gives up what waited too long, and forgets handlers that no
    /// program registers any more.</summary>
    /// <param name="handlers">The handlers that this program registers.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task TrimAsync(IReadOnlyList<string> handlers, CancellationToken cancellationToken);
}
