using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.IntegrationTests.Simulation;

/// <summary>What a seed makes of a simulation: its size, its policy, and which faults happen how often.</summary>
/// <remarks>
/// Each kind of fault is left out by a throw of the coin, so that a rare fault is not hidden behind a common one, and
/// some seeds have none.
/// </remarks>
internal sealed record SimulationPlan
{
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    internal required int Seed { get; init; }

    /// <summary>How many items each batch has.</summary>
    internal required IReadOnlyList<int> Batches { get; init; }

    internal required int Workers { get; init; }

    /// <summary>How many turns the faults last; then all of them end and the run must.</summary>
    internal required int Turns { get; init; }

    internal required RetryPolicy? Retry { get; init; }

    /// <summary>Places in the whole of items whose handler takes its worker along.</summary>
    internal required IReadOnlySet<int> Killers { get; init; }

    /// <summary>A call that fails before anything was committed.</summary>
    internal required double Refusal { get; init; }

    /// <summary>A call that is committed and whose reply is lost.</summary>
    internal required double LostReply { get; init; }

    /// <summary>A worker that vanishes, at any turn.</summary>
    internal required double Crash { get; init; }

    /// <summary>A worker that is stopped and continued, often after its lease.</summary>
    internal required double Stop { get; init; }

    /// <summary>Time that passes at once: up to three leases.</summary>
    internal required double Jump { get; init; }

    /// <summary>A turn of somebody at the console: pause, resume, cancel, retry.</summary>
    internal required double Interference { get; init; }

    internal required double Business { get; init; }

    internal required double Technical { get; init; }

    internal required double Overtime { get; init; }

    internal required double TurnedAway { get; init; }

    /// <summary>The most items at once over all workers; null without limit.</summary>
    internal required int? InFlight { get; init; }

    internal int Items => Batches.Sum();

    internal int? MaxAttempts => Retry?.LargestMaxAttempts;

    internal static SimulationPlan Of(int seed)
    {
        var random = new Random(seed);
        var batches = Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Next(1, 9)).ToList();
        var items = batches.Sum();
        return new SimulationPlan
        {
            Seed = seed,
            Batches = batches,
            Workers = random.Next(1, 5),
            Turns = random.Next(40, 160),
            Retry = Policy(random),
            Killers =
                random.Next(3) == 0
                    ? Enumerable.Range(0, random.Next(1, 3)).Select(_ => random.Next(items)).ToHashSet()
                    : [],
            Refusal = Sometimes(0.10),
            LostReply = Sometimes(0.15),
            Crash = Sometimes(0.05),
            Stop = Sometimes(0.05),
            Jump = Sometimes(0.05),
            Interference = Sometimes(0.08),
            Business = Sometimes(0.3),
            Technical = Sometimes(0.5),
            Overtime = Sometimes(0.2),
            TurnedAway = Sometimes(0.1),
            InFlight = random.Next(3) == 0 ? random.Next(1, 5) : null,
        };

        double Sometimes(double most) => random.Next(2) == 0 ? 0 : random.NextDouble() * most;
    }

    private static RetryPolicy? Policy(Random random) =>
        random.Next(4) switch
        {
            0 => null,
            1 => new RetryPolicy { MaxAttempts = 1 },
            2 => new RetryPolicy
            {
                MaxAttempts = 2,
                Overrides = [new RetryOverride("busy", 4)],
                TotalTimeout = TimeSpan.FromMinutes(10),
            },
            _ => new RetryPolicy
            {
                MaxAttempts = random.Next(2, 5),
                InitialDelay = TimeSpan.FromSeconds(random.Next(0, 30)),
                Jitter = Jitter.Full,
            },
        };
}
