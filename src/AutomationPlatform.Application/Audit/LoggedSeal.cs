namespace AutomationPlatform.Application.Audit;

/// <summary>What an entry of the log says of a seal.</summary>
/// <param name="EntryId">The entry.</param>
/// <param name="Run">The run as the entry names it.</param>
/// <param name="Changes">Its JSON text, with position and hash of the seal.</param>
public sealed record LoggedSeal(Guid EntryId, string? Run, string? Changes);
