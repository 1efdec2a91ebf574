using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Audit;

/// <summary>What is to be verified.</summary>
/// <param name="Run">The run; null for all, with the log.</param>
/// <param name="Expected">The head that an earlier verification printed; null for none.</param>
/// <param name="Actor">Who verifies, for the log.</param>
public sealed record VerifyOrder(RunId? Run, AuditHead? Expected, string Actor);
