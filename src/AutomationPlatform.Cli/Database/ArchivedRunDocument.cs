namespace AutomationPlatform.Cli.Database;

/// <summary>A run that left; without a file where it only would.</summary>
internal sealed record ArchivedRunDocument(
    Guid RunId,
    string? File,
    string? Sha256,
    long? Bytes,
    long Items,
    long? HistoryRows
);
