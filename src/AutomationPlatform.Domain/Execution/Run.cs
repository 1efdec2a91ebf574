using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Domain.Execution;

/// <summary>Who moves a run and its items on.</summary>
public enum RunDriver
{
    /// <summary>The code that made the run, through entities; workers never touch it.</summary>
    Manual,

    /// <summary>Workers, set-based; the status of the run is derived from its items.</summary>
    Workers,

    /// <summary>An external engine, which was handed the whole run.</summary>
    Engine,
}

/// <summary>One execution of an automation.</summary>
public sealed class Run : ExecutionEntity<RunId>
{
    /// <summary>The priority of a run unless said otherwise: 5, in the middle of 0 to 9; higher comes first.</summary>
    public const int DefaultPriority = 5;

    private Run() { }

    /// <summary>Makes a run that is its maker's alone (<see cref="RunDriver.Manual"/>): workers never touch it.</summary>
    /// <param name="automationId">What is executed.</param>
    /// <param name="correlationId">An id of the caller's own, at most <see cref="Limits.CorrelationId"/> characters, not unique.</param>
    /// <param name="definitionNumber">The definition version that the run freezes; null when it depends on none.</param>
    /// <param name="parentRunId">The run that this one restarts.</param>
    /// <exception cref="ValidationException">The correlation id is too long.</exception>
    public Run(
        AutomationId automationId,
        string? correlationId = null,
        int? definitionNumber = null,
        RunId? parentRunId = null
    )
    {
        CorrelationId = Text.Optional(correlationId, nameof(Run), nameof(CorrelationId), Limits.CorrelationId);
        AutomationId = automationId;
        DefinitionNumber = definitionNumber;
        ParentRunId = parentRunId;
    }

    /// <summary>Makes a run that is handed to an external engine whole (<see cref="RunDriver.Engine"/>).</summary>
    /// <remarks>
    /// Its parts are made in code, as those of a run of its maker's. Workers never touch it nor derive its status; its items
    /// are started and answered one by one, by whoever acts for the engine.
    /// </remarks>
    /// <param name="automationId">What is executed.</param>
    /// <param name="correlationId">An id of the caller's own, at most <see cref="Limits.CorrelationId"/> characters, not unique.</param>
    /// <param name="definitionNumber">The definition version whose retry policy holds; null when the run depends on none.</param>
    /// <param name="parentRunId">The run that this one restarts.</param>
    /// <exception cref="ValidationException">The correlation id is too long.</exception>
    public static Run ForEngine(
        AutomationId automationId,
        string? correlationId = null,
        int? definitionNumber = null,
        RunId? parentRunId = null
    ) => new(automationId, correlationId, definitionNumber, parentRunId) { Driver = RunDriver.Engine };

    /// <summary>What is executed.</summary>
    public AutomationId AutomationId { get; private set; }

    /// <summary>The definition version that the run was started with.</summary>
    public int? DefinitionNumber { get; private set; }

    /// <summary>An id of the caller's own.</summary>
    public string? CorrelationId { get; private set; }

    /// <summary>Who moves it on.</summary>
    public RunDriver Driver { get; private set; }

    /// <summary>The run that this one restarts.</summary>
    public RunId? ParentRunId { get; private set; }

    /// <summary>0 to 9, higher first.</summary>
    public int Priority { get; private set; } = DefaultPriority;

    /// <summary>The number of attempts asked for in place of the definition's policy; null leaves it to the policy.</summary>
    public int? MaxAttempts { get; private set; }

    /// <summary>Since when nothing is claimed from it; null while it is not paused.</summary>
    public DateTimeOffset? PausedAt { get; private set; }

    /// <summary>Why it was paused.</summary>
    public string? PauseReason { get; private set; }

    /// <summary>When cancelling was asked for; the run is CANCELLED once none of its items is active.</summary>
    public DateTimeOffset? CancelRequestedAt { get; private set; }

    /// <summary>Why it was, or is to be, cancelled.</summary>
    public string? CancellationReason { get; private set; }

    /// <summary>Why it failed, in one line.</summary>
    public string? ErrorSummary { get; private set; }

    /// <summary>Begins, or goes on after a retry.</summary>
    /// <exception cref="InvalidStateException">It is not PENDING or RETRYING.</exception>
    public void Start(DateTimeOffset now) => MoveTo(ExecutionStatus.Processing, now, nameof(Start));

