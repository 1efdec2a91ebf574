using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Audit;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Where seals are made on PostgreSQL.</summary>
internal sealed partial class PostgreSqlSealStore(PostgreSqlAccess access) : ISealStore
{
    public async Task<RunId?> TakeAsync(Guid owner, TimeSpan lease, RunId? run, CancellationToken cancellationToken)
    {
        var taken = await access.RunAsync(
            (connection, token) =>
                PostgreSqlAccess.ListAsync(
                    connection,
                    PostgreSqlSealSql.Take,
                    row => (RunId?)new RunId(row.GetGuid(0)),
                    token,
                    access.Now(),
                    Id(owner),
                    Span(lease),
                    OptionalId(run?.Value)
                ),
            cancellationToken
        );
        return taken.SingleOrDefault();
    }

    public async Task<bool> IsAwaitedAsync(IReadOnlyList<RunId> runs, CancellationToken cancellationToken)
    {
        var found = await access.RunAsync(
            (connection, token) =>
                PostgreSqlAccess.ListAsync(
                    connection,
                    PostgreSqlSealSql.Awaited,
                    row => row.GetBoolean(0),
                    token,
                    Ids([.. runs.Select(run => run.Value)])
                ),
            cancellationToken
        );
        return found[0];
    }

    public async Task<SealSegment?> FindLastSegmentAsync(RunId run, int version, CancellationToken cancellationToken)
    {
        var found = await access.RunAsync(
            (connection, token) =>
                PostgreSqlAccess.ListAsync(
                    connection,
                    PostgreSqlSealSql.LastSegment,
                    row => new SealSegment(
                        run,
                        version,
                        row.GetInt32(0),
                        row.GetGuid(1),
                        row.GetGuid(2),
                        row.GetFieldValue<byte[]>(3),
                        row.GetString(4)
                    ),
                    token,
                    Id(run.Value),
                    Number(version)
                ),
            cancellationToken
        );
        return found.SingleOrDefault();
    }

    public async Task<bool> AppendAsync(
        Guid owner,
        TimeSpan lease,
        SealSegment segment,
        CancellationToken cancellationToken
    ) =>
        await access.RunAsync(
            (connection, token) =>
                PostgreSqlAccess.ExecuteAsync(
                    connection,
                    PostgreSqlSealSql.Append,
                    token,
                    access.Now(),
                    Id(owner),
                    Span(lease),
                    Id(segment.Run.Value),
                    Number(segment.RunVersion),
                    Number(segment.Number),
                    Id(segment.First),
                    Id(segment.Last),
                    Hash(segment.LeafHashes),
                    Text(segment.Facts)
                ),
            cancellationToken
        ) > 0;

    public Task<SealOutcome> StoreAsync(
        Guid owner,
        AuditedRun run,
        string actor,
        AuditPublicKey? key,
        Func<SealPlace, RunSeal> compose,
        CancellationToken cancellationToken
    ) =>
        access.TransactionAsync(
            async (connection, token) =>
            {
                if (await WhyNotAsync(connection, owner, run, key, token) is { } refusal)
                    return refusal;
                await PostgreSqlAccess.ExecuteAsync(connection, PostgreSqlSealSql.LockPlace, token);
                var place = await ReadPlaceAsync(connection, run.Id, token);
                var seal = compose(place);
                await AddAsync(connection, seal, key, token);
                await PostgreSqlAudit.AddAsync(connection, access.Now(), SealEntry.Of(seal, actor), token);
                await PostgreSqlAccess.ExecuteAsync(connection, PostgreSqlSealSql.TakeOff, token, Id(run.Id.Value));
                await PostgreSqlAccess.ExecuteAsync(
                    connection,
                    PostgreSqlSealSql.RemoveOtherSegments,
                    token,
                    Id(run.Id.Value),
                    Number(run.Version)
                );
                return SealOutcome.Stored;
            },
            cancellationToken
        );

    public Task ReleaseAsync(Guid owner, RunId run, CancellationToken cancellationToken) =>
        access.RunAsync(
            (connection, token) =>
                PostgreSqlAccess.ExecuteAsync(connection, PostgreSqlSealSql.Release, token, Id(run.Value), Id(owner)),
            cancellationToken
        );

    public Task SetAsync(string name, string value, string actor, CancellationToken cancellationToken) =>
        access.TransactionAsync(
            async (connection, token) =>
            {
                var before = await ReadSettingAsync(connection, name, token);
                await PostgreSqlAccess.ExecuteAsync(
                    connection,
                    PostgreSqlSealSql.Set,
                    token,
                    access.Now(),
                    Text(name),
                    Text(value),
                    Text(actor)
                );
                var entry = SealEntry.Of(name, before, value, actor);
                await PostgreSqlAudit.AddAsync(connection, access.Now(), entry, token);
                return true;
            },
            cancellationToken
        );
}
