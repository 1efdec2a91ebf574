using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Runs;

/// <summary>What <c>run</c>, <c>runs start</c> and <c>runs show</c> print with <c>--json</c>.</summary>
internal sealed record RunDocument(RunFields Run, CountFields Items, IReadOnlyList<RunBatchFields> Batches)
{
    internal static RunDocument Of(RunSummary run) =>
        new(RunFields.Of(run), CountFields.Of(run.Items), [.. run.Batches.Select(RunBatchFields.Of)]);
}

/// <summary>What <c>runs show --json</c> prints: also who works on an open run, what waits and why, and when it should end,
/// its jobs in engines, and how they were submitted.</summary>
internal sealed record ShownRunDocument(
    RunFields Run,
    CountFields Items,
    IReadOnlyList<RunBatchFields> Batches,
    IReadOnlyList<WorkerFields> Workers,
    IReadOnlyList<WaitingFields> Waiting,
    IReadOnlyList<ItemProgressFields> Progress,
    DateTimeOffset? ExpectedFinishAt,
    IReadOnlyList<InstanceFields> Instances,
    IReadOnlyList<SubmissionFields> Submissions
)
{
    internal static ShownRunDocument Of(
        RunSummary run,
        RunActivity? activity,
        IReadOnlyList<RunInstance> instances,
        IReadOnlyList<NamedSubmission> submissions
    )
    {
        var document = RunDocument.Of(run);
        return new(
            document.Run,
            document.Items,
            document.Batches,
            [.. (activity?.Workers ?? []).Select(WorkerFields.Of)],
            activity is null ? [] : [.. RunOutlook.WhyWaiting(run, activity).Select(WaitingFields.Of)],
            [.. (activity?.Progress ?? []).Select(ItemProgressFields.Of)],
            activity is null ? null : RunOutlook.Guess(run, activity),
            [.. instances.Select(InstanceFields.Of)],
            [.. submissions.Select(SubmissionFields.Of)]
        );
    }
}

/// <summary>A worker that holds items of a run.</summary>
internal sealed record WorkerFields(
    string Name,
    string Host,
    string? Shard,
    long Items,
    DateTimeOffset Since,
    DateTimeOffset LeaseUntil
)
{
    internal static WorkerFields Of(WorkerActivity worker) =>
        new(worker.Name, worker.Host, worker.Shard, worker.Items, worker.Since, worker.LeaseUntil);
}

/// <summary>Why items of a run wait.</summary>
internal sealed record WaitingFields(
    string Code,
    string Message,
    long? Items,
    DateTimeOffset? Until,
    IReadOnlyList<RefusalFields> Refusals
)
{
    internal static WaitingFields Of(WaitingReason reason) =>
        new(
            reason.Code,
            reason.Message,
            reason.Items,
            reason.Until,
            [.. reason.Refusals.Select(refusal => new RefusalFields(refusal.Worker, refusal.Refusal))]
        );
}

/// <summary>Why a worker cannot serve a run.</summary>
internal sealed record RefusalFields(string Worker, string? Refusal);

/// <summary>What a handler last said of the item it is at.</summary>
internal sealed record ItemProgressFields(
    Guid ItemExecutionId,
    double? Fraction,
    string? Message,
    DateTimeOffset ReportedAt
)
{
    internal static ItemProgressFields Of(ItemProgress progress) =>
        new(progress.ItemExecutionId.Value, progress.Fraction, progress.Message, progress.ReportedAt);
}

/// <summary>The last thing that <c>run --json</c> prints: also how many rows its imports refused.</summary>
internal sealed record EndedRunDocument(
    RunFields Run,
    CountFields Items,
    IReadOnlyList<RunBatchFields> Batches,
    long Rejected
)
{
    internal static EndedRunDocument Of(RunSummary run, long rejected)
    {
        var document = RunDocument.Of(run);
        return new(document.Run, document.Items, document.Batches, rejected);
    }
}

/// <summary>A row of <c>runs list --json</c>.</summary>
internal sealed record ListedRunDocument(RunFields Run, CountFields Items)
{
    internal static ListedRunDocument Of(RunSummary run) => new(RunFields.Of(run), CountFields.Of(run.Items));
}

/// <summary>A run itself.</summary>
internal sealed record RunFields(
    Guid Id,
    string Automation,
    string Status,
    bool Paused,
    bool Cancelling,
    string? CorrelationId,
    int Priority,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    double? DurationSeconds,
    string? ErrorSummary,
    string? CancellationReason
)
{
    internal static RunFields Of(RunSummary run) =>
        new(
            run.Id.Value,
            run.Automation,
            run.Status.Name(),
            run.Paused,
            run.Cancelling,
            run.CorrelationId,
            run.Priority,
            run.StartedAt,
            run.FinishedAt,
            (run.FinishedAt - run.StartedAt)?.TotalSeconds,
            run.ErrorSummary,
            run.CancellationReason
        );
}

/// <summary>How items stand.</summary>
internal sealed record CountFields(
    long Total,
    long Completed,
    long Failed,
    long Cancelled,
    long Skipped,
    long Pending,
    long Processing,
    long Retrying
)
{
    internal static CountFields Of(ItemCounts items) =>
        new(
            items.Total,
            items.Completed,
            items.Failed,
            items.Cancelled,
            items.Skipped,
            items.Pending,
            items.Processing,
            items.Retrying
        );
}

/// <summary>A batch of a run.</summary>
internal sealed record RunBatchFields(string Name, string Status, long Total, long Completed, long Failed)
{
    internal static RunBatchFields Of(RunBatch batch) =>
        new(batch.Name, batch.Status.Name(), batch.Items.Total, batch.Items.Completed, batch.Items.Failed);
}

/// <summary>A row of <c>runs errors --json</c>.</summary>
internal sealed record RunErrorDocument(
    string Code,
    string Message,
    string Fingerprint,
    long Count,
    Guid FirstItemExecutionId
)
{
    internal static RunErrorDocument Of(RunError error) =>
        new(error.Code, error.Message, error.Fingerprint, error.Count, error.FirstItemExecutionId.Value);
}

/// <summary>A row of <c>runs logs --json</c>.</summary>
internal sealed record HandlerLogDocument(
    Guid ItemExecutionId,
    string Batch,
    int SequenceNumber,
    int Attempt,
    DateTimeOffset WrittenAt,
    string Text
)
{
    internal static HandlerLogDocument Of(HandlerLog log) =>
        new(log.ItemExecutionId.Value, log.Batch, log.SequenceNumber, log.Attempt, log.WrittenAt, log.Text);
}

/// <summary>A row of <c>runs logs --jobs --json</c>: what could be read, whether there is more than fits, and why no more
/// could be read.</summary>
internal sealed record JobLogDocument(
    string Engine,
    int? Shard,
    string ExternalId,
    string Status,
    string Text,
    bool IsCut,
    string? Trouble
)
{
    internal static JobLogDocument Of(RunInstance instance, string text, bool isCut, string? trouble) =>
        new(instance.Engine, instance.Shard, instance.ExternalId, instance.Status.Name(), text, isCut, trouble);
}

/// <summary>What <c>runs cancel</c>, <c>runs retry</c> and the like print with <c>--json</c>: the run, and how many items it concerned.</summary>
internal sealed record ChangedRunDocument(Guid RunId, long Items, bool DryRun = false);
