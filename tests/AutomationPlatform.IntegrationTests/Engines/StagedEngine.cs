namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>An engine that a stage connects.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Url">Where it is.</param>
/// <param name="Asked">What the definition of the stage's automation says of the job; a JSON object.</param>
/// <param name="Credential">The reference of its credential; null for none.</param>
/// <param name="Settings">Its settings.</param>
internal sealed record StagedEngine(
    string Type,
    Uri Url,
    string Asked,
    string? Credential,
    IReadOnlyDictionary<string, string> Settings
);
