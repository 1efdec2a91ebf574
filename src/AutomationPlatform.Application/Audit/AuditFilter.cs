namespace AutomationPlatform.Application.Audit;

/// <summary>Which entries are wanted; null leaves it open.</summary>
public sealed record AuditFilter
{
    /// <summary>Only those since then.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only those of this actor.</summary>
    public string? Actor { get; init; }

    /// <summary>Only those about this: a kind (<c>run</c>), an identifier, or a name.</summary>
    public string? Entity { get; init; }

    /// <summary>Only those of this action.</summary>
    public string? Action { get; init; }

    /// <summary>Only those that ended so.</summary>
    public AuditOutcome? Outcome { get; init; }
}
