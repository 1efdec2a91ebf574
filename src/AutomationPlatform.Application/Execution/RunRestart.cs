using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>Which items of an ended run are done again in a new one. Completed items never are.</summary>
public enum RestartScope
{
    /// <summary>Those that are FAILED.</summary>
    Failed,

    /// <summary>Those that are FAILED, CANCELLED or SKIPPED.</summary>
    Unfinished,
}

/// <summary>What a run takes over from the one it restarts.</summary>
/// <param name="Parent">The ended run.</param>
/// <param name="Scope">Which of its items.</param>
public sealed record RunRestart(RunId Parent, RestartScope Scope);

/// <summary>What a restart would do.</summary>
/// <param name="Restart">Which run, and which of its items.</param>
/// <param name="AutomationId">The run's automation.</param>
/// <param name="CorrelationId">The run's correlation id, which the new one takes over.</param>
/// <param name="Priority">The run's priority, which the new one takes over unless said otherwise.</param>
/// <param name="Batches">The batches with something to do, in the run's order.</param>
public sealed record RestartPlan(
    RunRestart Restart,
    AutomationId AutomationId,
    string? CorrelationId,
    int Priority,
    IReadOnlyList<RestartBatch> Batches
)
{
    /// <summary>How many items the new run would have.</summary>
    public long Items => Batches.Sum(batch => batch.Items);
}

/// <summary>A batch of a run to be restarted.</summary>
/// <param name="BatchId">The batch.</param>
/// <param name="Items">How many of its items the new run would have; at least 1.</param>
public sealed record RestartBatch(BatchId BatchId, long Items);
