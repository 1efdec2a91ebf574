namespace AutomationPlatform.Application.Orchestration;

/// <summary>How far a submission is.</summary>
public enum SubmissionState
{
    /// <summary>Written down and not sent.</summary>
    Recorded,

    /// <summary>Noted as sent; what the engine made of it is not known yet.</summary>
    Sent,

    /// <summary>The engine has its job.</summary>
    Accepted,

    /// <summary>All its jobs have ended, and what follows from that is done.</summary>
    Ended,

    /// <summary>The engine refused it for good.</summary>
    Refused,

    /// <summary>It was not wanted any more before the engine had it.</summary>
    Abandoned,
}
