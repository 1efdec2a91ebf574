namespace AutomationPlatform.Application.Privacy;

/// <summary>That something was erased.</summary>
/// <param name="At">When.</param>
/// <param name="By">Who did it.</param>
/// <param name="Reason">Why.</param>
public sealed record Redaction(DateTimeOffset At, string By, string Reason);
