using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Audit;

/// <summary>A slice of a run's tree, kept so that sealing goes on after a crash and a check names the item that differs.</summary>
/// <param name="Run">The run.</param>
/// <param name="RunVersion">The version of the run that is sealed.</param>
/// <param name="Number">Its place among the segments, from 0.</param>
/// <param name="First">The first item execution in it.</param>
/// <param name="Last">The last item execution in it.</param>
/// <param name="LeafHashes">The hashes of its leaves, 32 bytes each.</param>
/// <param name="Facts">What was counted up to its end, JSON text; see <see cref="SealFacts"/>.</param>
public sealed record SealSegment(
    RunId Run,
    int RunVersion,
    int Number,
    Guid First,
    Guid Last,
    byte[] LeafHashes,
    string Facts
);
