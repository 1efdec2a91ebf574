namespace AutomationPlatform.Application.Audit;

/// <summary>Where a seal is to stand, known once its transaction holds the place.</summary>
/// <param name="Position">Its position.</param>
/// <param name="Number">Its number within the run.</param>
/// <param name="Previous">The hash of the seal before it in the database.</param>
/// <param name="PreviousOfRun">The hash of the run's seal before it.</param>
/// <param name="Log">The newest link of the log's chain.</param>
/// <param name="Now">The moment.</param>
public sealed record SealPlace(
    long Position,
    int Number,
    byte[]? Previous,
    byte[]? PreviousOfRun,
    ChainHead? Log,
    DateTimeOffset Now
);
