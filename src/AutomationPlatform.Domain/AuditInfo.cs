namespace AutomationPlatform.Domain;

/// <summary>Who made an entity and who changed it last, and when. A value: equal by content.</summary>
/// <param name="CreatedAt">When the entity was first stored, UTC; the Unix epoch's start before that.</param>
/// <param name="CreatedBy">The user of the unit of work that stored it; null when it had none.</param>
/// <param name="UpdatedAt">The moment of the last change, UTC.</param>
/// <param name="UpdatedBy">Who made the last change; null when nobody was named.</param>
public sealed record AuditInfo(
    DateTimeOffset CreatedAt,
    string? CreatedBy,
    DateTimeOffset UpdatedAt,
    string? UpdatedBy
);

/// <summary>The number that optimistic locking compares. A value: <see cref="Increment"/> gives a new one.</summary>
/// <param name="Version">Starts at 1 and grows by one with every change of a persisted field.</param>
public readonly record struct VersionInfo(int Version)
{
    /// <summary>The version of a new entity: 1.</summary>
    public static VersionInfo First => new(1);

    /// <summary>The version after one more change.</summary>
    public VersionInfo Increment() => new(Version + 1);
}
