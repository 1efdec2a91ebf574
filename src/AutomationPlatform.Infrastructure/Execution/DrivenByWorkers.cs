using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>What entities may not do in a run that workers drive, where states follow from the items.</summary>
internal static class DrivenByWorkers
{
    /// <summary>The refusal of a change of status.</summary>
    internal static InvalidStateException Refusal<TId>(string kind, ExecutionEntity<TId> entity, ExecutionStatus stored)
        where TId : struct, IEntityId<TId> =>
        new(
            kind,
            $"{entity.Id}",
            stored.Name(),
            $"changing its status to {entity.Status.Name()}",
            "its run is driven by workers: pause, cancel, retry or skip through the run or its items"
        );

    /// <summary>The refusal of another part for a run whose parts were fixed when it was made.</summary>
    internal static InvalidStateException NoMoreParts(RunId run) =>
        new(
            nameof(Run),
            $"{run}",
            "driven by workers",
            "adding to it",
            "its batches and items were fixed when it was started: start another run"
        );
}
