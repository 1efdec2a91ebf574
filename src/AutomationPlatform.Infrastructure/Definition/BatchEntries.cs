using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>What the set-based commands on batches say of themselves in the activity log, the same on both databases.</summary>
internal static class BatchEntries
{
    /// <summary>An import is seen from now on.</summary>
    internal static AuditEntry Imported(NewImport import, ImportTarget target, long written, string? hash)
    {
        var changes = new AuditChanges()
            .Set(target.IsNew ? "items" : "added_items", before: null, written)
            .Set("content_hash", target.HashBefore, hash)
            .Set("definition_number", before: null, import.DefinitionNumber);
        if (import.Payload is { } payload)
            changes.SetHash("payload", before: null, payload.Text);
        return Entry(target.IsNew, target.BatchId, import.Batch, import.Actor, changes);
    }

    /// <summary>A batch was made or added to.</summary>
    internal static AuditEntry Entry(bool isNew, BatchId batch, string name, string actor, AuditChanges changes) =>
        new(isNew ? AuditActions.BatchImport : AuditActions.BatchAppend, actor)
        {
            EntityId = $"{batch}",
            EntityName = name,
            Changes = changes,
        };
}
