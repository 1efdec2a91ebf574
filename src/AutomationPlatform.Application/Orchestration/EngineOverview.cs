namespace AutomationPlatform.Application.Orchestration;

/// <summary>An engine with how much is open in it.</summary>
/// <param name="Connection">How it is reached.</param>
/// <param name="OpenInstances">Its instances that have not ended.</param>
/// <param name="OpenSubmissions">What is to be sent to it or observed in it.</param>
/// <param name="Trouble">Why something open in it cannot be sent or observed, the latest; null when all can.</param>
public sealed record EngineOverview(
    EngineConnection Connection,
    long OpenInstances,
    long OpenSubmissions,
    string? Trouble
);
