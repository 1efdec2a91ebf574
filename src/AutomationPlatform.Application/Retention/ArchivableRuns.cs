namespace AutomationPlatform.Application.Retention;

/// <summary>What may leave, and what is old enough and stays.</summary>
/// <param name="Runs">What may leave: in chains of restarts, each whole, its runs oldest first.</param>
/// <param name="Unsealed">How many are old enough and not sealed as they stand.</param>
/// <param name="Chained">How many are old enough and in a chain of restarts with one that stays.</param>
public sealed record ArchivableRuns(IReadOnlyList<IReadOnlyList<ArchivableRun>> Runs, long Unsealed, long Chained);
