using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>Reads runs and their items for people, without loading entities.</summary>
public interface IRunReader
{
    /// <summary>The runs that match, newest first; hidden ones (still being made) are left out.</summary>
    Task<Page<RunSummary>> ListAsync(RunFilter filter, PageRequest page, CancellationToken cancellationToken);

    /// <summary>A run with its counts and batches.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    Task<RunSummary> GetAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>The run whose id is this, or begins or ends so (at least 8 characters).</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="InvalidInputException">Several match, or it is too short.</exception>
    Task<RunId> ResolveAsync(string idPart, CancellationToken cancellationToken);

    /// <summary>The failures of a run by fingerprint, most frequent first.</summary>
    Task<IReadOnlyList<RunError>> ListErrorsAsync(RunId run, int limit, CancellationToken cancellationToken);

    /// <summary>Every item of a run in order of batch and sequence, streamed: for exports.</summary>
    IAsyncEnumerable<ExportedItem> ExportAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>The item executions that match, by run and position.</summary>
    Task<Page<ItemExecutionSummary>> FindItemsAsync(
        ItemFilter filter,
        PageRequest page,
        CancellationToken cancellationToken
    );

    /// <summary>The item execution whose id is this, or all executions of the item whose id is this, newest run first.
    /// Beginnings and ends of at least 8 characters are taken too.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    /// <exception cref="InvalidInputException">Several match, or it is too short.</exception>
    Task<IReadOnlyList<ItemExecutionDetails>> GetItemAsync(string idPart, CancellationToken cancellationToken);

    /// <summary>The history of an item execution, by version.</summary>
    Task<IReadOnlyList<HistoryEntry>> ListHistoryAsync(ItemExecutionId item, CancellationToken cancellationToken);

    /// <summary>What handlers of a run wrote to standard error, in order of writing, streamed.</summary>
    IAsyncEnumerable<HandlerLog> ListLogsAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>Who works on a run, and what is to be known of what waits in it.</summary>
    /// <remarks>Cheap whatever the run's size: nothing is counted beyond <see cref="RunActivity.CountLimit"/>.</remarks>
    /// <exception cref="NotFoundException">There is no such run.</exception>
    Task<RunActivity> GetActivityAsync(RunId run, CancellationToken cancellationToken);
}

/// <summary>Which runs.</summary>
/// <param name="AutomationId">Of this automation.</param>
/// <param name="Status">In this status.</param>
/// <param name="Since">Created at or after this moment.</param>
/// <param name="CorrelationId">With this correlation id.</param>
public sealed record RunFilter(
    AutomationId? AutomationId = null,
    ExecutionStatus? Status = null,
    DateTimeOffset? Since = null,
    string? CorrelationId = null
);

/// <summary>A run, how its items stand, and its batches.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Automation">The automation's name.</param>
/// <param name="AutomationId">The automation.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Paused">True while nothing is claimed from it.</param>
/// <param name="Cancelling">True once cancelling was asked for and while it has not ended.</param>
/// <param name="CorrelationId">An id of the caller's own.</param>
/// <param name="Priority">0 to 9.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="StartedAt">When its first item was started.</param>
/// <param name="FinishedAt">When it ended.</param>
/// <param name="ErrorSummary">Why it failed.</param>
/// <param name="CancellationReason">Why it was cancelled.</param>
/// <param name="PauseReason">Why it is paused.</param>
/// <param name="DefinitionNumber">The definition version it froze.</param>
/// <param name="ParentRunId">The run it restarts.</param>
/// <param name="Items">How its items stand.</param>
/// <param name="Batches">Its batches in order; empty in lists.</param>
public sealed record RunSummary(
    RunId Id,
    string Automation,
    AutomationId AutomationId,
    ExecutionStatus Status,
    bool Paused,
    bool Cancelling,
    string? CorrelationId,
    int Priority,
    DateTimeOffset CreatedAt,
    string? CreatedBy,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    string? ErrorSummary,
    string? CancellationReason,
    string? PauseReason,
    int? DefinitionNumber,
    RunId? ParentRunId,
    ItemCounts Items,
    IReadOnlyList<RunBatch> Batches
)
{
    /// <summary>Why its failure threshold is stopping it, with the numbers; null once it has ended, when its error says so.</summary>
    public string? ThresholdReason { get; init; }

    /// <summary>Who moves it on.</summary>
    public RunDriver Driver { get; init; } = RunDriver.Workers;

    /// <summary>From the start to the end, or to now while it goes on; null before the start.</summary>
    public TimeSpan? Elapsed(DateTimeOffset now) => (FinishedAt ?? now) - StartedAt;
}

/// <summary>How many items have each status.</summary>
/// <param name="Pending">Not begun.</param>
/// <param name="Processing">Being done.</param>
/// <param name="Completed">Done.</param>
/// <param name="Failed">Failed for good, so far.</param>
/// <param name="Cancelled">Cancelled.</param>
/// <param name="Skipped">Left out.</param>
/// <param name="Retrying">To be tried again.</param>
public sealed record ItemCounts(
    long Pending,
    long Processing,
    long Completed,
    long Failed,
    long Cancelled,
    long Skipped,
    long Retrying
)
{
    /// <summary>All items.</summary>
    public long Total => Pending + Processing + Completed + Failed + Cancelled + Skipped + Retrying;

    /// <summary>Those that have ended.</summary>
    public long Finished => Completed + Failed + Cancelled + Skipped;
}

/// <summary>A batch of a run.</summary>
/// <param name="Id">The batch execution.</param>
/// <param name="BatchId">The batch.</param>
/// <param name="Name">The batch's name.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="Items">How its items stand.</param>
public sealed record RunBatch(
    BatchExecutionId Id,
    BatchId BatchId,
    string Name,
    ExecutionStatus Status,
    ItemCounts Items
);

