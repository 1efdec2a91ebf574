namespace AutomationPlatform.Cli.Database;

/// <summary>What <c>db archive --json</c> says.</summary>
internal sealed record ArchiveDocument(
    IReadOnlyList<ArchivedRunDocument> Runs,
    long Unsealed,
    long Chained,
    long Changed,
    bool DryRun
);
