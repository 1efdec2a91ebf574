using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>How a run ended.</summary>
/// <param name="Run">The run.</param>
/// <param name="Status">COMPLETED, FAILED or CANCELLED.</param>
/// <param name="FinishedAt">When, UTC.</param>
/// <param name="ErrorSummary">Why it failed.</param>
public sealed record RunEnd(RunId Run, ExecutionStatus Status, DateTimeOffset FinishedAt, string? ErrorSummary);
