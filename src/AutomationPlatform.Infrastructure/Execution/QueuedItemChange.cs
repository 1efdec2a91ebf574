using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>Stores a change of an item execution in a run that workers drive, and keeps queue, counts and failures right.</summary>
/// <remarks>
/// The rows of the queue are taken before the item, as a claim takes them: whoever comes second waits, and then finds the
/// item's version changed. A retry locks the run first, as the run's end does.
/// </remarks>
internal sealed class QueuedItemChange(Session session)
{
    private const string RemoveReady = "DELETE FROM ready WHERE run_id = {0} AND position = {1}";

    private const string RemoveDelayed = "DELETE FROM delayed WHERE run_id = {0} AND position = {1}";

    private const string InsertReady = """
        INSERT INTO ready (run_id, position, item_execution_id, version, previous_status, lost_count)
        VALUES ({0}, {1}, {2}, {3}, 'RETRYING', {4})
        """;

    private const string RemoveFailure = "DELETE FROM item_failure WHERE item_execution_id = {0}";

    // The all-zero worker's row holds what no worker did.
    private const string AddCounts = """
        INSERT INTO item_count (batch_execution_id, worker_id, run_id,
            pending, processing, completed, failed, cancelled, skipped, retrying)
        VALUES ({0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, {8}, {9})
        ON CONFLICT (batch_execution_id, worker_id) DO UPDATE SET
            pending = item_count.pending + excluded.pending,
            processing = item_count.processing + excluded.processing,
            completed = item_count.completed + excluded.completed,
            failed = item_count.failed + excluded.failed,
            cancelled = item_count.cancelled + excluded.cancelled,
            skipped = item_count.skipped + excluded.skipped,
            retrying = item_count.retrying + excluded.retrying
        """;

    // As a retry of many does it: claims are possible again, and the failure threshold counts from here.
    private const string CountThresholdAnew = """
        UPDATE failure_threshold SET stopping = false,
            finished_before = (SELECT coalesce(sum(completed + failed), 0) FROM item_count WHERE run_id = {0}),
            failed_before = (SELECT coalesce(sum(failed), 0) FROM item_count WHERE run_id = {0})
        WHERE run_id = {0}
        """;

    private PlatformContext Context => session.Context;

    /// <summary>Stores the change by <paramref name="save"/>, with everything that goes along with it.</summary>
    /// <exception cref="InvalidStateException">Only a worker may make such a change, or the run does not admit it any more.</exception>
    internal async Task SaveAsync(
        EntityEntry<ItemExecution> entry,
        Func<Task> save,
        CancellationToken cancellationToken
    )
    {
        var item = entry.Entity;
        var from = entry.Property(e => e.Status).OriginalValue;
        RequireAdmitted(entry, from);
        if (item.Status == from)
        {
            await save();
            return;
        }
        if (item.Status == ExecutionStatus.Retrying)
            await ReopenAsync(item, cancellationToken);
        var position = await PositionAsync(item, cancellationToken);
        await session.ExecuteAsync(RemoveReady, cancellationToken, item.RunId.Value, position);
        await session.ExecuteAsync(RemoveDelayed, cancellationToken, item.RunId.Value, position);
        await save();
        await CountAsync(item, from, cancellationToken);
        if (from == ExecutionStatus.Failed)
            await session.ExecuteAsync(RemoveFailure, cancellationToken, item.Id.Value);
        if (item.Status != ExecutionStatus.Retrying)
            return;
        await EnqueueAsync(item, position, cancellationToken);
        await session.ExecuteAsync(CountThresholdAnew, cancellationToken, item.RunId.Value);
    }

    private async Task EnqueueAsync(ItemExecution item, long position, CancellationToken cancellationToken)
    {
        await session.ExecuteAsync(
            InsertReady,
            cancellationToken,
            item.RunId.Value,
            position,
            item.Id.Value,
            item.Version,
            item.LostCount
        );
        await session.AnnounceWorkAsync(cancellationToken);
    }

