namespace AutomationPlatform.Application.Retention;

/// <summary>What left, and what was old enough and stayed.</summary>
/// <param name="Archived">The runs that left.</param>
/// <param name="Unsealed">How many are not sealed as they stand.</param>
/// <param name="Chained">How many are in a chain of restarts with one that stays.</param>
/// <param name="Changed">How many changed while their files were written; the next call takes them.</param>
public sealed record ArchiveReport(IReadOnlyList<ArchivedRun> Archived, long Unsealed, long Chained, long Changed);
