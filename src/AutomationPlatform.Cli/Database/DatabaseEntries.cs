using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Database;

namespace AutomationPlatform.Cli.Database;

/// <summary>What is done to the database as a whole, as the activity log tells it.</summary>
internal static class DatabaseEntries
{
    /// <summary>Its schema was brought up to date.</summary>
    internal static Task LogMigrationAsync(
        Platform platform,
        IReadOnlyList<string> applied,
        CancellationToken cancellationToken
    ) =>
        LogAsync(
            platform,
            AuditActions.DatabaseMigrate,
            new AuditChanges().Set("migrations", before: null, string.Join(", ", applied)),
            cancellationToken
        );

    /// <summary>What the doctor mended of what it found, by check; nothing where it mended nothing.</summary>
    internal static async Task LogRepairAsync(
        Platform platform,
        IReadOnlyList<DoctorFinding> findings,
        CancellationToken cancellationToken
    )
    {
        var changes = new AuditChanges();
        foreach (var check in findings.Where(finding => finding.Repaired).CountBy(finding => finding.Check))
            changes.Set(check.Key, before: check.Value, after: 0);
        if (!changes.IsEmpty)
            await LogAsync(platform, AuditActions.DatabaseRepair, changes, cancellationToken);
    }

    private static Task LogAsync(
        Platform platform,
        AuditAction action,
        AuditChanges changes,
        CancellationToken cancellationToken
    ) => platform.AuditLog.RecordAsync(new AuditEntry(action, platform.Actor) { Changes = changes }, cancellationToken);
}
