using System.Text.Json;
using System.Text.Json.Serialization;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>The evidence of an instance that cannot be observed.</summary>
/// <param name="Asked">What was asked.</param>
/// <param name="Answer">What came back.</param>
/// <param name="Since">Since when that is so.</param>
public sealed record ObservedTrouble(string Asked, string Answer, DateTimeOffset Since);
