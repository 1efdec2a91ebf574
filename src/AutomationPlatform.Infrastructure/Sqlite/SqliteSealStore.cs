using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Audit;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>Where seals are made on SQLite.</summary>
internal sealed partial class SqliteSealStore(SqliteWriter writer) : ISealStore
{
    public async Task<RunId?> TakeAsync(Guid owner, TimeSpan lease, RunId? run, CancellationToken cancellationToken)
    {
        var wanted = run is { } one ? SqliteForm.Of(one.Value) : null;
        // Looking takes no lock; most looks find nothing.
        if (await writer.ReadAsync(session => FindFree(session, wanted), cancellationToken) is null)
            return null;
        return await writer.TransactionAsync(
            session =>
            {
                if (FindFree(session, wanted) is not { } free)
                    return (RunId?)null;
                session.Execute(
                    SqliteSealSql.Take,
                    ("owner", SqliteForm.Of(owner)),
                    ("until", session.After(lease)),
                    ("run", free)
                );
                return new RunId(SqliteForm.ToId(free));
            },
            cancellationToken
        );
    }

    public Task<bool> IsAwaitedAsync(IReadOnlyList<RunId> runs, CancellationToken cancellationToken)
    {
        var named = $"[{string.Join(',', runs.Select(run => $"\"{SqliteForm.Of(run.Value)}\""))}]";
        return writer.ReadAsync(
            session => session.List(SqliteSealSql.Awaited, row => row.Text(0), ("runs", named)).Count > 0,
            cancellationToken
        );
    }

    public Task<SealSegment?> FindLastSegmentAsync(RunId run, int version, CancellationToken cancellationToken) =>
        writer.ReadAsync(
            session =>
                session
                    .List(
                        SqliteSealSql.LastSegment,
                        row => new SealSegment(
                            run,
                            version,
                            row.Number(0),
                            row.Id(1),
                            row.Id(2),
                            row.OptionalBytes(3) ?? [],
                            row.Text(4)
                        ),
                        ("run", SqliteForm.Of(run.Value)),
                        ("version", version)
                    )
                    .SingleOrDefault(),
            cancellationToken
        );

    public Task<bool> AppendAsync(
        Guid owner,
        TimeSpan lease,
        SealSegment segment,
        CancellationToken cancellationToken
    ) =>
        writer.TransactionAsync(
            session =>
            {
                var run = SqliteForm.Of(segment.Run.Value);
                var renewed = session.Execute(
                    SqliteSealSql.Renew,
                    ("until", session.After(lease)),
                    ("run", run),
                    ("owner", SqliteForm.Of(owner))
                );
                return renewed > 0
                    && session.Execute(
                        SqliteSealSql.AddSegment,
                        ("run", run),
                        ("version", segment.RunVersion),
                        ("number", segment.Number),
                        ("first", SqliteForm.Of(segment.First)),
                        ("last", SqliteForm.Of(segment.Last)),
                        ("leaves", segment.LeafHashes),
                        ("facts", segment.Facts)
                    ) > 0;
            },
            cancellationToken
        );

    public Task<SealOutcome> StoreAsync(
        Guid owner,
        AuditedRun run,
        string actor,
        AuditPublicKey? key,
        Func<SealPlace, RunSeal> compose,
        CancellationToken cancellationToken
    ) =>
        writer.TransactionAsync(
            session =>
            {
                var id = SqliteForm.Of(run.Id.Value);
                if (WhyNot(session, owner, run, key) is { } refusal)
                    return refusal;
                var seal = compose(ReadPlace(session, id));
                Add(session, seal, key);
                SqliteAudit.Add(session, SealEntry.Of(seal, actor));
                session.Execute(SqliteSealSql.TakeOff, ("run", id));
                session.Execute(SqliteSealSql.RemoveOtherSegments, ("run", id), ("version", run.Version));
                return SealOutcome.Stored;
            },
            cancellationToken
        );

    public Task ReleaseAsync(Guid owner, RunId run, CancellationToken cancellationToken) =>
        writer.TransactionAsync(
            session =>
                session.Execute(
                    SqliteSealSql.Release,
                    ("run", SqliteForm.Of(run.Value)),
                    ("owner", SqliteForm.Of(owner))
                ),
            cancellationToken
        );

    public Task SetAsync(string name, string value, string actor, CancellationToken cancellationToken) =>
        writer.TransactionAsync(
            session =>
            {
                var before = ReadSetting(session, name);
                session.Execute(
                    SqliteSealSql.Set,
                    ("name", name),
                    ("value", value),
                    ("now", session.Now),
                    ("actor", actor)
                );
                SqliteAudit.Add(session, SealEntry.Of(name, before, value, actor));
                return true;
            },
            cancellationToken
        );
}
