using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Retention;

namespace AutomationPlatform.Infrastructure.Retention;

/// <summary>What the activity log says of a run that leaves.</summary>
internal static class ArchiveEntry
{
    internal static AuditEntry Of(ArchivedRun archived, string actor) =>
        new(AuditActions.RunArchive, actor)
        {
            Run = archived.Run,
            Changes = new AuditChanges()
                .Set("file", null, archived.FileName)
                .Set("sha256", null, Convert.ToHexStringLower(archived.Sha256))
                .Set("items", null, archived.Items)
                .Set("historyRows", null, archived.HistoryRows),
        };
}
