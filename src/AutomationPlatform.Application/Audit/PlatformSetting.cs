namespace AutomationPlatform.Application.Audit;

/// <summary>A setting of the whole database.</summary>
/// <param name="Value">Its value.</param>
/// <param name="UpdatedAt">When it was set.</param>
/// <param name="UpdatedBy">Who set it.</param>
public sealed record PlatformSetting(string Value, DateTimeOffset UpdatedAt, string UpdatedBy);
