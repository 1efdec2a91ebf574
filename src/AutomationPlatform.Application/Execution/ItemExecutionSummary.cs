using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

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
)
{
    /// <summary>
    /// Whether the text is looked for in what definitions call sensitive too. By default such values are not found, since
    /// who can ask often enough would learn them.
    /// </summary>
    public bool Reveal { get; init; }
}

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

    /// <summary>When its payload and results were last erased for good; null when they never were.</summary>
    public Redaction? Redaction { get; init; }
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
