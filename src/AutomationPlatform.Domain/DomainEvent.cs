namespace AutomationPlatform.Domain;

/// <summary>Something that happened to an entity, told to others only after its transaction has committed.</summary>
/// <param name="OccurredAt">The moment of the change that the event tells of, UTC.</param>
public abstract record DomainEvent(DateTimeOffset OccurredAt);
