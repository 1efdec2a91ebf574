namespace AutomationPlatform.Application.Events;

/// <summary>Subscriptions as people see them. One implementation per database; thread-safe.</summary>
/// <remarks>What changes one leaves an entry in the activity log, in the same transaction.</remarks>
public interface ISubscriptions
{
    /// <summary>Makes a webhook; what happens from now on is told to it.</summary>
    /// <exception cref="InvalidInputException">The URL, a type or the reference to the secret cannot be used.</exception>
    Task<Subscription> AddWebhookAsync(NewWebhook webhook, CancellationToken cancellationToken);

    /// <summary>Every subscription with how it fares, oldest first.</summary>
    Task<IReadOnlyList<SubscriptionSummary>> ListAsync(CancellationToken cancellationToken);

    /// <summary>The one with this id, or with an id that begins or ends so.</summary>
    /// <param name="idPart">All of it, or at least 8 of its hexadecimal digits.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="InvalidInputException">It is no part of an id, or several match.</exception>
    Task<SubscriptionSummary> GetAsync(string idPart, CancellationToken cancellationToken);

    /// <summary>Stops delivering; what happens meanwhile waits.</summary>
    /// <exception cref="ConflictException">It is paused already, or not there any more.</exception>
    Task PauseAsync(SubscriptionId id, string reason, string? actor, CancellationToken cancellationToken);

    /// <summary>Goes on delivering, with what failed before first.</summary>
    /// <exception cref="ConflictException">It is not paused, or not there any more.</exception>
    Task ResumeAsync(SubscriptionId id, string? actor, CancellationToken cancellationToken);

    /// <summary>Removes it with everything that waits for it and its record.</summary>
    Task RemoveAsync(SubscriptionId id, string? actor, CancellationToken cancellationToken);

    /// <summary>The newest deliveries: those that wait in their order, then the record, newest first.</summary>
    /// <param name="id">Whose.</param>
    /// <param name="state">Only these; null for all.</param>
    /// <param name="limit">The most rows.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<DeliveryStory>> ListDeliveriesAsync(
        SubscriptionId id,
        DeliveryState? state,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>Puts recorded deliveries back into the queue, in their old order and behind what waits there.</summary>
    /// <param name="id">Whose.</param>
    /// <param name="since">Only events that occurred then or later.</param>
    /// <param name="deadOnly">Only those that were given up.</param>
    /// <param name="actor">Who asks for it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many.</returns>
    Task<long> ReplayAsync(
        SubscriptionId id,
        DateTimeOffset since,
        bool deadOnly,
        string? actor,
        CancellationToken cancellationToken
    );
}
