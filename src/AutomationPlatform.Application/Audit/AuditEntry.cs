using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Audit;

/// <summary>One entry of the activity log on its way into the database, which gives it its time. A value.</summary>
/// <remarks>Texts are cut to their limits and freed of what no database keeps, never refused.</remarks>
/// <param name="Action">What was done; one of <see cref="AuditActions"/>.</param>
/// <param name="Actor">Who did it; null for <see cref="Nobody"/>.</param>
public sealed record AuditEntry(AuditAction Action, string? Actor)
{
    /// <summary>Who acts where nobody was named.</summary>
    public const string Nobody = "nobody";

    /// <summary>The longest actor or name of a thing: 500 characters.</summary>
    public const int NameLimit = 500;

    /// <summary>The longest error text: 2,000 characters.</summary>
    public const int ErrorLimit = 2_000;

    /// <summary>Who did it.</summary>
    public string Actor { get; init; } = Clean(Actor, NameLimit) ?? Nobody;

    /// <summary>Identifies the entry: a UUIDv7 made with it, after those made before it in this process.</summary>
    public Guid Id { get; } = AuditId.Next();

    /// <summary>The identifier of what it was done to; null where there is none.</summary>
    public string? EntityId
    {
        get => field ?? Run?.ToString();
        init => field = Clean(value, NameLimit);
    }

    /// <summary>The name of what it was done to; null where there is none. An entry about a run has its automation's.</summary>
    public string? EntityName
    {
        get;
        init => field = Clean(value, NameLimit);
    }

    /// <summary>The run it concerns, whose automation's name and correlation id it takes over.</summary>
    public RunId? Run { get; init; }

    /// <summary>What changed; null where nothing did.</summary>
    public AuditChanges? Changes { get; init; }

    /// <summary>Why, as it was given.</summary>
    public string? Reason
    {
        get;
        init => field = Clean(value, Limits.Reason);
    }

    /// <summary>What links it with what others did; by default that of <see cref="AuditScope"/>. A run's own goes before.</summary>
    public string? CorrelationId
    {
        get;
        init => field = Clean(value, Limits.CorrelationId);
    } = AuditScope.CorrelationId;

    /// <summary>Why it was refused; null when it was done.</summary>
    public string? Error
    {
        get;
        init => field = Clean(value, ErrorLimit);
    }

    /// <summary><c>DONE</c>, or <c>REFUSED</c> with an error.</summary>
    public AuditOutcome Outcome => Error is null ? AuditOutcome.Done : AuditOutcome.Refused;

    private static string? Clean(string? text, int limit) =>
        string.IsNullOrWhiteSpace(text) ? null : ErrorText.Cut(text, limit);
}
