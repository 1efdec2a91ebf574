namespace AutomationPlatform.Infrastructure.Audit;

/// <summary>What the statements of the activity log have in common.</summary>
internal static class AuditSql
{
    /// <summary>The columns of an entry, in the order that <c>LoggedEntry</c> has them.</summary>
    internal const string Columns = """
        e.id, e.occurred_at, e.actor, e.action, e.entity, e.entity_id, e.entity_name, CAST(e.changes AS text), e.reason,
            e.correlation_id, e.outcome, e.error
        """;

    internal const string Select = $"SELECT {Columns} FROM audit_entry e WHERE true";

    internal const string NewestFirst = "ORDER BY e.occurred_at DESC, e.id DESC LIMIT @limit";

    internal const string Before = "AND (e.occurred_at, e.id) < (@beforeMoment, @beforeId)";

    /// <summary>Entries that wait for their place in the chain, oldest first.</summary>
    internal const string Pending =
        $"SELECT {Columns} FROM audit_pending p JOIN audit_entry e ON e.id = p.entry_id ORDER BY p.entry_id LIMIT ";

    /// <summary>The newest link.</summary>
    internal const string LastLink = "SELECT position, hash FROM audit_link ORDER BY position DESC LIMIT 1";
}
