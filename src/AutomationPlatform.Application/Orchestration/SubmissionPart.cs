using AutomationPlatform.Domain.Orchestration;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>Which instance is which part of a submission. A value.</summary>
/// <param name="Part">The part, from 0.</param>
/// <param name="Instance">The instance.</param>
public sealed record SubmissionPart(int Part, OrchestrationInstanceId Instance);
