using AutomationPlatform.Application.Audit;

namespace AutomationPlatform.Infrastructure.Privacy;

/// <summary>What the activity log says of an erasure.</summary>
internal static class ErasureEntry
{
    /// <summary>What the activity log is told of it: how much, and nothing of what it said.</summary>
    internal static AuditEntry ToEntry(this ErasedValues values, Guid? item, string reason, string actor)
    {
        var changes = new AuditChanges();
        if (values.Payload.Json is not null)
            changes.Set("payload", "kept", "erased");
        if (values.Results.Count > 0)
            changes.Set("results", values.Results.Count, 0);
        if (values.Logs > 0)
            changes.Set("logs", values.Logs, 0);
        if (values.Told.Changed > 0)
            changes.Set("changedBefore", null, values.Told.Changed);
        return new AuditEntry(item is null ? AuditActions.BatchRedact : AuditActions.ItemRedact, actor)
        {
            EntityId = (item ?? values.Batch).ToString(),
            Reason = reason,
            Changes = changes,
        };
    }
}
