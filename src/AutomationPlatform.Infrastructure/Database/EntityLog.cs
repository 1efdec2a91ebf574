using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Orchestration;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>Collects what a unit of work stores, until its entries are written with its commit.</summary>
/// <remarks>
/// An automation, batch, run, engine or instance has an entry for each kind of change. Items, executions and links, of which
/// there may be many, are counted: one entry for each kind of change. Not thread-safe.
/// </remarks>
internal sealed class EntityLog(string? user)
{
    private readonly List<Line> lines = [];
    private readonly Dictionary<string, int> removed = [];

    /// <summary>Keeps a change that was stored.</summary>
    internal void Add(EntityChange change)
    {
        var line = lines.Find(line => line.IsOf(change));
        if (line is null)
            lines.Add(new Line(change));
        else
            line.Add(change);
    }

    /// <summary>A removal begins; what another one removed, and perhaps did not in the end, is forgotten.</summary>
    internal void BeginRemoval() => removed.Clear();

    /// <summary>So many rows were removed.</summary>
    internal void CountRemoved<TRow>(int rows)
        where TRow : Entity
    {
        if (rows > 0)
            removed[typeof(TRow).Name] = removed.GetValueOrDefault(typeof(TRow).Name) + rows;
    }

    /// <summary>An entity was removed with what was counted since.</summary>
    internal void AddRemoval<TEntity>(Guid id, string? name)
        where TEntity : Entity
    {
        var fields = new AuditChanges();
        foreach (var (kind, rows) in removed)
            fields.Set($"removed_{Plural(kind)}", before: rows, after: 0);
        Add(EntityChange.OfRemoval(RemovalOf(typeof(TEntity)), id, name, fields));
        removed.Clear();
    }

    /// <summary>The entries, which are forgotten.</summary>
    internal IReadOnlyList<AuditEntry> Take()
    {
        AuditEntry[] entries = [.. lines.Select(line => line.ToEntry(user))];
        lines.Clear();
        return entries;
    }

    private static AuditAction RemovalOf(Type entity) =>
        entity == typeof(Automation) ? AuditActions.AutomationDelete
        : entity == typeof(Batch) ? AuditActions.BatchDelete
        : entity == typeof(Engine) ? AuditActions.EngineDelete
        : entity == typeof(OrchestrationInstance) ? AuditActions.InstanceChange
        : entity == typeof(Item) ? AuditActions.ItemChange
        : AuditActions.RunChange;

    private static string Plural(string kind) =>
        kind switch
        {
            nameof(Item) => "items",
            nameof(Batch) => "batches",
            nameof(OrchestrationInstance) => "instances",
            nameof(RunOrchestration) => "instance_links",
            _ => kind.ToLowerInvariant() + "s",
        };

    private sealed class Line(EntityChange first)
    {
        private readonly SortedDictionary<string, long> counts = Counts(first);
        private readonly AuditChanges fields = first.Fields ?? new AuditChanges();
        private bool isOne = true;

        internal bool IsOf(EntityChange change) =>
            first.Action == change.Action
            && first.Counted is null == change.Counted is null
            && (first.Counted is null ? first.Id == change.Id : first.Run == change.Run);

        internal void Add(EntityChange change)
        {
            isOne &= first.Id == change.Id;
            if (change.Fields is not null)
                fields.Merge(change.Fields);
            if (change.Counted is { } counted)
                counts[counted] = counts.GetValueOrDefault(counted) + 1;
        }

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
}
