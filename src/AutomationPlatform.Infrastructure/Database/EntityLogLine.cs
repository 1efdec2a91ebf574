using AutomationPlatform.Application.Audit;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>An entry of the activity log in the making: changes of one kind. Not thread-safe.</summary>
internal sealed class EntityLogLine(EntityChange first)
{
    private readonly SortedDictionary<string, long> counts = Counts(first);
    private readonly AuditChanges fields = first.Fields ?? new AuditChanges();
    private bool isOne = true;

    /// <summary>What changes of one entry have in common: the action and the entity or, where they are counted, its run.</summary>
    internal static object KeyOf(EntityChange change) =>
        (change.Action.Name, change.Counted is null ? change.Id : change.Run?.Value);

    /// <summary>Takes another change in.</summary>
    internal void Add(EntityChange change)
    {
        isOne &= first.Id == change.Id;
        if (change.Fields is not null)
            fields.Merge(change.Fields);
        if (change.Counted is { } counted)
            counts[counted] = counts.GetValueOrDefault(counted) + 1;
    }

    /// <summary>The entry.</summary>
    internal AuditEntry ToEntry(string? user)
    {
        foreach (var (counted, rows) in counts)
            fields.Set(counted, before: null, after: rows);
        return new AuditEntry(first.Action, user)
        {
            EntityId = isOne ? $"{first.Id}" : null,
            EntityName = first.Name,
            Run = first.Run,
            Reason = first.Reason,
            Changes = fields.IsEmpty ? null : fields,
        };
    }

    private static SortedDictionary<string, long> Counts(EntityChange change) =>
        change.Counted is { } counted ? new(StringComparer.Ordinal) { [counted] = 1 } : new(StringComparer.Ordinal);
}
