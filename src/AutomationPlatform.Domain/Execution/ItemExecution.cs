using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Domain.Execution;

/// <summary>One item inside one run: its status, its attempts, and its result or error.</summary>
/// <remarks>
/// An aggregate of its own, because a run of millions of items cannot be loaded with them. Each status change leaves
/// exactly one <see cref="ItemStateHistory"/>, handed to the repository by <see cref="PopHistory"/>.
/// </remarks>
public sealed class ItemExecution : ExecutionEntity<ItemExecutionId>
{
    /// <summary>How often an item may be lost before it fails for good: 3.</summary>
    public const int LostLimit = 3;

    private readonly List<ItemStateHistory> newHistory = [];

    private ItemExecution() { }

    /// <summary>Puts an item into a run.</summary>
    /// <param name="runId">The run.</param>
    /// <param name="batchExecutionId">The batch execution it belongs to.</param>
    /// <param name="itemId">The item; unique within the run.</param>
    /// <param name="maxAttempts">How many attempts it has; null means one, never a retry.</param>
    /// <exception cref="ValidationException"><paramref name="maxAttempts"/> is below 1.</exception>
    public ItemExecution(RunId runId, BatchExecutionId batchExecutionId, ItemId itemId, int? maxAttempts = null)
    {
        if (maxAttempts < 1)
            throw new ValidationException(
                nameof(ItemExecution),
                nameof(MaxAttempts),
                $"is {maxAttempts}; give 1 or more, or none for one attempt"
            );
        RunId = runId;
        BatchExecutionId = batchExecutionId;
        ItemId = itemId;
        MaxAttempts = maxAttempts;
    }

    /// <summary>The run.</summary>
    public RunId RunId { get; private set; }

    /// <summary>The batch execution it belongs to.</summary>
    public BatchExecutionId BatchExecutionId { get; private set; }

    /// <summary>The item.</summary>
    public ItemId ItemId { get; private set; }

    /// <summary>What the handler returned.</summary>
    public Payload? ResultPayload { get; private set; }

    /// <summary>Why the last attempt failed.</summary>
    public string? ErrorMessage { get; private set; }

    /// <summary>The code of that failure.</summary>
    public string? ErrorCode { get; private set; }

    /// <summary>How often it was started.</summary>
    public int AttemptCount { get; private set; }

    /// <summary>How many attempts it has; null means one.</summary>
    public int? MaxAttempts { get; private set; }

    /// <summary>How often its worker vanished. Such attempts are not used up.</summary>
    public int LostCount { get; private set; }

    /// <summary>How often it was claimed but given back. Such attempts are not used up.</summary>
    public int ReleasedCount { get; private set; }

    /// <summary>The attempts that count: started, neither lost nor given back.</summary>
    public int AttemptsUsed => AttemptCount - LostCount - ReleasedCount;

    /// <summary>Begins an attempt.</summary>
    /// <exception cref="InvalidStateException">It is not PENDING or RETRYING, or its attempts are used up.</exception>
    public void Start(DateTimeOffset now)
    {
        Check(ExecutionStatus.Processing, nameof(Start));
        if (AttemptsUsed >= (MaxAttempts ?? 1))
            throw Refusal(nameof(Start), $"all {MaxAttempts ?? 1} attempts are used");
        AttemptCount++;
        Change(ExecutionStatus.Processing, now, nameof(Start));
    }

    /// <summary>Ends well.</summary>
    /// <exception cref="InvalidStateException">It is not PROCESSING.</exception>
    public void Complete(DateTimeOffset now, Payload? result = null)
    {
        Check(ExecutionStatus.Completed, nameof(Complete));
        ResultPayload = result;
        ClearError();
        Change(ExecutionStatus.Completed, now, nameof(Complete));
    }

    /// <summary>Ends the attempt in failure: tried again while attempts remain, else final. Raises <see cref="ItemExecutionFailed"/>.</summary>
    /// <param name="code">What kind of failure; cut at <see cref="Limits.ErrorCode"/> characters.</param>
    /// <param name="message">What went wrong; cut at <see cref="Limits.ErrorMessage"/> characters.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="limit">The attempts allowed for this code; null when the code has none of its own.</param>
    /// <returns>Where the failure led: RETRYING or FAILED.</returns>
    /// <exception cref="InvalidStateException">It is not PROCESSING.</exception>
    public ExecutionStatus Fail(string code, string message, DateTimeOffset now, int? limit = null)
    {
        RequireProcessing(nameof(Fail));
        var retried = MaxAttempts is { } maximum && AttemptsUsed < Math.Min(maximum, limit ?? maximum);
        return EndAttempt(retried, code, message, now, nameof(Fail));
    }

    /// <summary>Ends in a failure that no attempt can mend, whatever remains. Raises <see cref="ItemExecutionFailed"/>.</summary>
    /// <exception cref="InvalidStateException">It is not PROCESSING.</exception>
    public void FailForGood(string code, string message, DateTimeOffset now)
    {
        RequireProcessing(nameof(FailForGood));
        EndAttempt(retried: false, code, message, now, nameof(FailForGood));
    }

