namespace AutomationPlatform.Cli.Audit;

/// <summary>What <c>audit export --json</c> says.</summary>
internal sealed record AuditExportDocument(
    Guid RunId,
    string Path,
    long ItemExecutions,
    long HistoryRows,
    long SizeBytes,
    string Sha256
);
