namespace AutomationPlatform.Application.Orchestration;

/// <summary>A job in an engine that carries our mark.</summary>
/// <param name="ExternalId">The engine's own id.</param>
/// <param name="SubmissionId">The id it carries.</param>
/// <param name="State">Its status in the engine's words.</param>
/// <param name="IsOpen">Whether it has not ended.</param>
public sealed record MarkedJob(string ExternalId, Guid SubmissionId, string State, bool IsOpen);
