namespace AutomationPlatform.Application.Events;

/// <summary>Hands deliveries of one kind of subscription over. Thread-safe.</summary>
public interface IDeliverer
{
    /// <summary>The kind.</summary>
    SubscriptionKind Kind { get; }

    /// <summary>How many deliveries of a subscription may be under way at once, each of another run.</summary>
    int AtOnce { get; }

    /// <summary>Why this program cannot serve the subscription; null when it can.</summary>
    string? Refusal(Subscription subscription);

    /// <summary>Tries once. What goes wrong is returned, not thrown.</summary>
    /// <param name="subscription">Whose it is.</param>
    /// <param name="delivery">What to hand over.</param>
    /// <param name="cancellationToken">Ends the attempt, which then has not happened.</param>
    /// <exception cref="OperationCanceledException">The attempt was ended.</exception>
    Task<DeliveryAnswer> DeliverAsync(
        Subscription subscription,
        Delivery delivery,
        CancellationToken cancellationToken
    );
}

/// <summary>What a subscriber said to an attempt.</summary>
/// <param name="Error">What went wrong, for people; null when it took the event.</param>
/// <param name="RetryAfter">How long it asked to be left alone; null when it did not.</param>
/// <param name="PauseReason">Why to send it nothing more; null to go on.</param>
public sealed record DeliveryAnswer(string? Error, TimeSpan? RetryAfter = null, string? PauseReason = null)
{
    /// <summary>The longest kept text of an error, in characters: 500.</summary>
    public const int ErrorLimit = 500;

    /// <summary>The subscriber took it.</summary>
    public static readonly DeliveryAnswer Taken = new(Error: null);
}
