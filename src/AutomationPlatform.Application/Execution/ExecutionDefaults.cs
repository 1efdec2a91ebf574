using AutomationPlatform.Application.Definition;

namespace AutomationPlatform.Application.Execution;

/// <summary>Every default and limit of execution, by name.</summary>
public static class ExecutionDefaults
{
    /// <summary>How long a worker's claims are its own without a renewal: 60 s.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>How long a handler may take to end once it was told to: 30 s.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    /// <summary>The shortest lease that can be asked for: 1 s, in which upkeep and a renewal find their turn.</summary>
    public static readonly TimeSpan LeaseShortest = TimeSpan.FromSeconds(1);

    /// <summary>The longest lease that can be asked for: 1 h, for so long the items of a killed worker wait.</summary>
    public static readonly TimeSpan LeaseLongest = TimeSpan.FromHours(1);

    /// <summary>The longest grace that can be asked for: 1 h.</summary>
    public static readonly TimeSpan GraceLongest = TimeSpan.FromHours(1);

    /// <summary>The most items one claim takes: 500.</summary>
    public const int ChunkSize = 500;

    /// <summary>The most rows one transaction of run creation, cancellation or retry writes, as of an import: 50,000.</summary>
    public const int SliceRows = DefinitionLimits.SliceRows;

    /// <summary>Every so many claims of a run the search starts again from its first position, so that retries get their turn: 20.</summary>
    public const int ClaimsPerRound = 20;

    /// <summary>After so long a session gives way to runs that wait for one, even before it has made its claims: 5 s.</summary>
    public static readonly TimeSpan RoundTime = TimeSpan.FromSeconds(5);

    /// <summary>How many claims a worker makes at once; runs take turns at them: 1.</summary>
    public const int ClaimsAtOnce = 1;

    /// <summary>How long an idle worker waits before it looks again, without a notification: 500 ms.</summary>
    public static readonly TimeSpan IdlePoll = TimeSpan.FromMilliseconds(500);

    /// <summary>How often every worker rescues, moves due retries and repeats the check for ended runs: 1 s.</summary>
    public static readonly TimeSpan Upkeep = TimeSpan.FromSeconds(1);

    /// <summary>So many items must have finished before a failure threshold is looked at: 20.</summary>
    public const int FinishedBeforeThreshold = 20;

    /// <summary>The shortest wait for a limit: 20 ms. What a rate brings meanwhile is claimed at once.</summary>
    public static readonly TimeSpan ShortestLimitWait = TimeSpan.FromMilliseconds(20);

    /// <summary>What handlers say of their progress is written once in so long, each item's last word: 1 s.</summary>
    public static readonly TimeSpan ProgressPace = TimeSpan.FromSeconds(1);

    /// <summary>The characters of a progress message that are kept: 200.</summary>
    public const int ProgressMessage = 200;

    /// <summary>The backlog is read from the database once in so long at most, and only while somebody observes it: 15 s.</summary>
    public static readonly TimeSpan BacklogPace = TimeSpan.FromSeconds(15);

    /// <summary>The bytes of a handler's standard error that are kept, from its end: 8 KiB.</summary>
    public const int StandardErrorBytes = 8 * 1024;

    /// <summary>Lost so often, an item is no longer claimed together with others: 1.</summary>
    public const int LostBeforeFreeSlot = 1;

    /// <summary>Lost so often, an item runs alone in its process: 2.</summary>
    public const int LostBeforeAlone = 2;
}
