using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>What a run's end is decided by, as it was read from the database. A value; every decision is pure.</summary>
/// <param name="Id">The run.</param>
/// <param name="AutomationId">Its automation.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="CancelRequested">Whether cancelling was asked for.</param>
/// <param name="CancellationReason">Why.</param>
/// <param name="Now">The moment of reading, by the database's clock.</param>
/// <param name="Batches">Its batches with their counts.</param>
internal sealed record RunProgress(
    RunId Id,
    AutomationId AutomationId,
    ExecutionStatus Status,
    bool CancelRequested,
    string? CancellationReason,
    DateTimeOffset Now,
    IReadOnlyList<BatchProgress> Batches
)
{
    /// <summary>Why its failure threshold stopped it at any time; null when it never did.</summary>
    internal string? ThresholdReason { get; init; }

    /// <summary>Whether there is anything to end now.</summary>
    internal bool HasEnded => Status.IsActive() && (EndedBatches.Any() || End is not null);

    /// <summary>The batches that end now, with what they become.</summary>
    internal IEnumerable<(BatchProgress Batch, ExecutionStatus End)> EndedBatches =>
        Batches
            .Where(b => b.Status.IsActive())
            .Select(b => (Batch: b, End: EndOf(b.Active, b.Failed, b.Cancelled)))
            .Where(b => b.End is not null)
            .Select(b => (b.Batch, b.End!.Value));

    /// <summary>What the run becomes; null while an item is active.</summary>
    internal ExecutionStatus? End =>
        EndOf(Batches.Sum(b => b.Active), Batches.Sum(b => b.Failed), Batches.Sum(b => b.Cancelled));

    /// <summary>Why the run failed, in one line.</summary>
    /// <param name="failure">Code and message of one of the failures that are most frequent; null when there is none.</param>
    /// <param name="count">How many look like it.</param>
    internal string Summarize(string? failure, long count)
    {
        var failed = Batches.Sum(b => b.Failed);
        var total = Batches.Sum(b => b.Active + b.Failed + b.Cancelled + b.Others);
        var most =
            failure is null ? ""
            : count == 1 ? $"; one of them: {failure}"
            : $"; {count} of them like this: {failure}";
        var stopped = ThresholdReason is null
            ? ""
            : $"stopped by the failure threshold ({ThresholdReason}; {Batches.Sum(b => b.Cancelled)} items cancelled): ";
        return ErrorText.Message($"{stopped}{failed} of {total} items failed{most}");
    }

    private ExecutionStatus? EndOf(long active, long failed, long cancelled) =>
        DerivedStatus.EndOf(active, failed, cancelled, CancelRequested, ThresholdReason is not null);

    /// <summary>The events of the batches that end now.</summary>
    internal IEnumerable<DomainEvent> BatchEvents() =>
        EndedBatches
            .Where(b => b.End == ExecutionStatus.Failed)
            .Select(b => new BatchExecutionFailed(b.Batch.Id, Id, b.Batch.BatchId, Now));

    /// <summary>The event of the run's end.</summary>
    internal DomainEvent RunEvent(RunEnd end) =>
        end.Status switch
        {
            ExecutionStatus.Cancelled => new RunCancelled(Id, AutomationId, Now, CancellationReason ?? ""),
            ExecutionStatus.Failed => new RunFailed(Id, AutomationId, Now, end.ErrorSummary ?? ""),
            _ => new RunCompleted(Id, AutomationId, Now),
        };
}

/// <summary>A batch execution and how many of its items are what.</summary>
/// <param name="Id">The batch execution.</param>
/// <param name="BatchId">The batch.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Active">PENDING, PROCESSING or RETRYING.</param>
/// <param name="Failed">FAILED.</param>
/// <param name="Cancelled">CANCELLED.</param>
/// <param name="Others">COMPLETED or SKIPPED.</param>
internal sealed record BatchProgress(
    BatchExecutionId Id,
    BatchId BatchId,
    ExecutionStatus Status,
    long Active,
    long Failed,
    long Cancelled,
    long Others
);
