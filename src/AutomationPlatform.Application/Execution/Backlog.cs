using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>What waits in the open runs that workers drive.</summary>
/// <param name="Ready">Items that can be claimed now, limits aside.</param>
/// <param name="Delayed">Retries that are not due.</param>
/// <param name="Blocked">Items of runs that are paused, whose automation is, or that are being cancelled.</param>
/// <param name="OldestAt">When the oldest run with waiting items was made; null when nothing waits.</param>
/// <param name="Now">The moment of reading, by the database's clock.</param>
public sealed record Backlog(long Ready, long Delayed, long Blocked, DateTimeOffset? OldestAt, DateTimeOffset Now);

/// <summary>Whether a worker can serve a run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Refusal">Why not; null when it can.</param>
public sealed record RunService(RunId Run, string? Refusal);

/// <summary>What a handler says of the item it is at.</summary>
/// <param name="Item">What was claimed; its version is the fence.</param>
/// <param name="Fraction">How much is done, 0 to 1; null when it did not say.</param>
/// <param name="Message">What it said, storable and at most <see cref="ExecutionDefaults.ProgressMessage"/> characters; null for nothing.</param>
public sealed record ProgressReport(ClaimedItem Item, double? Fraction, string? Message);
