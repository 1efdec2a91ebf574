using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AutomationPlatform.Infrastructure.Execution;

internal sealed class BatchExecutionRepository(Session session)
    : Repository<BatchExecution, BatchExecutionId>(session),
        IBatchExecutionRepository
{
    public Task<BatchExecution?> GetByRunAndBatchAsync(
        RunId runId,
        BatchId batchId,
        CancellationToken cancellationToken = default
    ) => FindAsync(Rows().Where(e => e.RunId == runId && e.BatchId == batchId), cancellationToken);

    public Task<IReadOnlyList<BatchExecution>> ListByRunAsync(
        RunId runId,
        int limit = DefaultLimit,
        CancellationToken cancellationToken = default
    ) =>
        ListAsync(
            Rows().Where(e => e.RunId == runId).OrderBy(e => e.Ordinal).ThenBy(e => e.Id),
            limit,
            cancellationToken
        );

    public Task<IReadOnlyList<BatchExecution>> ListByBatchAsync(
        BatchId batchId,
        int limit = DefaultLimit,
        CancellationToken cancellationToken = default
    ) => ListAsync(Rows().Where(e => e.BatchId == batchId).OrderByDescending(e => e.Id), limit, cancellationToken);

    protected override async Task CheckNewAsync(BatchExecution entity, CancellationToken cancellationToken)
    {
        if (await Context.FindDriverAsync(entity.RunId, cancellationToken) == RunDriver.Workers)
            throw DrivenByWorkers.NoMoreParts(entity.RunId);
    }

    protected override async Task CheckChangeAsync(
        EntityEntry<BatchExecution> entry,
        CancellationToken cancellationToken
    )
    {
        var execution = entry.Entity;
        var status = entry.Property(e => e.Status);
        if (!status.IsModified && !entry.Property(e => e.IsActive).IsModified)
            return;
        if (await Context.FindDriverAsync(execution.RunId, cancellationToken) == RunDriver.Workers)
            throw DrivenByWorkers.Refusal(nameof(BatchExecution), execution, status.OriginalValue);
    }

    protected override Task RemoveBelowAsync(BatchExecutionId id, CancellationToken cancellationToken) =>
        throw new ReferencedEntityException(nameof(BatchExecution), $"{id}", "its run's history", Remedies.Retention);
}
