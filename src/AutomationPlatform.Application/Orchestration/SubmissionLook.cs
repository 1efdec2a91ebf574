namespace AutomationPlatform.Application.Orchestration;

/// <summary>What a look at a submission has shown.</summary>
/// <param name="Next">When it is due again, from now.</param>
/// <param name="Quiet">Whether there was nothing new.</param>
/// <param name="Trouble">The trouble, for people; null for none.</param>
/// <param name="Lost">Whether the engine answered and does not know the job.</param>
public sealed record SubmissionLook(TimeSpan Next, bool Quiet, string? Trouble = null, bool Lost = false)
{
    /// <summary>The job, and the revision after which its engine tells of changes; null where it does not.</summary>
    public (EngineJob Job, string Revision)? Watched { get; init; }
}
