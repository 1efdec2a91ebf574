namespace AutomationPlatform.Application.Orchestration;

/// <summary>The times and limits of external engines, each with its default.</summary>
public static class EngineDefaults
{
    /// <summary>How long one process may deal with one submission before another may take it over: 3 minutes.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromMinutes(3);

    /// <summary>How long everything about one submission may take at a time, well below the lease: 2 minutes.</summary>
    public static readonly TimeSpan Turn = TimeSpan.FromMinutes(2);

    /// <summary>How long after a send without an answer the engine is first searched for its job: 60 s. A request that is still
    /// under way has arrived by then.</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(60);

    /// <summary>The first interval of polls, and that after a change: 1 s.</summary>
    public static readonly TimeSpan ShortestPoll = TimeSpan.FromSeconds(1);

    /// <summary>The interval that polls grow to while nothing changes: 30 s.</summary>
    public static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(30);

    /// <summary>The interval that polls grow to while the engine cannot be asked: 2 minutes.</summary>
    public static readonly TimeSpan LongestTrouble = TimeSpan.FromMinutes(2);

    /// <summary>How long a job that the engine does not know is looked for before it is FAILED: 1 hour.</summary>
    public static readonly TimeSpan LostLimit = TimeSpan.FromHours(1);

    /// <summary>The time between two requests to cancel the same job: 15 s.</summary>
    public static readonly TimeSpan CancelAgain = TimeSpan.FromSeconds(15);

    /// <summary>How long jobs of shards may go on after their run has ended: 30 s; then they are cancelled.</summary>
    public static readonly TimeSpan ShardGrace = TimeSpan.FromSeconds(30);

    /// <summary>How long a request may take: 30 s, unless the engine's setting <c>timeout</c> says otherwise.</summary>
    public static readonly TimeSpan Request = TimeSpan.FromSeconds(30);

    /// <summary>How long an engine is listened to for a change of one job before that begins anew: 5 minutes.</summary>
    public static readonly TimeSpan Watch = TimeSpan.FromMinutes(5);

    /// <summary>To how many jobs one process listens at a time: 64. The others are only polled.</summary>
    public const int WatchLimit = 64;

    /// <summary>The most submissions that one process looks at at a time: 16.</summary>
    public const int Turns = 16;

    /// <summary>Of them, how many of one engine before others get the rest: 8.</summary>
    public const int TurnsPerEngine = 8;

    /// <summary>How many parts of a job one transaction writes at most: 50.</summary>
    public const int Slice = 50;

    /// <summary>The most shards of a run: 1,000.</summary>
    public const int ShardLimit = 1_000;
}
