namespace AutomationPlatform.Domain;

/// <summary>The root of what a repository refuses.</summary>
public abstract class RepositoryException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>There is no such row, or it was deactivated and those were not asked for.</summary>
public sealed class EntityNotFoundException(string entity, string id)
    : RepositoryException($"{entity} {id} was not found; look for it with a list, including deactivated ones.")
{
    /// <summary>The kind of entity that was looked for.</summary>
    public string Entity { get; } = entity;

    /// <summary>The identifier or name that was looked for.</summary>
    public string Id { get; } = id;
}

/// <summary>A unique constraint refused the row: another active one has the same values.</summary>
public sealed class DuplicateEntityException(
    string entity,
    string constraint,
    IReadOnlyDictionary<string, string> values,
    Exception? cause = null
)
    : RepositoryException(
        $"{entity} already exists: {string.Join(", ", values.Select(pair => $"{pair.Key} = {pair.Value}"))} "
            + $"({constraint}); use the existing one or other values.",
        cause
    )
{
    /// <summary>The kind of entity that was refused.</summary>
    public string Entity { get; } = entity;

    /// <summary>The name of the violated constraint or unique index, the same on both databases.</summary>
    public string Constraint { get; } = constraint;

    /// <summary>The constrained columns and the values that are taken.</summary>
    public IReadOnlyDictionary<string, string> Values { get; } = values;
}

/// <summary>The row was changed by someone else since it was loaded; nothing was written.</summary>
public sealed class ConcurrencyException(string entity, string id, int expectedVersion, int? actualVersion)
    : RepositoryException(
        $"{entity} {id} was changed meanwhile: version {expectedVersion} was expected, "
            + (actualVersion is null ? "but the row is gone" : $"{actualVersion} was found")
            + "; load it again and repeat the change."
    )
{
    /// <summary>The kind of entity that was stale.</summary>
    public string Entity { get; } = entity;

    /// <summary>The identifier of the stale entity.</summary>
    public string Id { get; } = id;

    /// <summary>The version that had been loaded.</summary>
    public int ExpectedVersion { get; } = expectedVersion;

    /// <summary>The version that stands in the database; null when the row is gone.</summary>
    public int? ActualVersion { get; } = actualVersion;
}

/// <summary>The row cannot be deleted or deactivated because something that must stay refers to it.</summary>
public sealed class ReferencedEntityException(string entity, string id, string referredBy, string remedy)
    : RepositoryException($"{entity} {id} is still used by {referredBy}; {remedy}.")
{
    /// <summary>The kind of entity that is referred to.</summary>
    public string Entity { get; } = entity;

    /// <summary>The identifier of the entity that is referred to.</summary>
    public string Id { get; } = id;

    /// <summary>What refers to it, in words, with its identifier where there is one.</summary>
    public string ReferredBy { get; } = referredBy;
}
