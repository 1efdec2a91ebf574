using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>What stood in the book after a look.</summary>
internal sealed class BookEntry
{
    private readonly List<(int Part, OrchestrationInstance Instance)> parts = [];

    /// <summary>The instances by part.</summary>
    internal IReadOnlyList<(int Part, OrchestrationInstance Instance)> Parts => parts;

    /// <summary>Whether a status changed.</summary>
    internal bool Changed { get; private set; }

    /// <summary>Whether there are instances, and all have ended.</summary>
    internal bool AllEnded => parts.Count > 0 && parts.All(part => part.Instance.Status.IsFinished());

    /// <summary>Whether none has begun.</summary>
    internal bool NoneBegan => parts.All(part => part.Instance.Status == ExecutionStatus.Pending);

    /// <summary>Whether none is at work: what has not ended waits, for the first time or again.</summary>
    internal bool NoneWorks => parts.All(part => part.Instance.Status != ExecutionStatus.Processing);

    internal void Add(BookEntry slice)
    {
        parts.AddRange(slice.parts);
        Changed |= slice.Changed;
    }

    internal void Add(int part, OrchestrationInstance instance, bool changed = false)
    {
        parts.Add((part, instance));
        Changed |= changed;
    }
}
