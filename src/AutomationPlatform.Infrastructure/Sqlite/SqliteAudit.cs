using AutomationPlatform.Application.Audit;
using AutomationPlatform.Infrastructure.Audit;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.Data.Sqlite;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>Writes entries of the activity log on SQLite.</summary>
internal sealed class SqliteAudit(SqliteWriter writer) : IAuditWriter
{
    private const string Insert = """
        INSERT INTO audit_entry (id, occurred_at, actor, action, entity, entity_id, entity_name, changes, reason,
            correlation_id, outcome, error)
        SELECT @id, @now, @actor, @action, @entity, @entityId,
            coalesce(@name, (SELECT a.name FROM run r JOIN automation a ON a.id = r.automation_id WHERE r.id = @run)),
            @changes, @reason, coalesce((SELECT correlation_id FROM run WHERE id = @run), @correlation), @outcome, @error
        """;

    public Task WriteAsync(AuditEntry entry, CancellationToken cancellationToken) =>
        writer.TransactionAsync(session => Add(session, entry), cancellationToken);

    /// <summary>Writes an entry in the transaction that is open on the session's connection.</summary>
    internal static int Add(SqliteSession session, AuditEntry entry) =>
        session.Execute(
            Insert,
            ("id", SqliteForm.Of(entry.Id)),
            ("now", session.Now),
            ("actor", entry.Actor),
            ("action", entry.Action.Name),
            ("entity", entry.Action.Entity),
            ("entityId", entry.EntityId),
            ("name", entry.EntityName),
            ("run", entry.Run is { } run ? SqliteForm.Of(run.Value) : null),
            ("changes", entry.Changes?.ToString()),
            ("reason", entry.Reason),
            ("correlation", entry.CorrelationId),
            ("outcome", entry.Outcome.Name()),
            ("error", entry.Error)
        );

    /// <summary>Writes entries in the transaction that is open on a connection of others.</summary>
    internal static void Add(SqliteConnection connection, TimeProvider clock, IEnumerable<AuditEntry> entries)
    {
        // The connection is its owner's; only the statements made on it are let go.
        var session = new SqliteSession(connection);
        try
        {
            session.ReadClock(ReferenceEquals(clock, TimeProvider.System) ? null : clock);
            foreach (var entry in entries)
                Add(session, entry);
        }
        finally
        {
            session.Forget();
        }
    }
}
