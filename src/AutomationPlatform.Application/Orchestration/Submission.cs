using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>A job that an engine is to do, or does: written down before it is sent. A value.</summary>
/// <param name="Order">What is ordered; its id is the submission's.</param>
/// <param name="EngineId">Where.</param>
/// <param name="State">How far it is.</param>
public sealed record Submission(EngineOrder Order, EngineId EngineId, SubmissionState State)
{
    /// <summary>Its id, which the job carries.</summary>
    public Guid Id => Order.Id;

    /// <summary>The run it is for.</summary>
    public RunId RunId => Order.RunId;

    /// <summary>The engine's id of the job, once it is known.</summary>
    public string? ExternalId { get; init; }

    /// <summary>How often it was noted as sent.</summary>
    public int Sends { get; init; }

    /// <summary>When it was noted as sent the last time.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>When our wish to cancel it was noted.</summary>
    public DateTimeOffset? CancelRequestedAt { get; init; }

    /// <summary>When the engine was asked for its end the last time.</summary>
    public DateTimeOffset? CancelSentAt { get; init; }

    /// <summary>How often the engine was asked for its end.</summary>
    public int CancelRounds { get; init; }

    /// <summary>How many looks in a row saw nothing new, or only trouble.</summary>
    public int QuietLooks { get; init; }

    /// <summary>Since when the engine cannot be asked, or does not know the job.</summary>
    public DateTimeOffset? TroubleSince { get; init; }

    /// <summary>Since when the engine does not know the job.</summary>
    public DateTimeOffset? LostSince { get; init; }

    /// <summary>The last trouble, for people; null after a look without one.</summary>
    public string? Trouble { get; init; }

    /// <summary>The moment by the database's clock at which it was read.</summary>
    public DateTimeOffset ReadAt { get; init; }

    /// <summary>Whether it is this job of the engine's. An id may have grown since, behind a slash.</summary>
    public bool IsKnownAs(string externalId) =>
        ExternalId == externalId || ExternalId?.StartsWith(externalId + "/", StringComparison.Ordinal) == true;

    /// <summary>Whether there is still something to do.</summary>
    public bool IsOpen => State is SubmissionState.Recorded or SubmissionState.Sent or SubmissionState.Accepted;
}
