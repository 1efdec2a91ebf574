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
