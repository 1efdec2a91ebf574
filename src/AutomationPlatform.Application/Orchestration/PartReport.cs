using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>How one part of a job stands.</summary>
/// <param name="Part">Its place among the order's parts, from 0.</param>
/// <param name="ExternalId">The engine's own id of it, unique in the engine.</param>
/// <param name="Status">Its status in our words.</param>
/// <param name="State">Its status in the engine's words.</param>
/// <param name="Words">What the engine says of it; a JSON object.</param>
public sealed record PartReport(int Part, string ExternalId, ExecutionStatus Status, string State, Payload Words)
{
    /// <summary>How the engine knows the whole job from now on; null when that has not changed.</summary>
    public string? Continuation { get; init; }

    /// <summary>What the engine numbers this state of the whole job by, for those that tell of later ones; else null.</summary>
    public string? Revision { get; init; }

    /// <summary>Where people see it: the engine's page, or a file.</summary>
    public string? Url { get; init; }

    /// <summary>Where its log is.</summary>
    public string? Log { get; init; }

    /// <summary>Where it runs.</summary>
    public string? Node { get; init; }

    /// <summary>Why it is so, in the engine's words.</summary>
    public string? Message { get; init; }

    /// <summary>True when it is final for us while the engine would keep it for ever: it is then cancelled there.</summary>
    public bool IsStuck { get; init; }
}
