using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Retention;

/// <summary>An ended run that may leave.</summary>
/// <param name="Run">The run.</param>
/// <param name="Automation">Its automation's name.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="Items">How many item executions it has.</param>
public sealed record ArchivableRun(RunId Run, string Automation, DateTimeOffset FinishedAt, long Items);
