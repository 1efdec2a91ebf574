namespace AutomationPlatform.Cli.Audit;

/// <summary>What <c>audit keys create --json</c> says.</summary>
internal sealed record AuditKeyDocument(string Path, string KeyId);
