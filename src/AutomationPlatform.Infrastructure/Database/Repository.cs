using System.Linq.Expressions;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>What the repositories of all entities do alike; each adds its own questions and rules.</summary>
internal abstract class Repository<TEntity, TId>(Session session) : IRepository<TEntity, TId>
    where TEntity : Entity<TId>
    where TId : struct, IEntityId<TId>
{
    /// <summary>The most rows a list gives unless told otherwise.</summary>
    protected const int DefaultLimit = IRepository<TEntity, TId>.DefaultLimit;

    private static readonly string[] OnlyActive = [EntityMapping.ActiveFilter];

    protected static string Kind => typeof(TEntity).Name;

    protected Session Session { get; } = session;

    protected PlatformContext Context => Session.Context;

    public Task<TEntity?> GetAsync(
        TId id,
        bool includeSoftDeleted = false,
        CancellationToken cancellationToken = default
    ) => Session.ReadAsync(() => Rows(includeSoftDeleted).FirstOrDefaultAsync(e => e.Id.Equals(id), cancellationToken));

    public async Task<TEntity> GetOrThrowAsync(
        TId id,
        bool includeSoftDeleted = false,
        CancellationToken cancellationToken = default
    ) => await GetAsync(id, includeSoftDeleted, cancellationToken) ?? throw NotFound(id);

    public Task<IReadOnlyList<TEntity>> ListAsync(
        Filter? filter = null,
        bool includeSoftDeleted = false,
        int limit = DefaultLimit,
        CancellationToken cancellationToken = default
    ) => ListAsync(Matching(filter, includeSoftDeleted).OrderBy(e => e.Id), limit, cancellationToken);

    public Task CreateAsync(TEntity entity, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return Session.WriteAsync(
            async () =>
            {
                await CheckNewAsync(entity, cancellationToken);
                await Session.Changes.InsertAsync(entity, cancellationToken);
            },
            cancellationToken
        );
    }

    public Task UpdateAsync(TEntity entity, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entity);
        return Session.WriteAsync(() => UpdateAsync(Tracked(entity), cancellationToken), cancellationToken);
    }

    public Task DeleteAsync(
        TId id,
        bool soft = true,
        int? expectedVersion = null,
        CancellationToken cancellationToken = default
    ) =>
        Session.WriteAsync(
            () =>
                soft
                    ? DeactivateAsync(id, expectedVersion, cancellationToken)
                    : Session.AtomicallyAsync(
                        () => RemoveAsync(id, expectedVersion, cancellationToken),
                        cancellationToken
                    ),
            cancellationToken
        );

    public Task<bool> ExistsAsync(
        TId id,
        bool includeSoftDeleted = false,
        CancellationToken cancellationToken = default
    ) => Session.ReadAsync(() => Rows(includeSoftDeleted).AnyAsync(e => e.Id.Equals(id), cancellationToken));

    public Task<long> CountAsync(
        Filter? filter = null,
        bool includeSoftDeleted = false,
        CancellationToken cancellationToken = default
    ) => Session.ReadAsync(() => Matching(filter, includeSoftDeleted).LongCountAsync(cancellationToken));

    public async Task RefreshAsync(TEntity entity, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entity);
        var found = await Session.ReadAsync(async () =>
        {
            var entry = Tracked(entity);
            await entry.ReloadAsync(cancellationToken);
            Session.Changes.Forget(entity);
            return entry.State != EntityState.Detached;
        });
        if (!found)
            throw NotFound(entity.Id);
    }

    /// <summary>The visible rows.</summary>
    protected IQueryable<TEntity> Rows(bool includeSoftDeleted = false) =>
        includeSoftDeleted ? Context.Set<TEntity>().IgnoreQueryFilters(OnlyActive) : Context.Set<TEntity>();

    /// <summary>At most <paramref name="limit"/> rows of an ordered query.</summary>
    protected Task<IReadOnlyList<TEntity>> ListAsync(
        IQueryable<TEntity> ordered,
        int limit,
        CancellationToken cancellationToken
    )
    {
        if (limit < 1)
            throw new ValidationException(Kind, nameof(limit), $"is {limit}; give 1 or more");
        return Session.ReadAsync<IReadOnlyList<TEntity>>(async () =>
            await ordered.Take(limit).ToListAsync(cancellationToken)
        );
    }

    /// <summary>The one row of a query that a unique index bounds, or null.</summary>
    protected Task<TEntity?> FindAsync(IQueryable<TEntity> one, CancellationToken cancellationToken) =>
        Session.ReadAsync(() => one.FirstOrDefaultAsync(cancellationToken));

    /// <summary>Refuses what no constraint of the database refuses, before an entity is stored.</summary>
    protected virtual Task CheckNewAsync(TEntity entity, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Stores a change that was detected, after <see cref="CheckChangeAsync"/>.</summary>
    protected virtual async Task SaveChangeAsync(EntityEntry<TEntity> entry, CancellationToken cancellationToken)
    {
        await CheckChangeAsync(entry, cancellationToken);
        await Session.Changes.UpdateAsync(entry, cancellationToken);
    }

    /// <summary>Refuses a change that the entity's use does not allow.</summary>
    protected virtual Task CheckChangeAsync(EntityEntry<TEntity> entry, CancellationToken cancellationToken) =>
        Task.CompletedTask;

    /// <summary>Refuses a removal that would leave something dangling; otherwise removes what hangs below.</summary>
    protected abstract Task RemoveBelowAsync(TId id, CancellationToken cancellationToken);

    /// <summary>The refusal of an entity that is not there.</summary>
    protected static EntityNotFoundException NotFound(TId id) => new(Kind, $"{id}");

    /// <summary>Refuses to go on when something that must stay refers to the entity.</summary>
    protected static void RequireUnused<TReference>(TId id, TReference? reference, string kind, string remedy)
        where TReference : struct
    {
        if (reference is not null)
            throw new ReferencedEntityException(Kind, $"{id}", $"{kind} {reference}", remedy);
    }

    /// <summary>Removes rows in one statement, and their entities from the identity map.</summary>
    protected async Task RemoveRowsAsync<TRow>(Expression<Func<TRow, bool>> which, CancellationToken cancellationToken)
        where TRow : Entity
    {
        var gone = await Context.Set<TRow>().IgnoreQueryFilters().Where(which).ExecuteDeleteAsync(cancellationToken);
        Session.Log.CountRemoved<TRow>(gone);
        var isGone = which.Compile();
        foreach (var entry in Context.ChangeTracker.Entries<TRow>().Where(entry => isGone(entry.Entity)).ToList())
            entry.State = EntityState.Detached;
    }

    /// <summary>The visible rows that match.</summary>
    protected virtual IQueryable<TEntity> Matching(Filter? filter, bool includeSoftDeleted) =>
        filter is null ? Rows(includeSoftDeleted) : Conditions.Apply(Rows(includeSoftDeleted), Context.Model, filter);

    private EntityEntry<TEntity> Tracked(TEntity entity)
    {
        var entry = Context.Entry(entity);
        return entry.State == EntityState.Detached
            ? throw new InvalidOperationException($"{entity} was not loaded by this unit of work; load it here first.")
            : entry;
    }

    private async Task UpdateAsync(EntityEntry<TEntity> entry, CancellationToken cancellationToken)
    {
        entry.DetectChanges();
        if (entry.State == EntityState.Unchanged)
        {
            Session.Keep(entry.Entity.PopEvents());
            return;
        }
        try
        {
            await SaveChangeAsync(entry, cancellationToken);
        }
        finally
        {
            // Refused: nothing of it may go along with the next change that is saved. The change itself stays.
            if (entry.State == EntityState.Modified)
                entry.State = EntityState.Unchanged;
        }
    }

    private async Task DeactivateAsync(TId id, int? expectedVersion, CancellationToken cancellationToken)
    {
        var entity =
            await Rows(includeSoftDeleted: true).FirstOrDefaultAsync(e => e.Id.Equals(id), cancellationToken)
            ?? throw NotFound(id);
        RequireVersion(id, expectedVersion, Context.Entry(entity).Property(e => e.Version).OriginalValue);
        entity.Deactivate(Session.Clock.GetUtcNow());
        await UpdateAsync(Context.Entry(entity), cancellationToken);
    }

    private async Task RemoveAsync(TId id, int? expectedVersion, CancellationToken cancellationToken)
    {
        await Session.LockAsync<TEntity>(id.Value, cancellationToken);
        var stored = await Rows(includeSoftDeleted: true)
            .Where(e => e.Id.Equals(id))
            .Select(e => (int?)e.Version)
            .FirstOrDefaultAsync(cancellationToken);
        RequireVersion(id, expectedVersion, stored ?? throw NotFound(id));
        var name = await NameAsync(id, cancellationToken);
        Session.Log.BeginRemoval();
        await RemoveBelowAsync(id, cancellationToken);
        await RemoveRowsAsync<TEntity>(e => e.Id.Equals(id), cancellationToken);
        Session.Log.AddRemoval<TEntity>(id.Value, name);
    }

    private async Task<string?> NameAsync(TId id, CancellationToken cancellationToken) =>
        Context.Model.FindEntityType(typeof(TEntity))!.FindProperty(nameof(Automation.Name)) is null
            ? null
            : await Context
                .Set<TEntity>()
                .IgnoreQueryFilters()
                .Where(e => e.Id.Equals(id))
                .Select(e => EF.Property<string>(e, nameof(Automation.Name)))
                .FirstOrDefaultAsync(cancellationToken);

    private static void RequireVersion(TId id, int? expected, int actual)
    {
        if (expected is { } version && version != actual)
            throw new ConcurrencyException(Kind, $"{id}", version, actual);
    }
}
