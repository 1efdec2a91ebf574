using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>What one worker process serves, and how.</summary>
public sealed record WorkerOptions
{
    /// <summary>The most runs that are worked on at once: 16; one that gives way and finishes what it holds is not counted.</summary>
    public const int RunsAtOnce = 16;

    /// <summary>The runs to serve; empty serves all.</summary>
    public IReadOnlyList<RunId> Runs { get; init; } = [];

    /// <summary>The names of the automations to serve; empty serves all.</summary>
    public IReadOnlyList<string> Automations { get; init; } = [];

    /// <summary>True ends the worker when the named runs, or all it can serve, have ended and are sealed, or are paused.</summary>
    public bool Drain { get; init; }

    /// <summary>Told how many item executions were hashed while the worker waits for seals at its end; null for nobody.</summary>
    public IProgress<long>? SealProgress { get; init; }

    /// <summary>True ends the worker as soon as nothing can be begun now: it does not wait for retries that are due later.</summary>
    public bool UntilIdle { get; init; }

    /// <summary>How many items of an automation it handles at once; null leaves it to the definition, and that to the cores.</summary>
    public int? Concurrency { get; init; }

    /// <summary>The kinds of handler it may start; empty allows all.</summary>
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>Only handlers of definitions at or below this directory; null allows all.</summary>
    public string? Directory { get; init; }

    /// <summary>Its identity among shards, for instance <c>0/4</c>; for records, not a partition.</summary>
    public string? Shard { get; init; }

    /// <summary>Its name for people and for the history's actor; null means <c>host:process</c>.</summary>
    public string? Name { get; init; }

    /// <summary>How long its claims are its own without a renewal. Default <see cref="ExecutionDefaults.Lease"/>.</summary>
    public TimeSpan Lease { get; init; } = ExecutionDefaults.Lease;

    /// <summary>How long a handler may take to end once told to. Default <see cref="ExecutionDefaults.Grace"/>.</summary>
    public TimeSpan Grace { get; init; } = ExecutionDefaults.Grace;
}

/// <summary>What a worker did until it ended.</summary>
/// <param name="Answered">Answers that were accepted.</param>
/// <param name="Late">Answers that were refused because the item had been given to another.</param>
public sealed record WorkerReport(long Answered, long Late);
