namespace AutomationPlatform.Domain;

/// <summary>An identifier that names its entity in the type, so that a batch's id cannot be passed where a run's is wanted.</summary>
/// <typeparam name="TSelf">The identifier itself.</typeparam>
public interface IEntityId<TSelf>
    where TSelf : struct, IEntityId<TSelf>
{
    /// <summary>The UUID as it stands in the database; version 7 for all that were made here.</summary>
    Guid Value { get; }

    /// <summary>Takes a UUID that was read from the database, a file or a caller. Nothing is checked.</summary>
    static abstract TSelf From(Guid value);
}
