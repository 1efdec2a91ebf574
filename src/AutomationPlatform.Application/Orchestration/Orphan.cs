namespace AutomationPlatform.Application.Orchestration;

/// <summary>A job in an engine that carries our mark and that nothing here accounts for.</summary>
/// <param name="Job">The job.</param>
/// <param name="IsSubmissionClosed">True when its submission is recorded here and closed, and the job goes on all the same; false
/// when the id that it carries is not recorded here.</param>
public sealed record Orphan(MarkedJob Job, bool IsSubmissionClosed);
