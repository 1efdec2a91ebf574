using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

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
