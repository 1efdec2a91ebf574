namespace AutomationPlatform.Cli.Audit;

/// <summary>What <c>audit settings --json</c> says.</summary>
internal sealed record AuditSettingsDocument(
    bool RequireSignatures,
    DateTimeOffset? UpdatedAt,
    string? UpdatedBy,
    string? KeyId
);
