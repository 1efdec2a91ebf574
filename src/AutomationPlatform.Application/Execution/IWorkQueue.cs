using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>The set-based port through which workers take items and give answers. One implementation per database.</summary>
/// <remarks>
/// Claiming is starting: what a claim returns is PROCESSING, counted and in the history before the caller sees it. The
/// fence is the version that the claim produced: every answer names it, and one whose version no longer stands is refused.
/// Every member is one transaction, safe to run in many processes at once; deadlocks and serialization failures are
/// retried inside. Thread-safe.
/// </remarks>
public interface IWorkQueue
{
    /// <summary>Enters the worker with a lease counted from now.</summary>
    Task JoinAsync(WorkerIdentity worker, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Extends the worker's lease. False when its row is gone: others have rescued what it held.</summary>
    Task<bool> RenewAsync(WorkerId worker, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Takes the worker's row away, gives back whatever it still held, and folds its counts.</summary>
    Task LeaveAsync(WorkerIdentity worker, CancellationToken cancellationToken);

    /// <summary>The runs driven by workers that have not ended, with what a worker needs to decide about them.</summary>
    Task<IReadOnlyList<OpenRun>> ListOpenRunsAsync(CancellationToken cancellationToken);

    /// <summary>Takes the next items of a run in order of position and starts them. Empty when there are none now.</summary>
    Task<Claim> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken);

    /// <summary>Takes answers, and in the same transaction claims the next items when asked to.</summary>
    /// <remarks>An answer that the database cannot store fails its own item for good with <c>bad-result</c>, found by bisection.</remarks>
    Task<AnswersTaken> AnswerAsync(ChunkAnswers answers, ClaimRequest? next, CancellationToken cancellationToken);

    /// <summary>Says which open runs a worker can serve and which not; of a run that was told of before, the last word counts.</summary>
    Task RecordServiceAsync(WorkerId worker, IReadOnlyList<RunService> services, CancellationToken cancellationToken);

    /// <summary>Keeps what handlers said of the items they are at; what is said of another version is ignored.</summary>
    Task ReportProgressAsync(RunId run, IReadOnlyList<ProgressReport> reports, CancellationToken cancellationToken);

    /// <summary>How many items of open runs wait, over the whole database; from counts, whatever their number.</summary>
    Task<Backlog> GetBacklogAsync(CancellationToken cancellationToken);

    /// <summary>Makes lost whatever workers hold whose lease is over by the database's clock, and takes their rows away.</summary>
    /// <returns>How many items were lost.</returns>
    Task<int> RescueAsync(CancellationToken cancellationToken);

    /// <summary>Moves retries that are due back into the queue.</summary>
    /// <returns>How many were moved.</returns>
    Task<int> MoveDueAsync(CancellationToken cancellationToken);

    /// <summary>Ends the run's batches that have no active item, and the run when all of them have ended.</summary>
    /// <remarks>Locks the run's row, so that the end happens exactly once. Safe to call at any time.</remarks>
    /// <returns>The run's end, or null when it has not ended or had ended before.</returns>
    Task<RunEnd?> EndIfDoneAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>Stops the run when the share of its failed items has reached its failure threshold: nothing more is claimed.</summary>
    /// <remarks>Locks the run's row as the end does, so that it is stopped once. Safe to call at any time.</remarks>
    /// <returns>Why the threshold is stopping the run, whoever found it out; null when it is not.</returns>
    Task<string?> CheckThresholdAsync(RunId run, CancellationToken cancellationToken);
}

/// <summary>What waits in the open runs that workers drive.</summary>
/// <param name="Ready">Items that can be claimed now, limits aside.</param>
/// <param name="Delayed">Retries that are not due.</param>
/// <param name="Blocked">Items of runs that are paused, whose automation is, or that are being cancelled.</param>
/// <param name="OldestAt">When the oldest run with waiting items was made; null when nothing waits.</param>
/// <param name="Now">The moment of reading, by the database's clock.</param>
public sealed record Backlog(long Ready, long Delayed, long Blocked, DateTimeOffset? OldestAt, DateTimeOffset Now);

/// <summary>Whether a worker can serve a run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Refusal">Why not; null when it can.</param>
public sealed record RunService(RunId Run, string? Refusal);

/// <summary>What a handler says of the item it is at.</summary>
/// <param name="Item">What was claimed; its version is the fence.</param>
/// <param name="Fraction">How much is done, 0 to 1; null when it did not say.</param>
/// <param name="Message">What it said, storable and at most <see cref="ExecutionDefaults.ProgressMessage"/> characters; null for nothing.</param>
public sealed record ProgressReport(ClaimedItem Item, double? Fraction, string? Message);

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

/// <summary>Asks for a chunk of a run.</summary>
/// <param name="Id">The chunk's identifier, made beforehand, so that it can be looked for after a lost reply.</param>
/// <param name="Worker">Who asks.</param>
/// <param name="Run">The run.</param>
/// <param name="AfterPosition">Seek from here: the last position claimed, or -1 to start from the beginning.</param>
/// <param name="Limit">The most items; 1 to 10,000.</param>
public sealed record ClaimRequest(ClaimId Id, WorkerIdentity Worker, RunId Run, long AfterPosition, int Limit)
{
    /// <summary>Whether the caller knows that the automation has limits. It saves a statement; what holds is read in any case.</summary>
    public bool Limited { get; init; }
}

/// <summary>A chunk of started items.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Run">The run.</param>
/// <param name="Items">What was started, by position; may be empty.</param>
public sealed record Claim(ClaimId Id, RunId Run, IReadOnlyList<ClaimedItem> Items)
{
    /// <summary>Whether the automation has limits.</summary>
    public bool Limited { get; init; }