/// <summary>Failures that look alike.</summary>
/// <param name="Code">Their code.</param>
/// <param name="Message">The message of one of them.</param>
/// <param name="Fingerprint">What they have in common.</param>
/// <param name="Count">How many items.</param>
/// <param name="FirstItemExecutionId">One of them.</param>
public sealed record RunError(
    string Code,
    string Message,
    string Fingerprint,
    long Count,
    ItemExecutionId FirstItemExecutionId
);

/// <summary>Which item executions; at least a run, a reference or a text.</summary>
/// <param name="RunId">Of this run.</param>
/// <param name="Status">In this status.</param>
/// <param name="Code">Failed with this code.</param>
/// <param name="Reference">Of the item with this reference.</param>
/// <param name="Text">Whose payload or error message contains this text, whatever its case.</param>
public sealed record ItemFilter(
    RunId? RunId = null,
    ExecutionStatus? Status = null,
    string? Code = null,
    string? Reference = null,
    string? Text = null
);

/// <summary>A line of a list of item executions.</summary>
/// <param name="Id">The item execution.</param>
/// <param name="RunId">The run.</param>
/// <param name="Batch">The batch's name.</param>
/// <param name="SequenceNumber">Its place in the batch.</param>
/// <param name="Reference">The business's own name for it.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="AttemptCount">How often it was started.</param>
/// <param name="ErrorCode">The code of its last failure.</param>
/// <param name="ErrorMessage">The message of its last failure.</param>
public sealed record ItemExecutionSummary(
    ItemExecutionId Id,
    RunId RunId,
    string Batch,
    int SequenceNumber,
    string? Reference,
    ExecutionStatus Status,
    int AttemptCount,
    string? ErrorCode,
    string? ErrorMessage
);

/// <summary>An item execution with everything about it.</summary>
/// <param name="Summary">What a list says of it.</param>
/// <param name="ItemId">The item.</param>
/// <param name="Automation">The automation's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="MaxAttempts">Its own maximum of attempts; null means one.</param>
/// <param name="LostCount">How often its worker vanished.</param>
/// <param name="ReleasedCount">How often it was given back.</param>
/// <param name="StartedAt">The latest start.</param>
/// <param name="FinishedAt">Its end.</param>
/// <param name="DueAt">When it is tried again, while it waits for that.</param>
/// <param name="Payload">The item's payload as JSON text.</param>
/// <param name="Result">What the handler returned, as JSON text.</param>
/// <param name="LateAnswers">Answers that came too late and were refused.</param>
public sealed record ItemExecutionDetails(
    ItemExecutionSummary Summary,
    ItemId ItemId,
    string Automation,
    int Version,
    int? MaxAttempts,
    int LostCount,
    int ReleasedCount,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    DateTimeOffset? DueAt,
    string? Payload,
    string? Result,
    IReadOnlyList<LateAnswer> LateAnswers
)
{
    /// <summary>What its handler last said; null when it is not being done or said nothing.</summary>
    public ItemProgress? Progress { get; init; }
}

/// <summary>An answer that was refused because the item had been given to another.</summary>
/// <param name="Attempt">The attempt it answered.</param>
/// <param name="Worker">Who gave it.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="Outcome">What it said.</param>
public sealed record LateAnswer(int Attempt, string Worker, DateTimeOffset ReceivedAt, string Outcome);

/// <summary>One status change.</summary>
/// <param name="Version">The version it led to.</param>
/// <param name="PreviousStatus">The status before.</param>
/// <param name="NewStatus">The status after.</param>
/// <param name="ChangedAt">When.</param>
/// <param name="Attempt">The attempt count then.</param>
/// <param name="Actor">Who.</param>
/// <param name="Code">The error code.</param>
/// <param name="Message">The error message.</param>
/// <param name="Reason">The reason given.</param>
public sealed record HistoryEntry(
    int Version,
    ExecutionStatus PreviousStatus,
    ExecutionStatus NewStatus,
    DateTimeOffset ChangedAt,
    int Attempt,
    string? Actor,
    string? Code,
    string? Message,
    string? Reason
);

/// <summary>One row of an export.</summary>
/// <param name="Batch">The batch's name.</param>
/// <param name="SequenceNumber">Its place in the batch.</param>
/// <param name="Reference">The business's own name for it.</param>
/// <param name="ItemExecutionId">The item execution.</param>
/// <param name="Status">Where it stands.</param>
/// <param name="AttemptCount">How often it was started.</param>
/// <param name="Payload">The payload's JSON text.</param>
/// <param name="Result">The result's JSON text.</param>
/// <param name="ErrorCode">The code of its last failure.</param>
/// <param name="ErrorMessage">The message of its last failure.</param>
/// <param name="StartedAt">The latest start.</param>
/// <param name="FinishedAt">Its end.</param>
public sealed record ExportedItem(
    string Batch,
    int SequenceNumber,
    string? Reference,
    ItemExecutionId ItemExecutionId,
    ExecutionStatus Status,
    int AttemptCount,
    string? Payload,
    string? Result,
    string? ErrorCode,
    string? ErrorMessage,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt
);

/// <summary>What a handler wrote to standard error in one attempt.</summary>
/// <param name="ItemExecutionId">The item execution.</param>
/// <param name="Batch">The batch's name.</param>
/// <param name="SequenceNumber">The item's place in the batch.</param>
/// <param name="Attempt">The attempt.</param>
/// <param name="WrittenAt">When it was stored.</param>
/// <param name="Text">The end of what was written.</param>
public sealed record HandlerLog(
    ItemExecutionId ItemExecutionId,
    string Batch,
    int SequenceNumber,
    int Attempt,
    DateTimeOffset WrittenAt,
    string Text
);
