using System.Runtime.CompilerServices;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;

namespace AutomationPlatform.Infrastructure.Audit;

internal sealed partial class AuditReader
{
    public async Task<IReadOnlyList<RunSeal>> ListSealsAsync(RunId run, CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        return await session.ListAsync(SealSql.SealsOfRun, ReadSeal, cancellationToken, ("run", run.Value));
    }

    public IAsyncEnumerable<RunSeal> ReadSealsAsync(CancellationToken cancellationToken) =>
        ReadByPositionAsync(SealSql.Seals, ReadSeal, seal => seal.Position, cancellationToken);

    public IAsyncEnumerable<LinkedEntry> ReadLogAsync(CancellationToken cancellationToken) =>
        ReadByPositionAsync(SealSql.Log, ReadLinked, link => link.Position, cancellationToken);

    public async Task<IReadOnlyList<AuditPublicKey>> ListKeysAsync(CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        return await session.ListAsync(
            SealSql.Keys,
            row => new AuditPublicKey(row.Text(), row.OptionalBytes() ?? []),
            cancellationToken
        );
    }

    public async Task<MissingRuns> FindMissingRunsAsync(CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken, ReadSession.NoTimeout);
        var found = await session.ListAsync(SealSql.MissingRun, row => (RunId?)new RunId(row.Id()), cancellationToken);
        var archived = await session.NumberAsync(SealSql.ArchivedRuns, cancellationToken) ?? 0;
        return new MissingRuns(archived, found.SingleOrDefault());
    }

    public async Task<bool> IsErasedAsync(Guid itemOrBatch, CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        return await session.NumberAsync(SealSql.Erased, cancellationToken, ("id", itemOrBatch)) > 0;
    }

    public async Task<PlatformSetting?> FindSettingAsync(string name, CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var found = await session.ListAsync(
            SealSql.Setting,
            row => new PlatformSetting(row.Text(), row.Instant(), row.Text()),
            cancellationToken,
            ("name", name)
        );
        return found.SingleOrDefault();
    }

    public async Task<ChainHead?> FindLogHeadAsync(CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var found = await session.ListAsync(
            SealSql.LogHead,
            row => new ChainHead(row.Long(), row.OptionalBytes() ?? []),
            cancellationToken
        );
        return found.SingleOrDefault();
    }

    public async Task<Guid?> FindStrayEntryAsync(CancellationToken cancellationToken)
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken, ReadSession.NoTimeout);
        var found = await session.ListAsync(SealSql.StrayEntry, row => (Guid?)row.Id(), cancellationToken);
        return found.SingleOrDefault();
    }

    public async IAsyncEnumerable<LoggedSeal> ReadLoggedSealsAsync(
        RunId? run,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        const int slice = 1000;
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken, ReadSession.NoTimeout);
        var after = Guid.Empty;
        for (var rows = slice; rows == slice; )
        {
            var part = run is { } one
                ? await session.ListAsync(
                    SealSql.LoggedSealsOfRun,
                    ReadLoggedSeal,
                    cancellationToken,
                    ("after", after),
                    ("run", one.ToString())
                )
                : await session.ListAsync(SealSql.LoggedSeals, ReadLoggedSeal, cancellationToken, ("after", after));
            rows = part.Count;
            foreach (var logged in part)
            {
                after = logged.EntryId;
                yield return logged;
            }
        }
    }

    private static LoggedSeal ReadLoggedSeal(Row row) => new(row.Id(), row.OptionalText(), row.OptionalText());

    private async IAsyncEnumerable<T> ReadByPositionAsync<T>(
        string sql,
        Func<Row, T> read,
        Func<T, long> position,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var session = await ReadSession.OpenAsync(connections, cancellationToken);
        var after = 0L;
        for (var rows = AuditDefaults.SliceRows; rows == AuditDefaults.SliceRows; )
        {
            rows = 0;
            await foreach (var found in session.StreamAsync(sql, read, cancellationToken, ("after", after)))
            {
                rows++;
                after = position(found);
                yield return found;
            }
        }
    }
}
