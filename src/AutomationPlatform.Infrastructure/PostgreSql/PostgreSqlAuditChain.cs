using AutomationPlatform.Application.Audit;
using AutomationPlatform.Infrastructure.Audit;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Links the activity log on PostgreSQL: who gets the advisory lock links, others leave it to that one.</summary>
internal sealed class PostgreSqlAuditChain(PostgreSqlAccess access) : IAuditChain
{
    // The lock is the schema's, since each has a chain of its own; it ends with the transaction.
    private const string TryLock =
        "SELECT pg_try_advisory_xact_lock(hashtextextended('apc audit ' || current_schema(), 0))";

    private const string AnyPending = "SELECT EXISTS (SELECT FROM audit_pending)";

    private static readonly string Pending = $"{AuditSql.Pending} {IAuditChain.SliceEntries}";

    private const string InsertLinks = """
        INSERT INTO audit_link (position, entry_id, hash, previous_hash) SELECT * FROM unnest($1, $2, $3, $4)
        """;

    private const string RemovePending = "DELETE FROM audit_pending WHERE entry_id = ANY ($1)";

    public async Task<AuditLinking> LinkAsync(CancellationToken cancellationToken)
    {
        var linked = 0L;
        while (await AskAsync(AnyPending, cancellationToken))
        {
            var slice = await access.TransactionAsync(LinkSliceAsync, cancellationToken);
            if (slice is null or 0)
                return new AuditLinking(linked, Busy: slice is null);
            linked += slice.Value;
        }
        return new AuditLinking(linked, Busy: false);
    }

    private Task<bool> AskAsync(string sql, CancellationToken cancellationToken) =>
        access.RunAsync((connection, token) => AskAsync(connection, sql, token), cancellationToken);

    private static async Task<bool> AskAsync(NpgsqlConnection connection, string sql, CancellationToken token) =>
        (await PostgreSqlAccess.ListAsync(connection, sql, row => row.GetBoolean(0), token))[0];

    /// <summary>Links a slice; null when another one is linking.</summary>
    private static async Task<int?> LinkSliceAsync(NpgsqlConnection connection, CancellationToken token)
    {
        if (!await AskAsync(connection, TryLock, token))
            return null;
        var last = await PostgreSqlAccess.ListAsync(
            connection,
            AuditSql.LastLink,
            row => (row.GetInt64(0), row.GetFieldValue<byte[]>(1)),
            token
        );
        var entries = await PostgreSqlAccess.ListAsync(connection, Pending, Read, token);
        if (entries.Count == 0)
            return 0;
        var links = AuditLink.Following(last is [var newest] ? newest : null, entries);
        Guid[] ids = [.. links.Select(link => link.EntryId)];
        await PostgreSqlAccess.ExecuteAsync(
            connection,
            InsertLinks,
            token,
            Bigs([.. links.Select(link => link.Position)]),
            Ids(ids),
            Hashes([.. links.Select(link => link.Hash)]),
            Hashes([.. links.Select(link => link.PreviousHash)])
        );
        return await PostgreSqlAccess.ExecuteAsync(connection, RemovePending, token, Ids(ids));
    }

    private static LoggedEntry Read(NpgsqlDataReader row)
    {
        string? Optional(int column) => row.IsDBNull(column) ? null : row.GetString(column);
        return new LoggedEntry(
            row.GetGuid(0),
            row.GetFieldValue<DateTimeOffset>(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            Optional(5),
            Optional(6),
            Optional(7),
            Optional(8),
            Optional(9),
            row.GetString(10),
            Optional(11)
        );
    }
}
