using AutomationPlatform.Application.Audit;
using AutomationPlatform.Infrastructure.Audit;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>Links the activity log on SQLite: the file's one write lock lets one at a time.</summary>
internal sealed class SqliteAuditChain(SqliteWriter writer) : IAuditChain
{
    private const string AnyPending = "SELECT EXISTS (SELECT 1 FROM audit_pending)";

    private static readonly string Pending = $"{AuditSql.Pending} {IAuditChain.SliceEntries}";

    private const string InsertLink = """
        INSERT INTO audit_link (position, entry_id, hash, previous_hash) VALUES (@position, @entry, @hash, @previous)
        """;

    private const string RemovePending = "DELETE FROM audit_pending WHERE entry_id = @entry";

    public async Task<AuditLinking> LinkAsync(CancellationToken cancellationToken)
    {
        var linked = 0L;
        // Looking takes no lock, so that where nothing is pending nobody waits.
        while (await writer.ReadAsync(session => session.List(AnyPending, row => row.Flag(0))[0], cancellationToken))
        {
            var slice = await writer.TransactionAsync(LinkSlice, cancellationToken);
            if (slice == 0)
                break;
            linked += slice;
        }
        return new AuditLinking(linked, Busy: false);
    }

    private static int LinkSlice(SqliteSession session)
    {
        var last = session.List(AuditSql.LastLink, row => (row.Big(0), row.OptionalBytes(1)!));
        var entries = session.List(Pending, Read);
        var links = AuditLink.Following(last is [var newest] ? newest : null, entries);
        foreach (var link in links)
        {
            var entry = SqliteForm.Of(link.EntryId);
            session.Execute(
                InsertLink,
                ("position", link.Position),
                ("entry", entry),
                ("hash", link.Hash),
                ("previous", link.PreviousHash)
            );
            session.Execute(RemovePending, ("entry", entry));
        }
        return links.Count;
    }

    private static LoggedEntry Read(SqliteRow row) =>
        new(
            row.Id(0),
            row.Instant(1),
            row.Text(2),
            row.Text(3),
            row.Text(4),
            row.OptionalText(5),
            row.OptionalText(6),
            row.OptionalText(7),
            row.OptionalText(8),
            row.OptionalText(9),
            row.Text(10),
            row.OptionalText(11)
        );
}
