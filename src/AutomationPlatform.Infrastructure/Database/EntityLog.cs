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
    private readonly List<EntityChange> changes = [];
    private readonly Dictionary<string, int> removed = [];

    /// <summary>How much was stored until now.</summary>
    internal int Mark => changes.Count;

    /// <summary>Keeps a change that was stored.</summary>
    internal void Add(EntityChange change) => changes.Add(change);

    /// <summary>Forgets what was stored since and undone again.</summary>
    internal void Rewind(int mark) => changes.RemoveRange(mark, changes.Count - mark);

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
        foreach (var (kind, rows) in removed.Where(rows => rows.Key != typeof(TEntity).Name))
            fields.Set($"removed_{Plural(kind)}", before: rows, after: 0);
        Add(
            typeof(TEntity) == typeof(Item)
                ? new EntityChange(AuditActions.ItemChange, "items_removed") { Id = id }
                : EntityChange.OfRemoval(RemovalOf(typeof(TEntity)), id, name, fields)
        );
        removed.Clear();
    }

    /// <summary>The entries in the order of their first change; what was collected is forgotten.</summary>
    internal IReadOnlyList<AuditEntry> Take()
    {
        var lines = new OrderedDictionary<object, EntityLogLine>();
        foreach (var change in changes)
            if (lines.TryGetValue(EntityLogLine.KeyOf(change), out var line))
                line.Add(change);
            else
                lines.Add(EntityLogLine.KeyOf(change), new EntityLogLine(change));
        changes.Clear();
        return [.. lines.Values.Select(line => line.ToEntry(user))];
    }

    private static AuditAction RemovalOf(Type entity) =>
        entity == typeof(Automation) ? AuditActions.AutomationDelete
        : entity == typeof(Batch) ? AuditActions.BatchDelete
        : entity == typeof(Engine) ? AuditActions.EngineDelete
        : entity == typeof(OrchestrationInstance) ? AuditActions.InstanceChange
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
}
