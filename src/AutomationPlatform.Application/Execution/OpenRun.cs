using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>A run that workers drive and that has not ended.</summary>
/// <param name="Id">The run.</param>
/// <param name="AutomationId">Its automation.</param>
/// <param name="AutomationName">The automation's name.</param>
/// <param name="DefinitionNumber">The definition version it froze.</param>
/// <param name="Priority">0 to 9, higher first.</param>
/// <param name="Paused">True while the run or its automation is paused.</param>
/// <param name="CancelRequested">True once cancelling was asked for.</param>
/// <param name="HasReady">True when something can be claimed now.</param>
/// <param name="NextDueAt">When its next retry is due; null when none waits.</param>
/// <param name="OriginRunId">The first run of its restart chain; itself when it restarts none.</param>
public sealed record OpenRun(
    RunId Id,
    AutomationId AutomationId,
    string AutomationName,
    int DefinitionNumber,
    int Priority,
    bool Paused,
    bool CancelRequested,
    bool HasReady,
    DateTimeOffset? NextDueAt,
    RunId OriginRunId
)
{
    /// <summary>True when its automation has limits now: claims then go one after the other, and into free slots only.</summary>
    public bool Limited { get; init; }

    /// <summary>How long until its next retry is due, by the database's clock; null when none waits.</summary>
    public TimeSpan? NextDueIn { get; init; }

    /// <summary>Why its failure threshold is stopping it, with the numbers; null while nothing of the kind happened.</summary>
    public string? ThresholdReason { get; init; }
}
