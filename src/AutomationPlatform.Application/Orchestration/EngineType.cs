namespace AutomationPlatform.Application.Orchestration;

/// <summary>A type of engines.</summary>
/// <param name="Name">As <c>engines add --type</c> takes it.</param>
/// <param name="Description">What it is, in a line.</param>
/// <param name="Settings">What can be set.</param>
public sealed record EngineType(string Name, string Description, IReadOnlyList<EngineSetting> Settings);
