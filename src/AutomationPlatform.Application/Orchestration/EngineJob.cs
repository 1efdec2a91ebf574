namespace AutomationPlatform.Application.Orchestration;

/// <summary>A job that the engine has.</summary>
/// <param name="Order">What was ordered.</param>
/// <param name="ExternalId">The engine's own id of it.</param>
/// <param name="CancelRequested">Whether we asked for its end: some engines do not tell a cancelled job from a failed one.</param>
public sealed record EngineJob(EngineOrder Order, string ExternalId, bool CancelRequested);
