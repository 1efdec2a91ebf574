namespace AutomationPlatform.Domain;

/// <summary>What every repository does. It belongs to one unit of work: its transaction, its identity map, its user.</summary>
/// <remarks>
/// The same row loaded twice is the same object. Soft-deleted rows are left out unless asked for. After the unit of work
/// has ended every member throws <see cref="InvalidOperationException"/>. Not thread-safe.
/// </remarks>
/// <typeparam name="TEntity">The kind of entity.</typeparam>
/// <typeparam name="TId">The type of its identifier.</typeparam>
public interface IRepository<TEntity, in TId>
    where TEntity : Entity
    where TId : struct
{
    /// <summary>The most rows a list gives unless told otherwise: 100.</summary>
    const int DefaultLimit = 100;

    /// <summary>The entity with this id, or null.</summary>
    Task<TEntity?> GetAsync(TId id, bool includeSoftDeleted = false, CancellationToken cancellationToken = default);

    /// <summary>The entity with this id.</summary>
    /// <exception cref="EntityNotFoundException">There is none.</exception>
    Task<TEntity> GetOrThrowAsync(
        TId id,
        bool includeSoftDeleted = false,
        CancellationToken cancellationToken = default
    );

    /// <summary>The entities that match, oldest first.</summary>
    /// <param name="filter">Fields and the values they must have; null matches all.</param>
    /// <param name="includeSoftDeleted">Whether deactivated ones belong to it.</param>
    /// <param name="limit">The most rows; at least 1.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ValidationException">The filter names a field that the entity does not have.</exception>
    Task<IReadOnlyList<TEntity>> ListAsync(
        Filter? filter = null,
        bool includeSoftDeleted = false,
        int limit = DefaultLimit,
        CancellationToken cancellationToken = default
    );

    /// <summary>Stores a new entity and stamps who made it and when.</summary>
    /// <exception cref="DuplicateEntityException">A unique constraint has its values already.</exception>
    Task CreateAsync(TEntity entity, CancellationToken cancellationToken = default);

    /// <summary>Writes the changed fields in one statement, guarded by the version that was loaded.</summary>
    /// <exception cref="ConcurrencyException">Someone else changed the row since; nothing was written.</exception>
    /// <exception cref="DuplicateEntityException">A unique constraint has the new values already.</exception>
    /// <exception cref="ReferencedEntityException">What an unfinished run uses was to be deactivated or changed.</exception>
    Task UpdateAsync(TEntity entity, CancellationToken cancellationToken = default);

    /// <summary>Deactivates the entity, or removes it and what hangs below it.</summary>
    /// <param name="id">Which one.</param>
    /// <param name="soft">True deactivates; false removes.</param>
    /// <param name="expectedVersion">The version it must have; null whatever it has.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="EntityNotFoundException">There is none.</exception>
    /// <exception cref="ConcurrencyException">It has another version.</exception>
    /// <exception cref="ReferencedEntityException">A run refers to it or to something below it.</exception>
    Task DeleteAsync(
        TId id,
        bool soft = true,
        int? expectedVersion = null,
        CancellationToken cancellationToken = default
    );

    /// <summary>Whether there is an entity with this id.</summary>
    Task<bool> ExistsAsync(TId id, bool includeSoftDeleted = false, CancellationToken cancellationToken = default);

    /// <summary>How many entities match.</summary>
    /// <exception cref="ValidationException">The filter names a field that the entity does not have.</exception>
    Task<long> CountAsync(
        Filter? filter = null,
        bool includeSoftDeleted = false,
        CancellationToken cancellationToken = default
    );

    /// <summary>Loads the row again into the same object; unsaved changes and untold events of it are lost.</summary>
    /// <exception cref="EntityNotFoundException">The row is gone.</exception>
    Task RefreshAsync(TEntity entity, CancellationToken cancellationToken = default);
}
