using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>What is to be taken.</summary>
/// <param name="Holder">Who takes it; new for each look.</param>
/// <param name="Limit">The most.</param>
public sealed record SubmissionClaim(Guid Holder, int Limit)
{
    /// <summary>Only those of this run; null for all.</summary>
    public RunId? Run { get; init; }

    /// <summary>Not those in these engines, which cannot be spoken with here.</summary>
    public IReadOnlyCollection<EngineId> Except { get; init; } = [];

    /// <summary>Also those that are not due yet.</summary>
    public bool Now { get; init; }
}
