using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AutomationPlatform.Infrastructure.Definition;

internal sealed class BatchRepository(Session session) : Repository<Batch, BatchId>(session), IBatchRepository
{
    public Task<Batch?> GetByNameAsync(
        AutomationId automationId,
        string name,
        CancellationToken cancellationToken = default
    ) => FindAsync(Rows().Where(b => b.AutomationId == automationId && b.Name == name), cancellationToken);

    public Task<IReadOnlyList<Batch>> ListByAutomationAsync(
        AutomationId automationId,
        bool includeSoftDeleted = false,
        int limit = DefaultLimit,
        CancellationToken cancellationToken = default
    ) =>
        ListAsync(
            Rows(includeSoftDeleted)
                .Where(b => b.AutomationId == automationId)
                .OrderByDescending(b => b.CreatedAt)
                .ThenByDescending(b => b.Id),
            limit,
            cancellationToken
        );

    protected override async Task CheckChangeAsync(EntityEntry<Batch> entry, CancellationToken cancellationToken)
    {
        var id = entry.Entity.Id;
        var deactivates = Changes.Deactivates(entry);
        var payloadChanges = entry.Property(b => b.Payload).IsModified;
        if (!deactivates && !payloadChanges)
            return;
        await Session.LockAsync<Batch>(id.Value, cancellationToken);
        if (payloadChanges)
            RequireUnused(
                id,
                await Context.FindRunAsync(id, unfinished: false, cancellationToken),
                "the run",
                Remedies.NewBatch
            );
        if (!deactivates)
            return;
        var run = await Context.FindRunAsync(id, unfinished: true, cancellationToken);
        RequireUnused(id, run, "the unfinished run", Remedies.EndRun);
    }

    protected override async Task RemoveBelowAsync(BatchId id, CancellationToken cancellationToken)
    {
        RequireUnused(
            id,
            await Context.FindRunAsync(id, unfinished: false, cancellationToken),
            "the run",
            Remedies.Deactivate
        );
        await RequireNoImportAsync(Context, id, cancellationToken);
        await RemoveRowsAsync<Item>(i => i.BatchId == id, cancellationToken);
    }

    /// <summary>Refuses to go on while rows are being imported into the batch.</summary>
    internal static async Task RequireNoImportAsync(
        PlatformContext context,
        BatchId id,
        CancellationToken cancellationToken
    )
    {
        if (await context.ImportLeases.AnyAsync(l => l.BatchId == id, cancellationToken))
            throw new ReferencedEntityException(
                nameof(Batch),
                $"{id}",
                "an import that is under way or was cut short",
                "wait for its end, or clear it away with: apc db doctor --repair"
            );
    }
}
