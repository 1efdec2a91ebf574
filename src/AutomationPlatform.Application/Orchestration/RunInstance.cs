using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>An instance of a run as people see it. A value.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Engine">The engine's name.</param>
/// <param name="SubmissionId">The submission it belongs to; null for one that code attached.</param>
/// <param name="Part">Its place in the submission; null where there is none.</param>
/// <param name="Shard">The shard it is; null for a delegated run.</param>
/// <param name="ExternalId">The engine's own id.</param>
/// <param name="Status">Its status.</param>
/// <param name="Observation">How well it could be observed the last time.</param>
/// <param name="StartedAt">When it was seen to begin.</param>
/// <param name="FinishedAt">When it was seen to end.</param>
/// <param name="DurationSeconds">How long it took, once it has ended.</param>
/// <param name="Metadata">What the engine said of it.</param>
public sealed record RunInstance(
    OrchestrationInstanceId Id,
    string Engine,
    Guid? SubmissionId,
    int? Part,
    int? Shard,
    string ExternalId,
    ExecutionStatus Status,
    Observation Observation,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    double? DurationSeconds,
    InstanceMetadata Metadata
);
