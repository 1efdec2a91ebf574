using System.Data.Common;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain.Definition;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>An import under way: a lease that is renewed with every slice, and everything hidden until the end.</summary>
internal sealed partial class Import(
    ImportDatabase database,
    ImportSession session,
    TimeProvider clock,
    ILogger logger,
    NewImport import,
    ImportTarget target,
    Guid owner
) : IImport
{
    private bool completed;
    private long written;

    public BatchId BatchId => target.BatchId;

    public int FirstSequenceNumber => target.FirstSequenceNumber;

    public Task<IReadOnlySet<string>> FindReferencesAsync(
        IReadOnlyCollection<string> references,
        CancellationToken cancellationToken
    ) =>
        session.TransactionAsync<IReadOnlySet<string>>(
            async _ =>
                (
                    await session.QueryAsync(
                        database.FindReferences,
                        row => row.GetString(0),
                        cancellationToken,
                        ("batch", BatchId.Value),
                        ("references", references)
                    )
                ).ToHashSet(StringComparer.Ordinal),
            cancellationToken
        );

    public async Task WriteAsync(IReadOnlyList<NewItem> rows, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rows.Count, DefinitionLimits.SliceRows);
        written += await session.TransactionAsync(
            async transaction =>
            {
                var now = await RenewAsync(session, cancellationToken);
                await database.WriteAsync(
                    transaction,
                    new ItemRows(BatchId, rows, now, import.Actor),
                    cancellationToken
                );
                return rows.Count;
            },
            cancellationToken
        );
    }

    public async Task CompleteAsync(string contentHash, CancellationToken cancellationToken)
    {
        await session.TransactionAsync(
            async _ =>
            {
                await RenewAsync(session, cancellationToken);
                var hash = target.IsNew ? contentHash : InputHash.Combine(target.HashBefore, contentHash);
                await session.ExecuteAsync(
                    target.IsNew ? database.Sql.ShowBatch : database.Sql.RecordAppended,
                    cancellationToken,
                    ("batch", BatchId.Value),
                    ("hash", hash),
                    ("actor", import.Actor)
                );
                await session.LogAsync(BatchEntries.Imported(import, target, written, hash), cancellationToken);
                return await EndLeaseAsync(session, cancellationToken);
            },
            cancellationToken
        );
        completed = true;
    }

    public async ValueTask DisposeAsync()
    {
        await session.DisposeAsync();
        if (completed)
            return;
        try
        {
            await RemoveAsync(CancellationToken.None);
        }
        catch (Exception failure) when (failure is DatabaseUnavailableException or ConflictException)
        {
            // Nothing of it is seen, and the next import of the name removes it: the first error is the one to tell.
            LogLeft(logger, import.Batch, failure.Message);
        }
    }

    /// <summary>Removes what this import wrote, in slices, unless it ended or lost its lease to another.</summary>
    internal async Task RemoveAsync(CancellationToken cancellationToken)
    {
        // A connection of its own: the import's may have been lost in the middle of a slice.
        await using var removal = await ImportSession.OpenAsync(database, clock, cancellationToken);
        while (await RemoveSliceAsync(removal, cancellationToken) == DefinitionLimits.SliceRows) { }
        await removal.TransactionAsync(
            async _ =>
            {
                var ours = await EndLeaseAsync(removal, cancellationToken) > 0;
                return target.IsNew && ours
                    ? await removal.ExecuteAsync(
                        ImportSql.DeleteHiddenBatch,
                        cancellationToken,
                        ("batch", BatchId.Value)
                    )
                    : 0;
            },
            cancellationToken
        );
    }

    private Task<int> RemoveSliceAsync(ImportSession removal, CancellationToken cancellationToken) =>
        removal.TransactionAsync(
            async _ =>
                await TryRenewAsync(removal, cancellationToken) is null
                    ? 0
                    : await removal.ExecuteAsync(
                        ImportSql.DeleteItems,
                        cancellationToken,
                        ("batch", BatchId.Value),
                        ("first", FirstSequenceNumber),
                        ("limit", DefinitionLimits.SliceRows)
                    ),
            cancellationToken
        );

    private async Task<object> RenewAsync(ImportSession on, CancellationToken cancellationToken) =>
        await TryRenewAsync(on, cancellationToken)
        ?? throw new ConflictException(
            $"batch '{import.Batch}': this import stood still for more than {ImportLimits.Lease.TotalSeconds:0} s "
                + "and another one took its place; import it again"
        );

    private async Task<object?> TryRenewAsync(ImportSession on, CancellationToken cancellationToken) =>
        (
            await on.QueryAsync(
                database.Sql.RenewLease,
                row => row.GetValue(0),
                cancellationToken,
                ("batch", BatchId.Value),
                ("owner", owner)
            )
        ).FirstOrDefault();

    private Task<int> EndLeaseAsync(ImportSession on, CancellationToken cancellationToken) =>
        on.ExecuteAsync(ImportSql.EndLease, cancellationToken, ("batch", BatchId.Value), ("owner", owner));

    [LoggerMessage(
        EventId = 2102,
        Level = LogLevel.Warning,
        Message = "What was imported of batch '{Batch}' could not be removed now and stays hidden: {Reason}"
    )]
    private static partial void LogLeft(ILogger logger, string batch, string reason);
}
