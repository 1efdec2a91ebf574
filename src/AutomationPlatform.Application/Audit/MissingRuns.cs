using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Audit;

/// <summary>Runs that seals name and that are not there.</summary>
/// <param name="Archived">How many left into an archive.</param>
/// <param name="First">The first that is gone without one; null when there is none.</param>
public sealed record MissingRuns(long Archived, RunId? First);
