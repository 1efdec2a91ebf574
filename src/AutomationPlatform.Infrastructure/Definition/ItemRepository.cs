using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AutomationPlatform.Infrastructure.Definition;

internal sealed class ItemRepository(Session session) : Repository<Item, ItemId>(session), IItemRepository
{
    public Task<Item?> GetBySequenceAsync(
        BatchId batchId,
        int sequenceNumber,
        CancellationToken cancellationToken = default
    ) => FindAsync(Rows().Where(i => i.BatchId == batchId && i.SequenceNumber == sequenceNumber), cancellationToken);

    public Task<Item?> GetByReferenceAsync(
        BatchId batchId,
        string reference,
        CancellationToken cancellationToken = default
    ) => FindAsync(Rows().Where(i => i.BatchId == batchId && i.Reference == reference), cancellationToken);

    public Task<IReadOnlyList<Item>> ListByBatchAsync(
        BatchId batchId,
        bool includeSoftDeleted = false,
        int limit = DefaultLimit,
        CancellationToken cancellationToken = default
    ) =>
        ListAsync(
            Rows(includeSoftDeleted).Where(i => i.BatchId == batchId).OrderBy(i => i.SequenceNumber),
            limit,
            cancellationToken
        );

    // No foreign key holds this: it would cost half the speed of import.
    protected override async Task CheckNewAsync(Item entity, CancellationToken cancellationToken)
    {
        if (!await Context.Batches.IgnoreQueryFilters().AnyAsync(b => b.Id == entity.BatchId, cancellationToken))
            throw new EntityNotFoundException(nameof(Batch), $"{entity.BatchId}");
    }

    protected override async Task CheckChangeAsync(EntityEntry<Item> entry, CancellationToken cancellationToken)
    {
        var id = entry.Entity.Id;
        if (entry.Property(i => i.Payload).IsModified)
            RequireUnused(
                id,
                await Context.FindRunAsync(id, unfinished: false, cancellationToken),
                "the run",
                Remedies.NewBatch
            );
        if (!Changes.Deactivates(entry))
            return;
        var run = await Context.FindRunAsync(id, unfinished: true, cancellationToken);
        RequireUnused(id, run, "the unfinished run", Remedies.EndRun);
    }

    protected override async Task RemoveBelowAsync(ItemId id, CancellationToken cancellationToken) =>
        RequireUnused(
            id,
            await Context.FindRunAsync(id, unfinished: false, cancellationToken),
            "the run",
            Remedies.Deactivate
        );
}
