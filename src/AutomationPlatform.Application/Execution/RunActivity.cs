using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>Who works on a run, and what is to be known of its waiting items.</summary>
/// <param name="Now">The moment of reading, by the database's clock.</param>
/// <param name="Workers">The workers that hold items of it.</param>
/// <param name="Services">What workers said about whether they can serve it.</param>
/// <param name="LivingWorkers">How many workers have a valid lease, on whatever they work.</param>
/// <param name="HasReady">True when an item of it could be claimed now.</param>
/// <param name="Delayed">How many retries are not due, counted up to <see cref="CountLimit"/>.</param>
/// <param name="NextDueAt">When the first of them is due.</param>
/// <param name="AutomationPaused">True when its automation is paused.</param>
/// <param name="Limit">Which limit of the automation is reached, and how; null for none.</param>
/// <param name="Progress">What handlers last said of the items they are at, newest first, at most <see cref="ProgressLimit"/>.</param>
public sealed record RunActivity(
    DateTimeOffset Now,
    IReadOnlyList<WorkerActivity> Workers,
    IReadOnlyList<WorkerService> Services,
    int LivingWorkers,
    bool HasReady,
    long Delayed,
    DateTimeOffset? NextDueAt,
    bool AutomationPaused,
    string? Limit,
    IReadOnlyList<ItemProgress> Progress
)
{
    /// <summary>True when workers hold items of other runs.</summary>
    public bool OthersAtWork { get; init; }

    /// <summary>Counting stops here, so that it costs little in a run of millions: 10,000.</summary>
    public const int CountLimit = 10_000;

    /// <summary>The most progress messages that are read: 10.</summary>
    public const int ProgressLimit = 10;
}

/// <summary>What a worker holds of a run.</summary>
/// <param name="Name">The worker's name.</param>
/// <param name="Host">Its machine.</param>
/// <param name="Shard">Its identity among shards; null when it is none.</param>
/// <param name="Items">How many items it holds.</param>
/// <param name="Since">When it claimed the oldest of them.</param>
/// <param name="LeaseUntil">Until when, without a renewal.</param>
public sealed record WorkerActivity(
    string Name,
    string Host,
    string? Shard,
    long Items,
    DateTimeOffset Since,
    DateTimeOffset LeaseUntil
);

/// <summary>Whether a living worker can serve a run.</summary>
/// <param name="Worker">Its name.</param>
/// <param name="Refusal">Why not; null when it can.</param>
public sealed record WorkerService(string Worker, string? Refusal);

/// <summary>What a handler last said of the item it is at.</summary>
/// <param name="ItemExecutionId">The item execution.</param>
/// <param name="Fraction">How much is done, 0 to 1; null when it did not say.</param>
/// <param name="Message">What it said; null for nothing.</param>
/// <param name="ReportedAt">When, by the database's clock.</param>
public sealed record ItemProgress(
    ItemExecutionId ItemExecutionId,
    double? Fraction,
    string? Message,
    DateTimeOffset ReportedAt
);
