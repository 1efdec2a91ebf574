using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Domain.Orchestration;

/// <summary>The status of an instance in an engine changed, or how well it can be observed. Told from the outbox only.</summary>
/// <param name="OrchestrationInstanceId">The instance.</param>
/// <param name="EngineId">The engine it runs in.</param>
/// <param name="ExternalId">The engine's own id for it.</param>
/// <param name="PreviousStatus">The status before.</param>
/// <param name="Status">The status now.</param>
/// <param name="Observation">How well it could be observed.</param>
/// <param name="ChangedAt">When the change was recorded, UTC.</param>
public sealed record OrchestrationInstanceChanged(
    OrchestrationInstanceId OrchestrationInstanceId,
    EngineId EngineId,
    string ExternalId,
    ExecutionStatus PreviousStatus,
    ExecutionStatus Status,
    Observation Observation,
    DateTimeOffset ChangedAt
) : DomainEvent(ChangedAt);
