namespace AutomationPlatform.Application.Audit;

/// <summary>An entry of the log with its link.</summary>
/// <param name="Position">The link's position.</param>
/// <param name="EntryId">The entry it names.</param>
/// <param name="Hash">The link's hash.</param>
/// <param name="PreviousHash">The hash of the link before; null at the first.</param>
/// <param name="Entry">The entry; null when it is missing.</param>
public sealed record LinkedEntry(long Position, Guid EntryId, byte[] Hash, byte[]? PreviousHash, LoggedEntry? Entry);