    /// <summary>The limit because of which nothing was given though something waits; null otherwise.</summary>
    public LimitReached? Reached { get; init; }
}

/// <summary>A limit that leaves no room now.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Wait">How long until there is room; null when that depends on answers, so look again after one or in a while.</param>
public sealed record LimitReached(LimitKind Kind, TimeSpan? Wait);

/// <summary>A limit that holds over all workers together.</summary>
public enum LimitKind
{
    /// <summary>The most items being handled at once.</summary>
    InFlight,

    /// <summary>The most items begun in a period.</summary>
    Rate,
}

/// <summary>One started item.</summary>
/// <param name="Id">The item execution.</param>
/// <param name="Version">The fence: the version that the claim produced.</param>
/// <param name="ItemId">The item.</param>
/// <param name="BatchExecutionId">The batch execution it belongs to.</param>
/// <param name="Position">Its place in the run's queue: the batch's ordinal × 2³² + the sequence number.</param>
/// <param name="SequenceNumber">Its place in the batch.</param>
/// <param name="Reference">The business's own name for it.</param>
/// <param name="Payload">Its JSON text, from the database; null when it has none.</param>
/// <param name="AttemptCount">The number of this attempt, from 1.</param>
/// <param name="LostCount">How often it was lost before.</param>
/// <param name="ReleasedCount">How often it was given back before.</param>
/// <param name="MaxAttempts">Its own maximum; null means one.</param>
/// <param name="FirstStartedAt">When its first attempt began.</param>
/// <param name="StartedAt">When this attempt was started, by the database's clock.</param>
public sealed record ClaimedItem(
    ItemExecutionId Id,
    int Version,
    ItemId ItemId,
    BatchExecutionId BatchExecutionId,
    long Position,
    int SequenceNumber,
    string? Reference,
    string? Payload,
    int AttemptCount,
    int LostCount,
    int ReleasedCount,
    int? MaxAttempts,
    DateTimeOffset FirstStartedAt,
    DateTimeOffset StartedAt
)
{
    /// <summary>The hash of the row of history that the claim left, 32 bytes; null where the claimer does not know it.</summary>
    /// <remarks>The next row carries it. It goes back with the answer, which saves the database a search.</remarks>
    public byte[]? HistoryHash { get; init; }

    /// <summary>The attempts that count, this one included.</summary>
    public int AttemptsUsed => AttemptCount - LostCount - ReleasedCount;
}

/// <summary>What became of an attempt.</summary>
public enum AnswerKind
{
    /// <summary>PROCESSING to COMPLETED, with the result.</summary>
    Complete,

    /// <summary>PROCESSING to RETRYING, due after the answer's delay.</summary>
    Retry,

    /// <summary>PROCESSING to FAILED.</summary>
    Fail,

    /// <summary>PROCESSING to RETRYING, due at once, no attempt used up.</summary>
    Release,

    /// <summary>PROCESSING to CANCELLED.</summary>
    Cancel,
}

/// <summary>An answer to one attempt.</summary>
/// <param name="Item">What was claimed; its version is the fence.</param>
/// <param name="Kind">What became of it.</param>
public sealed record Answer(ClaimedItem Item, AnswerKind Kind)
{
    /// <summary>The result's JSON text, checked to be storable; for <see cref="AnswerKind.Complete"/> only.</summary>
    public string? Result { get; init; }

    /// <summary>The error code of a failure, a retry or a cancellation.</summary>
    public string? Code { get; init; }

    /// <summary>The error message of a failure or retry.</summary>
    public string? Message { get; init; }

    /// <summary>The reason of a cancellation or release.</summary>
    public string? Reason { get; init; }

    /// <summary>Code and message without numbers, ids and quoted parts; for <see cref="AnswerKind.Fail"/>.</summary>
    public string? Fingerprint { get; init; }

    /// <summary>How long to wait before the next attempt; for <see cref="AnswerKind.Retry"/>.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The end of what the handler wrote to standard error; kept for successes too.</summary>
    public string? StandardError { get; init; }

    /// <summary>True when progress of this attempt was reported, which goes with the answer.</summary>
    public bool HasProgress { get; init; }
}

/// <summary>Answers to attempts of one claimed chunk, in one transaction.</summary>
/// <param name="Claim">The chunk.</param>
/// <param name="Run">The run.</param>
/// <param name="Worker">Who answers.</param>
/// <param name="Answers">One per item; not empty.</param>
public sealed record ChunkAnswers(ClaimId Claim, RunId Run, WorkerIdentity Worker, IReadOnlyList<Answer> Answers);

/// <summary>What became of answers.</summary>
/// <param name="Refused">The items whose version no longer stood; each was kept as a late answer.</param>
/// <param name="Next">The next chunk; null when none was asked for.</param>
public sealed record AnswersTaken(IReadOnlyList<ItemExecutionId> Refused, Claim? Next);

/// <summary>How a run ended.</summary>
/// <param name="Run">The run.</param>
/// <param name="Status">COMPLETED, FAILED or CANCELLED.</param>
/// <param name="FinishedAt">When, UTC.</param>
/// <param name="ErrorSummary">Why it failed.</param>
public sealed record RunEnd(RunId Run, ExecutionStatus Status, DateTimeOffset FinishedAt, string? ErrorSummary);
