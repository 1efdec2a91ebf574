using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Sqlite;

// Where a seal gets its place.
internal sealed partial class SqliteSealStore
{
    private static SealPlace ReadPlace(SqliteSession session, string run)
    {
        var newest = Head(session.List(SqliteSealSql.Newest, row => (row.Big(0), row.OptionalBytes(1))));
        var own = Head(
            session.List(SqliteSealSql.NewestOfRun, row => (row.Big(0), row.OptionalBytes(1)), ("run", run))
        );
        var log = Head(session.List(SqliteSealSql.LogHead, row => (row.Big(0), row.OptionalBytes(1))));
        return new SealPlace(
            (newest?.Position ?? 0) + 1,
            (int)(own?.Position ?? 0) + 1,
            newest?.Hash,
            own?.Hash,
            log,
            session.Moment
        );
    }

    private static ChainHead? Head(List<(long Position, byte[]? Hash)> found) =>
        found is [var (position, hash)] ? new ChainHead(position, hash ?? []) : null;

    private static void Add(SqliteSession session, RunSeal seal, AuditPublicKey? key)
    {
        var now = SqliteForm.Of(seal.CreatedAt);
        if (key is not null)
            session.Execute(SqliteSealSql.AddKey, ("id", key.Id), ("key", key.Bytes), ("now", now));
        session.Execute(
            SqliteSealSql.AddSeal,
            ("position", seal.Position),
            ("run", SqliteForm.Of(seal.Run.Value)),
            ("number", seal.Number),
            ("version", seal.RunVersion),
            ("body", seal.Body),
            ("hash", seal.Hash),
            ("previous", seal.PreviousHash),
            ("key", seal.KeyId),
            ("signature", seal.Signature),
            ("now", now)
        );
    }
}
