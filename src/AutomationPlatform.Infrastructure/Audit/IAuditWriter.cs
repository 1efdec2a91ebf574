using AutomationPlatform.Application.Audit;

namespace AutomationPlatform.Infrastructure.Audit;

/// <summary>Writes an entry in a transaction of its own, on one kind of database. Thread-safe.</summary>
internal interface IAuditWriter
{
    /// <summary>Writes it.</summary>
    Task WriteAsync(AuditEntry entry, CancellationToken cancellationToken);
}
