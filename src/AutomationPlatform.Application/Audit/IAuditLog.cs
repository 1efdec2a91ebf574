namespace AutomationPlatform.Application.Audit;

/// <summary>The activity log: writes entries that belong to no other transaction, and reads all of them. Thread-safe.</summary>
/// <remarks>Commands that change rows write their entry in the transaction of the change; this port is for the rest.</remarks>
public interface IAuditLog
{
    /// <summary>Writes an entry in a transaction of its own.</summary>
    /// <exception cref="DatabaseUnavailableException">The database cannot be reached or is read-only.</exception>
    Task RecordAsync(AuditEntry entry, CancellationToken cancellationToken);

    /// <summary>Lists entries, newest first.</summary>
    /// <exception cref="InvalidInputException">The cursor is not one that this list gave.</exception>
    Task<Page<LoggedEntry>> ListAsync(AuditFilter filter, PageRequest page, CancellationToken cancellationToken);
}

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
