using AutomationPlatform.Domain.Orchestration;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>How an engine is reached. A value; it holds no secret.</summary>
/// <param name="Id">The engine.</param>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, one of <see cref="IEngineCatalog.Types"/>.</param>
/// <param name="Url">Where its API is: http or https, without user and password.</param>
/// <param name="Credential">Where its credential is found, <c>env:NAME</c> or <c>file:PATH</c>; null for none.</param>
/// <param name="Settings">What else its type needs, by name.</param>
public sealed record EngineConnection(
    EngineId Id,
    string Name,
    string Type,
    Uri Url,
    string? Credential,
    IReadOnlyDictionary<string, string> Settings
)
{
    /// <summary>Whether it may be given work.</summary>
    public bool IsActive { get; init; } = true;
}
