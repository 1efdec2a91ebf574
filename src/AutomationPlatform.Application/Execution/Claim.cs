using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>Asks for a chunk of a run.</summary>
/// <param name="Id">The chunk's identifier, made beforehand, so that it can be looked for after a lost reply.</param>
/// <param name="Worker">Who asks.</param>
/// <param name="Run">The run.</param>
/// <param name="AfterPosition">Seek from here: the last position claimed, or -1 to start from the beginning.</param>
/// <param name="Limit">The most items; 1 to 10,000.</param>
public sealed record ClaimRequest(ClaimId Id, WorkerIdentity Worker, RunId Run, long AfterPosition, int Limit)
{
    /// <summary>Whether the caller knows that the automation has limits. It saves a statement; what holds is read in any case.</summary>
    public bool Limited { get; init; }
}

/// <summary>A chunk of started items.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Run">The run.</param>
/// <param name="Items">What was started, by position; may be empty.</param>
public sealed record Claim(ClaimId Id, RunId Run, IReadOnlyList<ClaimedItem> Items)
{
    /// <summary>Whether the automation has limits.</summary>
    public bool Limited { get; init; }

    /// <summary>The limit because of which nothing was given though something waits; null otherwise.</summary>
    public LimitReached? Reached { get; init; }
}

/// <summary>A limit that leaves no room now.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Wait">How long until there is room; null when that depends on answers, so look again after one or in a while.</param>
public sealed record LimitReached(LimitKind Kind, TimeSpan? Wait);

/// <summary>A limit that holds over all workers together.</summary>
public enum LimitKind
{
    /// <summary>The most items being handled at once.</summary>
    InFlight,

    /// <summary>The most items begun in a period.</summary>
    Rate,
}
