using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Domain.Orchestration;

/// <summary>The link between a run and an instance in an engine; a run may have many, and an instance many runs.</summary>
public sealed class RunOrchestration : Entity<RunOrchestrationId>
{
    private RunOrchestration() { }

    /// <summary>Attaches an instance to a run; the pair is unique.</summary>
    public RunOrchestration(RunId runId, OrchestrationInstanceId orchestrationInstanceId, DateTimeOffset attachedAt)
    {
        RunId = runId;
        OrchestrationInstanceId = orchestrationInstanceId;
        AttachedAt = Instant.From(attachedAt);
    }

    /// <summary>The run.</summary>
    public RunId RunId { get; private set; }

    /// <summary>The instance.</summary>
    public OrchestrationInstanceId OrchestrationInstanceId { get; private set; }

    /// <summary>When the two were linked, UTC.</summary>
    public DateTimeOffset AttachedAt { get; private set; }
}
