using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Audit;

/// <summary>What the log keeps of a verification.</summary>
/// <param name="Run">The run that was verified; null for all.</param>
/// <param name="Head">The head that was found.</param>
/// <param name="Findings">How many things were wrong.</param>
public sealed record LoggedVerification(RunId? Run, string Head, int Findings);
