using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Domain.Execution;

/// <summary>A run began, or began again after a retry. Told from the outbox only.</summary>
/// <param name="RunId">The run.</param>
/// <param name="AutomationId">What it executes.</param>
/// <param name="StartedAt">When its first item, or the first one retried, was started, UTC.</param>
/// <param name="Again">True when it had been started before.</param>
public sealed record RunStarted(RunId RunId, AutomationId AutomationId, DateTimeOffset StartedAt, bool Again)
    : DomainEvent(StartedAt);

/// <summary>A run was paused. Told from the outbox only.</summary>
/// <param name="RunId">The run.</param>
/// <param name="AutomationId">What it executes.</param>
/// <param name="PausedAt">When, UTC.</param>
/// <param name="PauseReason">The reason that was given.</param>
public sealed record RunPaused(RunId RunId, AutomationId AutomationId, DateTimeOffset PausedAt, string PauseReason)
    : DomainEvent(PausedAt);

/// <summary>A paused run was resumed. Told from the outbox only.</summary>
/// <param name="RunId">The run.</param>
/// <param name="AutomationId">What it executes.</param>
/// <param name="ResumedAt">When, UTC.</param>
public sealed record RunResumed(RunId RunId, AutomationId AutomationId, DateTimeOffset ResumedAt)
    : DomainEvent(ResumedAt);

/// <summary>A run that workers drive passed a milestone: another tenth of its items has finished. Told from the outbox only.</summary>
/// <param name="RunId">The run.</param>
/// <param name="AutomationId">What it executes.</param>
/// <param name="Percent">10, 20 … 90: the last milestone passed; those passed at the same look are not told.</param>
/// <param name="ReachedAt">When that was found, UTC.</param>
public sealed record RunProgressed(RunId RunId, AutomationId AutomationId, int Percent, DateTimeOffset ReachedAt)
    : DomainEvent(ReachedAt);
