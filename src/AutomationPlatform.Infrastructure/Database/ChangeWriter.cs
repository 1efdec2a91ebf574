using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Execution;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>Writes one entity and the rows that its change leaves, all or nothing.</summary>
/// <remarks>After a refusal the entity is as it was, unsaved changes included, and can be refreshed or written again.</remarks>
internal sealed class ChangeWriter(Session session, IEntityStore store)
{
    // Rows that an entity handed over and whose change is not stored yet, or was refused: kept for the next try.
    private readonly Dictionary<Entity, List<object>> unsaved = [];

    private readonly Refusals refusals = new(session.Context, store);

    private readonly EntityHashes hashes = new(session.Context);

    /// <summary>Stores a new entity.</summary>
    internal async Task InsertAsync(Entity entity, CancellationToken cancellationToken)
    {
        var entry = session.Context.Entry(entity);
        if (entry.State != EntityState.Detached)
            throw new InvalidOperationException($"{entity} is stored already; use UpdateAsync to write its changes.");
        entity.StampCreation(session.Clock.GetUtcNow(), session.User);
        await SaveAsync(entry, EntityState.Added, cancellationToken);
    }

    /// <summary>Stores the changed columns of an entity, if the row still has the version that was loaded.</summary>
    internal async Task UpdateAsync(EntityEntry entry, CancellationToken cancellationToken)
    {
        var entity = (Entity)entry.Entity;
        entity.Touch(entity.UpdatedAt, session.User);
        entry.DetectChanges();
        await SaveAsync(entry, EntityState.Modified, cancellationToken);
    }

    /// <summary>The status changes of an item execution that are not stored yet.</summary>
    internal IReadOnlyList<ItemStateHistory> UnsavedHistory(ItemExecution entity) =>
        [.. TakeRows(entity).OfType<ItemStateHistory>()];

    /// <summary>Forgets what an entity has not stored or told.</summary>
    internal void Forget(Entity entity)
    {
        unsaved.Remove(entity);
        PopRows(entity);
        entity.PopEvents();
    }

    private async Task SaveAsync(EntityEntry entry, EntityState state, CancellationToken cancellationToken)
    {
        var entity = (Entity)entry.Entity;
        var rows = TakeRows(entity);
        EntityChange? change;
        try
        {
            if (state == EntityState.Added)
                entry.State = state;
            StampFirstStart(entry);
            EntityHashes.StampContent(entry);
            change = EntityChange.Of(entry, state);
            rows.ForEach(Add);
            if (entity is ItemExecution item)
                await hashes.ChainAsync(item.ResultPayload, rows.OfType<ItemStateHistory>(), cancellationToken);
            await session.Context.SaveChangesAsync(cancellationToken);
        }
        catch (Exception error)
        {
            rows.ForEach(Detach);
            await refusals.ThrowAsync(entry, state, error, cancellationToken);
            throw;
        }
        finally
        {
            if (entry.State == state)
                entry.State = state == EntityState.Added ? EntityState.Detached : EntityState.Unchanged;
        }
        rows.ForEach(Detach);
        unsaved.Remove(entity);
        session.Log.Add(change);
        session.Keep(entity.PopEvents());
    }

    private List<object> TakeRows(Entity entity)
    {
        if (!unsaved.TryGetValue(entity, out var rows))
            unsaved[entity] = rows = [];
        rows.AddRange(PopRows(entity));
        return rows;
    }

    private static IEnumerable<object> PopRows(Entity entity) =>
        entity switch
        {
            ItemExecution item => item.PopHistory(),
            Automation automation => automation.PopDefinitionVersions(),
            _ => [],
        };

    private static void StampFirstStart(EntityEntry entry)
    {
        if (entry.Entity is ItemExecution { StartedAt: { } startedAt })
            entry.Property(ExecutionMapping.FirstStartedAtProperty).CurrentValue ??= startedAt;
    }

    private void Add(object row)
    {
        var now = Instant.Now(session.Clock);
        if (row is ItemStateHistory history)
            history.StampCreation(now, session.User);
        var entry = session.Context.Add(row);
        if (row is not DefinitionVersion)
            return;
        entry.Property(nameof(Entity.CreatedAt)).CurrentValue = now;
        entry.Property(nameof(Entity.CreatedBy)).CurrentValue = session.User;
    }

    private void Detach(object row) => session.Context.Entry(row).State = EntityState.Detached;
}
