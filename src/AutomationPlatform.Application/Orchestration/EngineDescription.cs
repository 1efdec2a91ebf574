namespace AutomationPlatform.Application.Orchestration;

/// <summary>An engine to be added.</summary>
/// <param name="Name">Its name, unique among active engines.</param>
/// <param name="Type">One of <see cref="IEngineCatalog.Types"/>.</param>
/// <param name="Url">Where its API is.</param>
/// <param name="Credential">Where its credential is found: <c>env:NAME</c> or <c>file:PATH</c>; null for none.</param>
/// <param name="Settings">What else its type needs.</param>
public sealed record EngineDescription(
    string Name,
    string Type,
    Uri Url,
    string? Credential,
    IReadOnlyDictionary<string, string> Settings
);
