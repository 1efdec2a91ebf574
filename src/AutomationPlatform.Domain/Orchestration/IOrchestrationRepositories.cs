using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Domain.Orchestration;

/// <summary>The stored engines.</summary>
public interface IEngineRepository : IRepository<Engine, EngineId>
{
    /// <summary>The active engine of this name, or null.</summary>
    Task<Engine?> GetByNameAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>The active engines of a type, by name.</summary>
    Task<IReadOnlyList<Engine>> ListByTypeAsync(
        string type,
        int limit = IRepository<Engine, EngineId>.DefaultLimit,
        CancellationToken cancellationToken = default
    );
}

/// <summary>The stored instances in engines. Lists give the newest first.</summary>
public interface IOrchestrationInstanceRepository : IRepository<OrchestrationInstance, OrchestrationInstanceId>
{
    /// <summary>The instance that the engine knows by this id, or null.</summary>
    Task<OrchestrationInstance?> GetByExternalIdAsync(
        EngineId engineId,
        string externalId,
        CancellationToken cancellationToken = default
    );

    /// <summary>The instances in an engine.</summary>
    Task<IReadOnlyList<OrchestrationInstance>> ListByEngineAsync(
        EngineId engineId,
        int limit = IRepository<OrchestrationInstance, OrchestrationInstanceId>.DefaultLimit,
        CancellationToken cancellationToken = default
    );

    /// <summary>The instances of one status.</summary>
    Task<IReadOnlyList<OrchestrationInstance>> ListByStatusAsync(
        ExecutionStatus status,
        int limit = IRepository<OrchestrationInstance, OrchestrationInstanceId>.DefaultLimit,
        CancellationToken cancellationToken = default
    );

    /// <summary>The instances that are PROCESSING or RETRYING.</summary>
    Task<IReadOnlyList<OrchestrationInstance>> ListRunningAsync(
        int limit = IRepository<OrchestrationInstance, OrchestrationInstanceId>.DefaultLimit,
        CancellationToken cancellationToken = default
    );
}

/// <summary>The stored links between runs and instances.</summary>
public interface IRunOrchestrationRepository : IRepository<RunOrchestration, RunOrchestrationId>
{
    /// <summary>The link of this pair, or null.</summary>
    Task<RunOrchestration?> GetByRunAndInstanceAsync(
        RunId runId,
        OrchestrationInstanceId instanceId,
        CancellationToken cancellationToken = default
    );

    /// <summary>The links of a run, in the order they were attached.</summary>
    Task<IReadOnlyList<RunOrchestration>> ListByRunAsync(
        RunId runId,
        int limit = IRepository<RunOrchestration, RunOrchestrationId>.DefaultLimit,
        CancellationToken cancellationToken = default
    );

    /// <summary>The links of an instance, in the order they were attached.</summary>
    Task<IReadOnlyList<RunOrchestration>> ListByInstanceAsync(
        OrchestrationInstanceId instanceId,
        int limit = IRepository<RunOrchestration, RunOrchestrationId>.DefaultLimit,
        CancellationToken cancellationToken = default
    );
}
