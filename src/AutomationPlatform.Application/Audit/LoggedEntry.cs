namespace AutomationPlatform.Application.Audit;

/// <summary>An entry of the activity log as it stands in the table. A value.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="OccurredAt">When, by the database's clock, UTC.</param>
/// <param name="Actor">Who.</param>
/// <param name="Action">What was done, one of <see cref="AuditActions"/>.</param>
/// <param name="Entity">The kind of thing it was done to.</param>
/// <param name="EntityId">Its identifier.</param>
/// <param name="EntityName">Its name.</param>
/// <param name="Changes">What changed: JSON text <c>{"field": {"before": …, "after": …}}</c>.</param>
/// <param name="Reason">Why, as it was given.</param>
/// <param name="CorrelationId">What links it with what others did.</param>
/// <param name="Outcome"><c>DONE</c> or <c>REFUSED</c>.</param>
/// <param name="Error">Why it was refused.</param>
public sealed record LoggedEntry(
    Guid Id,
    DateTimeOffset OccurredAt,
    string Actor,
    string Action,
    string Entity,
    string? EntityId,
    string? EntityName,
    string? Changes,
    string? Reason,
    string? CorrelationId,
    string Outcome,
    string? Error
);
