namespace AutomationPlatform.Application.Events;

/// <summary>Every limit of the outbox, by name.</summary>
public static class DeliveryLimits
{
    /// <summary>How long a relay holds a subscription without renewing: 15 s. A relay that crashed costs at most that.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    /// <summary>The longest that one attempt may take: 10 s.</summary>
    public static readonly TimeSpan Attempt = TimeSpan.FromSeconds(10);

    /// <summary>How often a relay looks without being told to: every second.</summary>
    public static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);

    /// <summary>How often a relay looks for subscriptions while there are none: every 5 s.</summary>
    public static readonly TimeSpan PollWithoutSubscriptions = TimeSpan.FromSeconds(5);

    /// <summary>How long a relay that ends goes on with what can be delivered now: at most 20 s, longer than a lease.</summary>
    public static readonly TimeSpan Drain = TimeSpan.FromSeconds(20);

    /// <summary>How often it looks meanwhile whether something is left: every 100 ms.</summary>
    public static readonly TimeSpan DrainLook = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest wait before the second attempt: 5 s. Each further one may be four times as long.</summary>
    public static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(5);

    /// <summary>The longest wait between two attempts: 4 h.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromHours(4);

    /// <summary>The longest wait that a receiver may ask for: 24 h.</summary>
    public static readonly TimeSpan LongestWaitAskedFor = TimeSpan.FromHours(24);

    /// <summary>How often a delivery is tried before it is dead: 16 times, 20 hours on average.</summary>
    public const int Attempts = 16;

    /// <summary>How long every attempt may fail before the subscription is paused: a day.</summary>
    public static readonly TimeSpan FailingUntilPaused = TimeSpan.FromDays(1);

    /// <summary>How long delivered and dead ones are kept: 7 days.</summary>
    public static readonly TimeSpan RecordKept = TimeSpan.FromDays(7);

    /// <summary>How many delivered and dead ones are kept of a subscription: 10,000.</summary>
    public const int RecordsKept = 10_000;

    /// <summary>How long a delivery may wait, in a paused subscription too, before it is dead: 7 days.</summary>
    public static readonly TimeSpan WaitingAtMost = TimeSpan.FromDays(7);

    /// <summary>How long no program may register a handler before its subscription is removed: 7 days.</summary>
    public static readonly TimeSpan HandlerMissing = TimeSpan.FromDays(7);

    /// <summary>How often records are trimmed: every 10 minutes, and when a relay begins.</summary>
    public static readonly TimeSpan Upkeep = TimeSpan.FromMinutes(10);

    /// <summary>The most deliveries that are read at once: 500.</summary>
    public const int Batch = 500;

    /// <summary>The longest that outcomes wait to be written: 250 ms.</summary>
    public static readonly TimeSpan SettleWithin = TimeSpan.FromMilliseconds(250);

    /// <summary>Up to where waiting and dead deliveries are counted for people: 10,000.</summary>
    public const int CountedAtMost = 10_000;
}
