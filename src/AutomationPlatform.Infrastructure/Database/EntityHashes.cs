using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Definition;
using AutomationPlatform.Infrastructure.Execution;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>Hashes what entities store, as set-based statements do.</summary>
internal sealed class EntityHashes(PlatformContext context)
{
    /// <summary>Puts the hash of a payload or result beside it, where it changes.</summary>
    internal static void StampContent(EntityEntry entry)
    {
        switch (entry.Entity)
        {
            case Batch batch:
                Stamp(entry, nameof(Batch.Payload), batch.Payload, DefinitionMapping.PayloadHashProperty);
                break;
            case Item item:
                Stamp(entry, nameof(Item.Payload), item.Payload, DefinitionMapping.PayloadHashProperty);
                break;
        }
    }

    /// <summary>Gives each row the hash of the one before it; rows of one item execution come in order.</summary>
    internal async Task ChainAsync(
        Payload? result,
        IEnumerable<ItemStateHistory> rows,
        CancellationToken cancellationToken
    )
    {
        byte[]? hash = null;
        foreach (var row in rows)
        {
            if (row.PreviousStatus != ExecutionStatus.Pending)
                hash ??= await LastHashAsync(row.ItemExecutionId, cancellationToken);
            var resultHash = row.NewStatus == ExecutionStatus.Completed ? ContentHash.OfPayload(result?.Text) : null;
            context.Entry(row).Property(ExecutionMapping.ResultHashProperty).CurrentValue = resultHash;
            context.Entry(row).Property(ExecutionMapping.PreviousHashProperty).CurrentValue = hash;
            hash = HistoryHash.Of(Content(row, resultHash, hash));
        }
    }

    private static void Stamp(EntityEntry entry, string property, Payload? payload, string hash)
    {
        if (entry.State == EntityState.Added || entry.Property(property).IsModified)
            entry.Property(hash).CurrentValue = ContentHash.OfPayload(payload?.Text);
    }

    private async Task<byte[]?> LastHashAsync(ItemExecutionId item, CancellationToken cancellationToken)
    {
        var last = await context
            .Set<ItemStateHistory>()
            .AsNoTracking()
            .Where(row => row.ItemExecutionId == item)
            .OrderByDescending(row => row.Version)
            .Select(row => new
            {
                Row = row,
                ResultHash = EF.Property<byte[]?>(row, ExecutionMapping.ResultHashProperty),
                PreviousHash = EF.Property<byte[]?>(row, ExecutionMapping.PreviousHashProperty),
            })
            .FirstOrDefaultAsync(cancellationToken);
        return last is null ? null : HistoryHash.Of(Content(last.Row, last.ResultHash, last.PreviousHash));
    }

    private static HistoryContent Content(ItemStateHistory row, byte[]? resultHash, byte[]? previousHash) =>
        new(
            row.ItemExecutionId,
            row.Version,
            row.PreviousStatus,
            row.NewStatus,
            row.ChangedAt,
            row.CreatedAt,
            row.Attempt,
            row.CreatedBy,
            row.Code,
            row.Message,
            row.Reason,
            resultHash,
            previousHash
        );
}
