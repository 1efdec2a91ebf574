using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>Starts and answers items of runs that were handed to an engine whole. Thread-safe.</summary>
/// <remarks>
/// There is no lease: the engine alone knows whether its job lives. The fence is the version that the start produced; an
/// answer that names another one is refused and changes nothing. Status of run and batches stay the engine's to set.
/// </remarks>
public sealed class DelegatedItems(
    IUnitOfWorkFactory units,
    IRunContextReader contexts,
    RefusalLog refusals,
    TimeProvider clock
)
{
    /// <summary>Begins an attempt.</summary>
    /// <returns>The fence that its answer must name.</returns>
    /// <exception cref="EntityNotFoundException">There is no such item execution.</exception>
    /// <exception cref="ConflictException">Its run is not delegated to an engine, is paused, is being cancelled, or has ended.</exception>
    /// <exception cref="InvalidStateException">It is neither PENDING nor RETRYING, or its attempts are used up.</exception>
    /// <exception cref="ConcurrencyException">Somebody else changed it at the same moment.</exception>
    public Task<int> StartAsync(
        ItemExecutionId id,
        string? actor = null,
        CancellationToken cancellationToken = default
    ) =>
        ChangeAsync(
            AuditActions.ItemStart,
            id,
            fence: null,
            (item, run) =>
            {
                RequireOpen(run);
                item.Start(clock.GetUtcNow());
                return Task.CompletedTask;
            },
            item => item.Version,
            actor,
            cancellationToken
        );

    /// <summary>Ends an attempt well.</summary>
    /// <exception cref="ConcurrencyException">The fence does not stand any more; both versions are said.</exception>
    /// <exception cref="ConflictException">Its run is not delegated to an engine.</exception>
    /// <exception cref="EntityNotFoundException">There is no such item execution.</exception>
    /// <exception cref="InvalidStateException">It is not PROCESSING.</exception>
    public Task CompleteAsync(
        ItemExecutionId id,
        int fence,
        Payload? result,
        string? actor = null,
        CancellationToken cancellationToken = default
    ) =>
        ChangeAsync(
            AuditActions.ItemComplete,
            id,
            fence,
            (item, _) =>
            {
                item.Complete(clock.GetUtcNow(), result);
                return Task.CompletedTask;
            },
            item => item.Status,
            actor,
            cancellationToken
        );

    /// <summary>Ends an attempt in failure: RETRYING while attempts remain by the run's policy, else FAILED.</summary>
    /// <remarks>When it is tried again is the engine's to decide; a policy's delays and its total time do not apply.</remarks>
    /// <param name="id">The item execution.</param>
    /// <param name="fence">What its start gave.</param>
    /// <param name="failure">What went wrong; a business failure is final.</param>
    /// <param name="actor">Who says so.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Where it led: RETRYING or FAILED.</returns>
    /// <exception cref="ConcurrencyException">The fence does not stand any more; both versions are said.</exception>
    /// <exception cref="ConflictException">Its run is not delegated to an engine.</exception>
    /// <exception cref="EntityNotFoundException">There is no such item execution.</exception>
    /// <exception cref="InvalidStateException">It is not PROCESSING.</exception>
    public Task<ExecutionStatus> FailAsync(
        ItemExecutionId id,
        int fence,
        ItemFailed failure,
        string? actor = null,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(failure);
        return ChangeAsync(
            AuditActions.ItemFail,
            id,
            fence,
            async (item, run) =>
            {
                if (failure.Kind == FailureKind.Business)
                    item.FailForGood(failure.Code, failure.Message, clock.GetUtcNow());
                else
                    item.Fail(
                        failure.Code,
                        failure.Message,
                        clock.GetUtcNow(),
                        await LimitAsync(run, failure.Code, cancellationToken)
                    );
            },
            item => item.Status,
            actor,
            cancellationToken
        );
    }

    private Task<T> ChangeAsync<T>(
        AuditAction action,
        ItemExecutionId id,
        int? fence,
        Func<ItemExecution, Run, Task> change,
        Func<ItemExecution, T> outcome,
        string? actor,
        CancellationToken cancellationToken
    ) =>
        refusals.WatchAsync(
            () => new AuditEntry(action, actor) { EntityId = $"{id}" },
            () =>
                units.TransactionAsync(
                    async (unitOfWork, token) =>
                    {
                        var (item, run) = await FindAsync(unitOfWork, id, token);
                        if (fence is { } expected && item.Version != expected)
                            throw new ConcurrencyException(nameof(ItemExecution), $"{id}", expected, item.Version);
                        await change(item, run);
                        await unitOfWork.ItemExecutions.UpdateAsync(item, token);
                        return outcome(item);
                    },
                    actor,
                    cancellationToken
                )
        );

    private static async Task<(ItemExecution Item, Run Run)> FindAsync(
        IUnitOfWork unitOfWork,
        ItemExecutionId id,
        CancellationToken token
    )
    {
        var item = await unitOfWork.ItemExecutions.GetOrThrowAsync(id, cancellationToken: token);
        var run = await unitOfWork.Runs.GetOrThrowAsync(item.RunId, cancellationToken: token);
        return run.Driver == RunDriver.Engine
            ? (item, run)
            : throw new ConflictException(
                $"item execution {id}: its run {run.Id} is not delegated to an engine "
                    + $"({run.Driver.ToString().ToUpperInvariant()} drives it); only such items are started and answered one by one"
            );
    }

    private static void RequireOpen(Run run)
    {
        var why =
            run.Status.IsFinished() ? $"has ended ({run.Status.Name()})"
            : run.CancelRequestedAt is not null ? "is being cancelled"
            : run.PausedAt is not null ? $"is paused: {run.PauseReason}"
            : null;
        if (why is not null)
            throw new ConflictException($"run {run.Id} {why}; nothing of it is started");
    }

    private async Task<int?> LimitAsync(Run run, string code, CancellationToken cancellationToken) =>
        run.DefinitionNumber is null
            ? null
            : (await contexts.GetAsync(run.Id, cancellationToken)).Retry?.MaxAttemptsFor(code);
}
