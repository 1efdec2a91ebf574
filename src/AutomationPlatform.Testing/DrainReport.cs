using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Testing;

/// <summary>What <see cref="TestPlatform.DrainAsync"/> did.</summary>
/// <param name="Answered">Answers that were accepted.</param>
/// <param name="Late">Answers that were refused because the item had been given to another.</param>
/// <param name="Passed">How far the clock was moved while it worked.</param>
/// <param name="Ended">The runs that ended, in the order of their making.</param>
/// <param name="Waiting">The runs that are still open, and what each of them waits for.</param>
public sealed record DrainReport(
    long Answered,
    long Late,
    TimeSpan Passed,
    IReadOnlyList<RunSummary> Ended,
    IReadOnlyList<WaitingRun> Waiting
);

/// <summary>A run that was left open.</summary>
/// <param name="Id">The run.</param>
/// <param name="Automation">The automation's name.</param>
/// <param name="Reason">What it waits for.</param>
/// <param name="DueAt">When its next retry is due; null when none waits.</param>
public sealed record WaitingRun(RunId Id, string Automation, RunWait Reason, DateTimeOffset? DueAt);

/// <summary>What an open run waits for.</summary>
public enum RunWait
{
    /// <summary>It, or its automation, is paused.</summary>
    Paused,

    /// <summary>A retry that is not due yet.</summary>
    Retry,

    /// <summary>A worker that can start its handler: none is registered for its automation.</summary>
    Handler,

    /// <summary>The lease of a worker that vanished with its items; move the clock past it.</summary>
    Lease,
}
