using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Audit;

namespace AutomationPlatform.Infrastructure.Sqlite;

// The parts of storing a seal.
internal sealed partial class SqliteSealStore
{
    private static string? FindFree(SqliteSession session, string? run) =>
        session.List(SqliteSealSql.FindFree, row => row.Text(0), ("now", session.Now), ("run", run)).SingleOrDefault();

    // Null when it may be stored.
    private static SealOutcome? WhyNot(SqliteSession session, Guid owner, AuditedRun run, AuditPublicKey? key)
    {
        var id = SqliteForm.Of(run.Id.Value);
        var held = session.List(SqliteSealSql.Held, row => row.Text(0), ("run", id), ("owner", SqliteForm.Of(owner)));
        if (held.Count == 0)
            return SealOutcome.LeaseLost;
        var current = session.List(SqliteSealSql.ReadRun, row => (row.Number(0), row.Text(1)), ("run", id));
        if (current is not [var found] || found != (run.Version, run.Status.Name()))
        {
            session.Execute(SqliteSealSql.RemoveSegments, ("run", id), ("version", run.Version));
            return SealOutcome.Changed;
        }
        return key is null && ReadSetting(session, AuditDefaults.RequireSignatures) == "true"
            ? SealOutcome.SignatureRequired
            : null;
    }

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

    private static string? ReadSetting(SqliteSession session, string name) =>
        session.List(SqliteSealSql.Setting, row => row.Text(0), ("name", name)).SingleOrDefault();
}
