using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>Which instance is which part of a submission, and how it stands. A value.</summary>
/// <param name="Part">The part, from 0.</param>
/// <param name="Instance">The instance.</param>
/// <param name="Status">The status of the instance.</param>
public sealed record SubmissionPart(int Part, OrchestrationInstanceId Instance, ExecutionStatus Status);
