using AutomationPlatform.Application.Audit;
using AutomationPlatform.Infrastructure.Audit;
using Npgsql;
using NpgsqlTypes;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Writes entries of the activity log on PostgreSQL.</summary>
internal sealed class PostgreSqlAudit(PostgreSqlAccess access) : IAuditWriter
{
    // $8 is the run that the entry is about, or null.
    private const string Insert = """
        INSERT INTO audit_entry (id, occurred_at, actor, action, entity, entity_id, entity_name, changes, reason,
            correlation_id, outcome, error)
        SELECT $1, coalesce($2, clock_timestamp()), $3, $4, $5, $6,
            coalesce($7, (SELECT a.name FROM run r JOIN automation a ON a.id = r.automation_id WHERE r.id = $8)),
            $9, $10, coalesce((SELECT correlation_id FROM run WHERE id = $8), $11), $12, $13
        """;

    public Task WriteAsync(AuditEntry entry, CancellationToken cancellationToken) =>
        access.RunAsync((connection, token) => AddAsync(connection, access.Now(), entry, token), cancellationToken);

    /// <summary>Writes an entry in the transaction that is open on the connection.</summary>
    internal static Task<int> AddAsync(
        NpgsqlConnection connection,
        NpgsqlParameter now,
        AuditEntry entry,
        CancellationToken token
    ) =>
        PostgreSqlAccess.ExecuteAsync(
            connection,
            Insert,
            token,
            Id(entry.Id),
            now,
            Text(entry.Actor),
            Text(entry.Action.Name),
            Text(entry.Action.Entity),
            Text(entry.EntityId),
            Text(entry.EntityName),
            OptionalId(entry.Run?.Value),
            new NpgsqlParameter
            {
                NpgsqlDbType = NpgsqlDbType.Jsonb,
                Value = entry.Changes?.ToString() ?? (object)DBNull.Value,
            },
            Text(entry.Reason),
            Text(entry.CorrelationId),
            Text(entry.Outcome.Name()),
            Text(entry.Error)
        );
}
