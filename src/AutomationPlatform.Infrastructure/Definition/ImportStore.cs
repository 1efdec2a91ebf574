using System.Data.Common;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>Begins imports, and removes what crashed ones left. The same on both databases. Thread-safe.</summary>
internal sealed partial class ImportStore(ImportDatabase database, TimeProvider clock, ILogger<ImportStore> logger)
    : IImportStore
{
    // Two imports of one name may take turns in cleaning up after a third; a few rounds are plenty.
    private const int Rounds = 5;

    public Task<IImport> BeginAsync(NewImport import, CancellationToken cancellationToken) =>
        BeginAsync(import, TryBeginNewAsync, cancellationToken);

    public Task<IImport> BeginAppendAsync(NewImport import, CancellationToken cancellationToken) =>
        BeginAsync(import, TryBeginAppendAsync, cancellationToken);

    private delegate Task<(Import? Begun, Import? Leftover)> TryBegin(
        ImportSession session,
        NewImport import,
        CancellationToken cancellationToken
    );

    private async Task<IImport> BeginAsync(NewImport import, TryBegin tryBegin, CancellationToken cancellationToken)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var session = await ImportSession.OpenAsync(database, clock, cancellationToken);
            try
            {
                var (begun, leftover) = await session.TransactionAsync(
                    _ => tryBegin(session, import, cancellationToken),
                    cancellationToken
                );
                if (begun is not null)
                    return begun;
                LogLeftover(logger, import.Batch);
                await leftover!.RemoveAsync(cancellationToken);
                await session.DisposeAsync();
            }
            catch
            {
                await session.DisposeAsync();
                throw;
            }
        }
        throw UnderWay(import.Batch);
    }

    private async Task<(Import?, Import?)> TryBeginNewAsync(
        ImportSession session,
        NewImport import,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(session, import, cancellationToken) is { } found)
        {
            if (!found.Hidden)
                throw new ConflictException(
                    $"batch '{import.Batch}' exists; name another by --batch, or add to it by import --append"
                );
            if (found.Leased)
                throw UnderWay(import.Batch);
            return (
                null,
                await TakeAsync(session, import, new ImportTarget(found.Id, 0, IsNew: true), cancellationToken)
            );
        }
        var target = new ImportTarget(new BatchId(Guid.CreateVersion7()), 0, IsNew: true);
        await session.ExecuteAsync(
            database.Sql.InsertBatch,
            cancellationToken,
            ("batch", target.BatchId.Value),
            ("automation", import.AutomationId.Value),
            ("name", import.Batch),
            ("payload", import.Payload),
            ("payloadHash", ContentHash.OfPayload(import.Payload?.Text)),
            ("definition", import.DefinitionNumber),
            ("actor", import.Actor)
        );
        return (await TakeAsync(session, import, target, cancellationToken), null);
    }

    private async Task<(Import?, Import?)> TryBeginAppendAsync(
        ImportSession session,
        NewImport import,
        CancellationToken cancellationToken
    )
    {
        var found =
            await FindAsync(session, import, cancellationToken)
            ?? throw new NotFoundException(
                $"batch '{import.Batch}' does not exist; import it without --append, or list what there is: apc batches list"
            );
        if (found.Leased)
            throw UnderWay(import.Batch);
        if (found.Hidden)
            throw new ConflictException(
                $"batch '{import.Batch}' was left unfinished by an import; import it anew without --append"
            );
        if (found.LeaseFrom is { } from)
            return (
                null,
                await TakeAsync(session, import, new ImportTarget(found.Id, from, IsNew: false), cancellationToken)
            );
        await RefuseUnfinishedRunAsync(session, import, found, cancellationToken);
        var free = await session.QueryAsync(
            ImportSql.FirstFreeSequence,
            row => row.GetInt32(0),
            cancellationToken,
            ("batch", found.Id.Value)
        );
        var target = new ImportTarget(found.Id, free[0], IsNew: false) { HashBefore = found.ContentHash };
        return (await TakeAsync(session, import, target, cancellationToken), null);
    }

    private static async Task RefuseUnfinishedRunAsync(
        ImportSession session,
        NewImport import,
        FoundBatch found,
        CancellationToken cancellationToken
    )
    {
        var runs = await session.QueryAsync(
            ImportSql.UnfinishedRun,
            row => row.GetGuid(0),
            cancellationToken,
            ("batch", found.Id.Value)
        );
        if (runs.Count > 0)
            throw new ConflictException(
                $"batch '{import.Batch}' is used by the unfinished run {runs[0]}; append when it has ended, or cancel it"
            );
    }

    private async Task<Import> TakeAsync(
        ImportSession session,
        NewImport import,
        ImportTarget target,
        CancellationToken cancellationToken
    )
    {
        var owner = Guid.CreateVersion7();
        await session.ExecuteAsync(
            database.Sql.TakeLease,
            cancellationToken,
            ("batch", target.BatchId.Value),
            ("first", target.FirstSequenceNumber),
            ("owner", owner)
        );
        return new Import(database, session, clock, logger, import, target, owner);
    }

    private async Task<FoundBatch?> FindAsync(
        ImportSession session,
        NewImport import,
        CancellationToken cancellationToken
    ) =>
        (
            await session.QueryAsync(
                database.Sql.FindBatch,
                FoundBatch.Read,
                cancellationToken,
                ("automation", import.AutomationId.Value),
                ("name", import.Batch)
            )
        ).FirstOrDefault();

    private static ConflictException UnderWay(string batch) =>
        new(
            $"batch '{batch}' is being imported by another process; wait for it, "
                + $"or, if it was killed, try again in {ImportLimits.Lease.TotalSeconds:0} s"
        );

    [LoggerMessage(
        EventId = 2101,
        Level = LogLevel.Information,
        Message = "Removing what a stopped import left of batch '{Batch}'."
    )]
    private static partial void LogLeftover(ILogger logger, string batch);

    private sealed record FoundBatch(BatchId Id, bool Hidden, string? ContentHash, int? LeaseFrom, bool Leased)
    {
        internal static FoundBatch Read(DbDataReader row) =>
            new(
                new BatchId(row.GetGuid(0)),
                row.GetBoolean(1),
                row.IsDBNull(2) ? null : row.GetString(2),
                row.IsDBNull(3) ? null : row.GetInt32(3),
                row.GetBoolean(4)
            );
    }
}

/// <summary>Where an import writes.</summary>
/// <param name="BatchId">The batch.</param>
/// <param name="FirstSequenceNumber">The first number that is the import's own.</param>
/// <param name="IsNew">True when the import made the batch.</param>
internal sealed record ImportTarget(BatchId BatchId, int FirstSequenceNumber, bool IsNew)
{
    /// <summary>The hash of what a batch had before it was appended to.</summary>
    internal string? HashBefore { get; init; }
}
