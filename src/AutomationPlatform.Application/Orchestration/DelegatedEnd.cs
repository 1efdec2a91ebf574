using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>Moves delegated runs with their instances, and ends them.</summary>
/// <remarks>Every step can be repeated: what is done already is left as it is.</remarks>
internal sealed class DelegatedEnd(IUnitOfWorkFactory units, IDelegatedItemCloser items)
{
    /// <summary>The run has begun in its engine.</summary>
    internal Task BeginAsync(RunId id, string actor, DateTimeOffset now, CancellationToken cancellationToken) =>
        units.TransactionAsync(
            async (work, token) =>
            {
                var run = await work.Runs.GetOrThrowAsync(id, cancellationToken: token);
                if (run.Status == ExecutionStatus.Pending)
                {
                    run.Start(now);
                    await work.Runs.UpdateAsync(run, token);
                }
                return true;
            },
            actor,
            cancellationToken
        );

    /// <summary>Ends the run as its job ended: first the items that nobody reported, then batches and run.</summary>
    internal async Task EndAsync(
        RunId id,
        string actor,
        DelegatedOutcome outcome,
        DateTimeOffset now,
        CancellationToken token
    )
    {
        await CloseItemsAsync(id, actor, outcome, token);
        await units.TransactionAsync((work, inner) => EndRunAsync(work, id, outcome, now, inner), actor, token);
        // What was begun between the two is refused its answer's place in an ended run, and must not stay open.
        await CloseItemsAsync(id, actor, outcome, token);
    }

    private async Task CloseItemsAsync(RunId id, string actor, DelegatedOutcome outcome, CancellationToken token)
    {
        var waiting = outcome.Status == ExecutionStatus.Completed ? ExecutionStatus.Skipped : ExecutionStatus.Cancelled;
        await items.CloseAsync(id, ExecutionStatus.Pending, waiting, outcome.Reason, actor, token);
        foreach (var running in (ExecutionStatus[])[ExecutionStatus.Processing, ExecutionStatus.Retrying])
            await items.CloseAsync(id, running, ExecutionStatus.Cancelled, outcome.Reason, actor, token);
    }

    private static async Task<bool> EndRunAsync(
        IUnitOfWork work,
        RunId id,
        DelegatedOutcome outcome,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var run = await work.Runs.GetOrThrowAsync(id, cancellationToken: cancellationToken);
        if (run.Status.IsFinished())
            return false;
        foreach (var batch in await work.BatchExecutions.ListByRunAsync(id, int.MaxValue, cancellationToken))
        {
            if (batch.Status.IsFinished())
                continue;
            await EndBatchAsync(work, batch, outcome, now, cancellationToken);
            await work.BatchExecutions.UpdateAsync(batch, cancellationToken);
        }
        var counts = await work.ItemExecutions.CountByStatusAsync(id, cancellationToken);
        var failed = counts.GetValueOrDefault(ExecutionStatus.Failed);
        if (run.Status != ExecutionStatus.Processing)
            run.Start(now);
        if (outcome.Status == ExecutionStatus.Cancelled)
            run.Cancel(run.CancellationReason ?? outcome.Reason, now);
        else if (outcome.Status == ExecutionStatus.Failed)
            run.Fail(outcome.Reason, now);
        else if (failed > 0)
            run.Fail($"{failed} items are FAILED, although {outcome.Reason}", now);
        else
            run.Complete(now);
        await work.Runs.UpdateAsync(run, cancellationToken);
        return true;
    }

    private static async Task EndBatchAsync(
        IUnitOfWork work,
        BatchExecution batch,
        DelegatedOutcome outcome,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var failed = await CountAsync(ExecutionStatus.Failed);
        var cancelled = await CountAsync(ExecutionStatus.Cancelled);
        if (batch.Status != ExecutionStatus.Processing)
            batch.Start(now);
        var end = DerivedStatus.EndOf(0, failed, cancelled, outcome.Status == ExecutionStatus.Cancelled);
        if (end == ExecutionStatus.Cancelled)
            batch.Cancel(now);
        else if (end == ExecutionStatus.Failed || (outcome.Status == ExecutionStatus.Failed && cancelled > 0))
            batch.Fail(now);
        else
            batch.Complete(now);

        Task<long> CountAsync(ExecutionStatus status) =>
            work.ItemExecutions.CountAsync(
                Filter.Where("batchExecutionId", batch.Id).And("status", status),
                cancellationToken: cancellationToken
            );
    }
}