    /// <summary>Ends well and raises <see cref="RunCompleted"/>.</summary>
    /// <exception cref="InvalidStateException">It is not PROCESSING.</exception>
    public void Complete(DateTimeOffset now)
    {
        MoveTo(ExecutionStatus.Completed, now, nameof(Complete));
        RegisterEvent(new RunCompleted(Id, AutomationId, UpdatedAt));
    }

    /// <summary>Ends in failure and raises <see cref="RunFailed"/>.</summary>
    /// <param name="summary">Why, for people; longer ones are cut at <see cref="Limits.ErrorMessage"/> characters.</param>
    /// <param name="now">The present moment.</param>
    /// <exception cref="InvalidStateException">It is not PROCESSING or RETRYING.</exception>
    public void Fail(string summary, DateTimeOffset now)
    {
        Check(ExecutionStatus.Failed, nameof(Fail));
        ErrorSummary = ErrorText.Message(summary);
        MoveTo(ExecutionStatus.Failed, now, nameof(Fail));
        RegisterEvent(new RunFailed(Id, AutomationId, UpdatedAt, ErrorSummary));
    }

    /// <summary>Ends because someone asked for it and raises <see cref="RunCancelled"/>.</summary>
    /// <exception cref="InvalidStateException">It has ended.</exception>
    /// <exception cref="ValidationException">The reason is empty or too long.</exception>
    public void Cancel(string reason, DateTimeOffset now)
    {
        Check(ExecutionStatus.Cancelled, nameof(Cancel));
        CancellationReason = Text.Required(reason, nameof(Run), nameof(CancellationReason), Limits.Reason);
        MoveTo(ExecutionStatus.Cancelled, now, nameof(Cancel));
        RegisterEvent(new RunCancelled(Id, AutomationId, UpdatedAt, CancellationReason));
    }

    /// <summary>Re-opens it: RETRYING until its next start.</summary>
    /// <exception cref="InvalidStateException">It is not FAILED or PROCESSING, or is being cancelled.</exception>
    /// <exception cref="ValidationException">The reason is empty or too long.</exception>
    public void Retry(string reason, DateTimeOffset now)
    {
        if (CancelRequestedAt is not null)
            throw Refusal(nameof(Retry), "it is being cancelled: restart it as a new run");
        Check(ExecutionStatus.Retrying, nameof(Retry));
        Text.Required(reason, nameof(Run), nameof(reason), Limits.Reason);
        ErrorSummary = null;
        MoveTo(ExecutionStatus.Retrying, now, nameof(Retry));
    }

    /// <summary>Stops claims from it until <see cref="Resume"/>; what has begun goes on.</summary>
    /// <exception cref="InvalidStateException">It has ended or is paused already.</exception>
    /// <exception cref="ValidationException">The reason is empty or too long.</exception>
    public void Pause(string reason, DateTimeOffset now)
    {
        if (Status.IsFinished() || PausedAt is not null)
            throw Refusal(nameof(Pause), PausedAt is null ? null : "it is paused already");
        PauseReason = Text.Required(reason, nameof(Run), nameof(PauseReason), Limits.Reason);
        PausedAt = Instant.From(now);
        Advance(now);
    }

    /// <summary>Lets work be claimed again.</summary>
    /// <exception cref="InvalidStateException">It is not paused.</exception>
    public void Resume(DateTimeOffset now)
    {
        if (PausedAt is null)
            throw Refusal(nameof(Resume), "it is not paused");
        PausedAt = null;
        PauseReason = null;
        Advance(now);
    }

    /// <summary>Asks for its end: waiting items are cancelled, running ones get their grace.</summary>
    /// <exception cref="InvalidStateException">It has ended or is being cancelled already.</exception>
    /// <exception cref="ValidationException">The reason is empty or too long.</exception>
    public void RequestCancel(string reason, DateTimeOffset now)
    {
        if (Status.IsFinished() || CancelRequestedAt is not null)
            throw Refusal(nameof(RequestCancel), CancelRequestedAt is null ? null : "it is being cancelled already");
        CancellationReason = Text.Required(reason, nameof(Run), nameof(CancellationReason), Limits.Reason);
        CancelRequestedAt = Instant.From(now);
        Advance(now);
    }
}