    private void RequireAdmitted(EntityEntry<ItemExecution> entry, ExecutionStatus stored)
    {
        var steps = session.Changes.UnsavedHistory(entry.Entity);
        if (entry.Property(e => e.IsActive).IsModified || !steps.All(IsAdmitted))
            throw DrivenByWorkers.Refusal(nameof(ItemExecution), entry.Entity, stored);
    }

    private static bool IsAdmitted(ItemStateHistory step) =>
        step.NewStatus is ExecutionStatus.Cancelled or ExecutionStatus.Skipped
        || (step.PreviousStatus == ExecutionStatus.Failed && step.NewStatus == ExecutionStatus.Retrying);

    // Retrying an item of a run that has failed re-opens the run and the batch.
    private async Task ReopenAsync(ItemExecution item, CancellationToken cancellationToken)
    {
        await session.LockAsync<Run>(item.RunId.Value, cancellationToken);
        var run = await FreshAsync(Context.Runs.Where(r => r.Id == item.RunId), cancellationToken);
        if (run.CancelRequestedAt is not null || run.Status is ExecutionStatus.Cancelled or ExecutionStatus.Completed)
            throw new InvalidStateException(
                nameof(Run),
                $"{run.Id}",
                run.CancelRequestedAt is null ? run.Status.Name() : "being cancelled",
                "retrying its items",
                "restart it as a new run"
            );
        if (await Context.Runs.IgnoreQueryFilters().AnyAsync(r => r.ParentRunId == run.Id, cancellationToken))
            throw new InvalidStateException(
                nameof(Run),
                $"{run.Id}",
                "restarted",
                "retrying its items",
                "they may be done by now: retry those of the run that restarted it"
            );
        var batch = await FreshAsync(
            Context.BatchExecutions.Where(b => b.Id == item.BatchExecutionId),
            cancellationToken
        );
        if (run.Status == ExecutionStatus.Failed)
        {
            run.Retry("an item is retried", item.UpdatedAt);
            await session.Changes.UpdateAsync(Context.Entry(run), cancellationToken);
        }
        if (batch.Status == ExecutionStatus.Failed)
        {
            batch.Retry(item.UpdatedAt);
            await session.Changes.UpdateAsync(Context.Entry(batch), cancellationToken);
        }
    }

    private async Task<TEntity> FreshAsync<TEntity>(IQueryable<TEntity> one, CancellationToken cancellationToken)
        where TEntity : Entity
    {
        var entity = await one.IgnoreQueryFilters().FirstAsync(cancellationToken);
        var entry = Context.Entry(entity);
        if (entity.Version == entry.Property(e => e.Version).OriginalValue)
            await entry.ReloadAsync(cancellationToken);
        return entity;
    }

    private async Task<long> PositionAsync(ItemExecution item, CancellationToken cancellationToken)
    {
        var place = await (
            from batch in Context.BatchExecutions.IgnoreQueryFilters()
            where batch.Id == item.BatchExecutionId
            from place_ in Context.Items.IgnoreQueryFilters()
            where place_.Id == item.ItemId
            select new { batch.Ordinal, place_.SequenceNumber }
        ).FirstAsync(cancellationToken);
        return QueuePosition.Of(place.Ordinal, place.SequenceNumber);
    }

    private Task CountAsync(ItemExecution item, ExecutionStatus from, CancellationToken cancellationToken)
    {
        object Change(ExecutionStatus status) => (status == item.Status ? 1L : 0L) - (status == from ? 1L : 0L);

        return session.ExecuteAsync(
            AddCounts,
            cancellationToken,
            [
                item.BatchExecutionId.Value,
                Guid.Empty,
                item.RunId.Value,
                Change(ExecutionStatus.Pending),
                Change(ExecutionStatus.Processing),
                Change(ExecutionStatus.Completed),
                Change(ExecutionStatus.Failed),
                Change(ExecutionStatus.Cancelled),
                Change(ExecutionStatus.Skipped),
                Change(ExecutionStatus.Retrying),
            ]
        );
    }
}
