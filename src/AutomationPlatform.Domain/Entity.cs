namespace AutomationPlatform.Domain;

/// <summary>What every entity has: an audit trail, a version, a soft-delete flag and the events it has yet to tell.</summary>
/// <remarks>
/// Entities are changed through verbs only. A verb checks first and changes last, so a refused one leaves no trace.
/// Not thread-safe: an entity belongs to one unit of work.
/// </remarks>
public abstract class Entity
{
    private readonly List<DomainEvent> events = [];

    private protected Entity() { }

    /// <summary>When the entity was first stored, UTC. Set by the unit of work.</summary>
    public DateTimeOffset CreatedAt { get; private set; }

    /// <summary>When it was last changed, UTC.</summary>
    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>The user of the unit of work that stored it.</summary>
    public string? CreatedBy { get; private set; }

    /// <summary>The user who changed it last.</summary>
    public string? UpdatedBy { get; private set; }

    /// <summary>Starts at 1; every verb that changes a persisted field adds 1. Guards each update (optimistic locking).</summary>
    public int Version { get; private set; } = VersionInfo.First.Version;

    /// <summary>False once the entity is soft-deleted. Starts true.</summary>
    public bool IsActive { get; private set; } = true;

    /// <summary>The four audit fields as one value.</summary>
    public AuditInfo Audit => new(CreatedAt, CreatedBy, UpdatedAt, UpdatedBy);

    /// <summary>The identifier's UUID, whatever its type.</summary>
    public abstract Guid Key { get; }

    /// <summary>The name of this kind of entity as errors give it.</summary>
    protected string Kind => GetType().Name;

    /// <summary>Keeps an event to be told after the commit.</summary>
    public void RegisterEvent(DomainEvent domainEvent)
    {
        ArgumentNullException.ThrowIfNull(domainEvent);
        events.Add(domainEvent);
    }

    /// <summary>Hands over all kept events, in order, and forgets them: a second call gives none.</summary>
    public IReadOnlyList<DomainEvent> PopEvents()
    {
        DomainEvent[] popped = [.. events];
        events.Clear();
        return popped;
    }

    /// <summary>Sets <see cref="UpdatedAt"/>, and <see cref="UpdatedBy"/> when a user is given. The version stays.</summary>
    public void Touch(DateTimeOffset now, string? user = null)
    {
        UpdatedAt = Instant.From(now);
        UpdatedBy = user ?? UpdatedBy;
    }

    /// <summary>Takes a soft-deleted entity back into use; does nothing to an active one.</summary>
    public void Activate(DateTimeOffset now)
    {
        if (IsActive)
            return;
        IsActive = true;
        Advance(now);
    }

    /// <summary>Soft-deletes the entity: it stays readable when asked for, and frees its name. Does nothing twice.</summary>
    public void Deactivate(DateTimeOffset now)
    {
        if (!IsActive)
            return;
        IsActive = false;
        Advance(now);
    }

    /// <summary>Stamps the entity as new: called by the unit of work when it is first stored, with its own clock and user.</summary>
    public void StampCreation(DateTimeOffset now, string? user)
    {
        CreatedAt = Instant.From(now);
        CreatedBy = user;
        Touch(now, user);
    }

    /// <summary>Counts one change: version + 1 and the moment of it. Every verb that changes a persisted field ends here.</summary>
    private protected void Advance(DateTimeOffset now)
    {
        Version = new VersionInfo(Version).Increment().Version;
        Touch(now);
    }
}

/// <summary>An entity with an identifier of its own type; two are equal when type and identifier are.</summary>
/// <typeparam name="TId">The type of its identifier.</typeparam>
public abstract class Entity<TId> : Entity, IEquatable<Entity<TId>>
    where TId : struct, IEntityId<TId>
{
    private protected Entity()
    {
        Id = TId.From(Guid.CreateVersion7());
    }

    /// <summary>The identifier, a UUIDv7 made at construction.</summary>
    public TId Id { get; private set; }

    /// <inheritdoc/>
    public sealed override Guid Key => Id.Value;

    /// <inheritdoc/>
    public bool Equals(Entity<TId>? other) =>
        other is not null && other.GetType() == GetType() && other.Id.Value == Id.Value;

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as Entity<TId>);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => HashCode.Combine(GetType(), Id.Value);

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Id.Value}";
}