    /// <summary>Its worker vanished: tried again, unless that has happened too often or may not be repeated.</summary>
    /// <param name="oneAttempt">True when the run's policy is one attempt: then the outcome is unknown and final.</param>
    /// <param name="now">The present moment.</param>
    /// <returns>Where it led: RETRYING, or FAILED with code <c>lost</c> or <c>unknown-outcome</c>.</returns>
    /// <exception cref="InvalidStateException">It is not PROCESSING.</exception>
    public ExecutionStatus Lose(bool oneAttempt, DateTimeOffset now)
    {
        RequireProcessing(nameof(Lose));
        LostCount++;
        if (oneAttempt)
            return EndAttempt(
                retried: false,
                ErrorCodes.UnknownOutcome,
                ErrorCodes.UnknownOutcomeMessage,
                now,
                nameof(Lose),
                ErrorCodes.LostReason
            );
        if (LostCount >= LostLimit)
            return EndAttempt(
                retried: false,
                ErrorCodes.Lost,
                ErrorCodes.LostMessage,
                now,
                nameof(Lose),
                ErrorCodes.LostReason
            );
        var change = new StatusChange(Code: ErrorCodes.Lost, Reason: ErrorCodes.LostReason);
        Change(ExecutionStatus.Retrying, now, nameof(Lose), change);
        return Status;
    }

    /// <summary>Is given back, claimed but never begun: tried again at once, and no attempt is used up.</summary>
    /// <exception cref="InvalidStateException">It is not PROCESSING.</exception>
    public void Release(DateTimeOffset now)
    {
        RequireProcessing(nameof(Release));
        ReleasedCount++;
        Change(ExecutionStatus.Retrying, now, nameof(Release), new StatusChange(Code: ErrorCodes.Released));
    }

    /// <summary>Ends because someone asked for it.</summary>
    /// <exception cref="InvalidStateException">It has ended.</exception>
    /// <exception cref="ValidationException">The reason is empty or too long.</exception>
    public void Cancel(string reason, DateTimeOffset now) =>
        EndBy(ExecutionStatus.Cancelled, reason, now, nameof(Cancel));

    /// <summary>Is left out on purpose.</summary>
    /// <exception cref="InvalidStateException">It is not PENDING.</exception>
    /// <exception cref="ValidationException">The reason is empty or too long.</exception>
    public void Skip(string reason, DateTimeOffset now) => EndBy(ExecutionStatus.Skipped, reason, now, nameof(Skip));

    /// <summary>Gives a failed item one more attempt.</summary>
    /// <exception cref="InvalidStateException">It is not FAILED.</exception>
    /// <exception cref="ValidationException">The reason is empty or too long.</exception>
    public void Retry(string reason, DateTimeOffset now)
    {
        if (Status != ExecutionStatus.Failed)
            throw Refusal(nameof(Retry), "only a FAILED item is retried");
        var given = Text.Required(reason, nameof(ItemExecution), nameof(reason), Limits.Reason);
        MaxAttempts = AttemptsUsed + 1;
        ClearError();
        Change(ExecutionStatus.Retrying, now, nameof(Retry), new StatusChange(Reason: given));
    }

    /// <summary>Hands over the history made since the last call, for the repository to store with the change.</summary>
    public IReadOnlyList<ItemStateHistory> PopHistory()
    {
        ItemStateHistory[] popped = [.. newHistory];
        newHistory.Clear();
        return popped;
    }

    private void RequireProcessing(string operation)
    {
        if (Status != ExecutionStatus.Processing)
            throw Refusal(operation);
    }

    private ExecutionStatus EndAttempt(
        bool retried,
        string code,
        string message,
        DateTimeOffset now,
        string operation,
        string? reason = null
    )
    {
        ErrorCode = ErrorText.Code(code);
        ErrorMessage = ErrorText.Message(message);
        var next = retried ? ExecutionStatus.Retrying : ExecutionStatus.Failed;
        Change(next, now, operation, new StatusChange(ErrorCode, ErrorMessage, reason));
        RegisterEvent(new ItemExecutionFailed(Id, RunId, ItemId, ErrorMessage, AttemptCount, retried, UpdatedAt));
        return next;
    }

    private void EndBy(ExecutionStatus next, string reason, DateTimeOffset now, string operation)
    {
        Check(next, operation);
        var given = Text.Required(reason, nameof(ItemExecution), nameof(reason), Limits.Reason);
        Change(next, now, operation, new StatusChange(Reason: given));
    }

    private void Change(ExecutionStatus next, DateTimeOffset now, string operation, StatusChange change = default)
    {
        var previous = MoveTo(next, now, operation);
        newHistory.Add(new ItemStateHistory(this, previous, change));
    }

    private void ClearError()
    {
        ErrorCode = null;
        ErrorMessage = null;
    }
}
