using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>The stored item executions.</summary>
/// <remarks>
/// Items of a run are found through its batch executions: no index of item executions begins with the run, because
/// every index costs each of them. In a run driven by workers, what is waiting and what has failed is read from the
/// tables that hold exactly those.
/// </remarks>
internal sealed class ItemExecutionRepository(Session session)
    : Repository<ItemExecution, ItemExecutionId>(session),
        IItemExecutionRepository
{
    private readonly QueuedItemChange queued = new(session);

    public Task<ItemExecution?> GetByRunAndItemAsync(
        RunId runId,
        ItemId itemId,
        CancellationToken cancellationToken = default
    ) => FindAsync(Rows().Where(e => e.ItemId == itemId && e.RunId == runId), cancellationToken);

    public Task<IReadOnlyList<ItemExecution>> ListByBatchExecutionAsync(
        BatchExecutionId batchExecutionId,
        int limit = DefaultLimit,
        CancellationToken cancellationToken = default
    )
    {
        // Filters are left out for a whole query, and the items' own would drop executions of deactivated items.
        var creations = Context.RunCreations;
        var executions =
            from execution in Context.ItemExecutions.IgnoreQueryFilters()
            where execution.IsActive && execution.BatchExecutionId == batchExecutionId
            where !creations.Any(c => c.RunId == execution.RunId)
            join item in Context.Items on execution.ItemId equals item.Id
            orderby item.SequenceNumber
            select execution;
        return ListAsync(executions, limit, cancellationToken);
    }

    public async Task<IReadOnlyList<ItemExecution>> ListPendingAsync(
        RunId runId,
        int limit = DefaultLimit,
        CancellationToken cancellationToken = default
    )
    {
        if (!await IsDrivenByWorkersAsync(runId, cancellationToken))
            return await ListAsync(OfRun(runId, ExecutionStatus.Pending), limit, cancellationToken);
        var waiting =
            from row in Context.Ready
            where row.RunId == runId && row.PreviousStatus == ExecutionStatus.Pending
            join execution in Rows() on row.ItemExecutionId equals execution.Id
            orderby row.Position
            select execution;
        return await ListAsync(waiting, limit, cancellationToken);
    }

    public async Task<IReadOnlyList<ItemExecution>> ListFailedAsync(
        RunId runId,
        int limit = DefaultLimit,
        CancellationToken cancellationToken = default
    )
    {
        if (!await IsDrivenByWorkersAsync(runId, cancellationToken))
            return await ListAsync(OfRun(runId, ExecutionStatus.Failed), limit, cancellationToken);
        var failed = Context.ItemFailures.Where(f => f.RunId == runId).Select(f => f.ItemExecutionId);
        return await ListAsync(Rows().Where(e => failed.Contains(e.Id)).OrderBy(e => e.Id), limit, cancellationToken);
    }

    public Task<IReadOnlyDictionary<ExecutionStatus, long>> CountByStatusAsync(
        RunId runId,
        CancellationToken cancellationToken = default
    ) =>
        Session.ReadAsync(async () =>
            await Context.FindDriverAsync(runId, cancellationToken) == RunDriver.Workers
                ? await StatusCounts.SumAsync(Context.ItemCounts.Where(c => c.RunId == runId), cancellationToken)
                : await StatusCounts.CountAsync(OfRun(runId), cancellationToken)
        );

    protected override IQueryable<ItemExecution> Matching(Filter? filter, bool includeSoftDeleted)
    {
        var matching = base.Matching(filter, includeSoftDeleted);
        return RunOf(filter) is { } run
            ? matching.Where(e => BatchExecutionsOf(run).Contains(e.BatchExecutionId))
            : matching;
    }

    protected override async Task CheckNewAsync(ItemExecution entity, CancellationToken cancellationToken)
    {
        var driver =
            await Context.FindDriverAsync(entity.RunId, cancellationToken)
            ?? throw new EntityNotFoundException(nameof(Run), $"{entity.RunId}");
        if (driver == RunDriver.Workers)
            throw DrivenByWorkers.NoMoreParts(entity.RunId);
        await RequirePlaceAsync(entity, cancellationToken);
    }

    protected override async Task SaveChangeAsync(EntityEntry<ItemExecution> entry, CancellationToken cancellationToken)
    {
        if (await Context.FindDriverAsync(entry.Entity.RunId, cancellationToken) != RunDriver.Workers)
            await base.SaveChangeAsync(entry, cancellationToken);
        else
            await Session.AtomicallyAsync(
                () => queued.SaveAsync(entry, () => base.SaveChangeAsync(entry, cancellationToken), cancellationToken),
                cancellationToken
            );
    }

    protected override Task RemoveBelowAsync(ItemExecutionId id, CancellationToken cancellationToken) =>
        throw new ReferencedEntityException(nameof(ItemExecution), $"{id}", "its history", Remedies.Retention);

    // No foreign keys hold these: they would cost a large part of the speed of processing.
    private async Task RequirePlaceAsync(ItemExecution entity, CancellationToken cancellationToken)
    {
        var batch = await Context
            .BatchExecutions.IgnoreQueryFilters()
            .Where(e => e.Id == entity.BatchExecutionId && e.RunId == entity.RunId)
            .Select(e => (BatchId?)e.BatchId)
            .FirstOrDefaultAsync(cancellationToken);
        if (batch is null)
            throw new EntityNotFoundException(
                nameof(BatchExecution),
                $"{entity.BatchExecutionId} of run {entity.RunId}"
            );
        var items = Context.Items.IgnoreQueryFilters();
        if (!await items.AnyAsync(i => i.Id == entity.ItemId && i.BatchId == batch, cancellationToken))
            throw new EntityNotFoundException(nameof(Item), $"{entity.ItemId} of batch {batch}");
    }

    private Task<bool> IsDrivenByWorkersAsync(RunId run, CancellationToken cancellationToken) =>
        Session.ReadAsync(async () => await Context.FindDriverAsync(run, cancellationToken) == RunDriver.Workers);

    private IQueryable<ItemExecution> OfRun(RunId run) =>
        Rows().Where(e => BatchExecutionsOf(run).Contains(e.BatchExecutionId));

    private IQueryable<BatchExecutionId> BatchExecutionsOf(RunId run) =>
        Context.BatchExecutions.IgnoreQueryFilters().Where(b => b.RunId == run).Select(b => b.Id);

    private IOrderedQueryable<ItemExecution> OfRun(RunId run, ExecutionStatus status) =>
        OfRun(run).Where(e => e.Status == status).OrderBy(e => e.Id);

    private static RunId? RunOf(Filter? filter)
    {
        var condition = filter?.Conditions.FirstOrDefault(c => Conditions.Names(c.Key, nameof(ItemExecution.RunId)));
        return condition is { Key: not null, Value: { } value }
            ? (RunId)FieldValue.Of(value, typeof(RunId), Kind, condition.Value.Key)!
            : null;
    }
}
