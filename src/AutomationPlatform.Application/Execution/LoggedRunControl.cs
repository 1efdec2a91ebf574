using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>Logs the commands on runs that are refused; what is done, the port itself logs in its transaction. Thread-safe.</summary>
/// <param name="control">Does them.</param>
/// <param name="refusals">Where refused ones go.</param>
public sealed class LoggedRunControl(IRunControl control, RefusalLog refusals) : IRunControl
{
    /// <inheritdoc/>
    public Task<RunId> CreateRunAsync(NewRun run, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        return refusals.WatchAsync(
            () =>
                run.Restart is { } restart
                    ? new AuditEntry(AuditActions.RunRestart, run.Actor) { Run = restart.Parent }
                    : new AuditEntry(AuditActions.RunStart, run.Actor)
                    {
                        Changes = new AuditChanges().Set("automation_id", before: null, $"{run.AutomationId}"),
                    },
            () => control.CreateRunAsync(run, progress, cancellationToken)
        );
    }

    /// <inheritdoc/>
    public Task<int> RemoveAbandonedAsync(CancellationToken cancellationToken) =>
        control.RemoveAbandonedAsync(cancellationToken);

    /// <inheritdoc/>
    public Task SetPausedAsync(RunId run, string? reason, string actor, CancellationToken cancellationToken) =>
        WatchAsync(
            reason is null ? AuditActions.RunResume : AuditActions.RunPause,
            (run, reason, actor),
            async () =>
            {
                await control.SetPausedAsync(run, reason, actor, cancellationToken);
                return true;
            }
        );

    /// <inheritdoc/>
    public Task<long> CancelAsync(RunId run, string reason, string actor, CancellationToken cancellationToken) =>
        WatchAsync(
            AuditActions.RunCancel,
            (run, reason, actor),
            () => control.CancelAsync(run, reason, actor, cancellationToken)
        );

    /// <inheritdoc/>
    public Task<int> CancelWaitingSliceAsync(RunId run, string actor, CancellationToken cancellationToken) =>
        control.CancelWaitingSliceAsync(run, actor, cancellationToken);

    /// <inheritdoc/>
    public Task<long> RetryAsync(
        RunId run,
        IReadOnlyList<string> codes,
        string reason,
        string actor,
        CancellationToken cancellationToken
    ) =>
        WatchAsync(
            AuditActions.RunRetry,
            (run, reason, actor),
            () => control.RetryAsync(run, codes, reason, actor, cancellationToken)
        );

    /// <inheritdoc/>
    public Task<long> CountFailedAsync(RunId run, IReadOnlyList<string> codes, CancellationToken cancellationToken) =>
        control.CountFailedAsync(run, codes, cancellationToken);

    /// <inheritdoc/>
    public Task<SkippedItems> SkipAsync(
        RunId run,
        WaitingItemFilter filter,
        string reason,
        string actor,
        CancellationToken cancellationToken
    ) =>
        WatchAsync(
            AuditActions.RunSkip,
            (run, reason, actor),
            () => control.SkipAsync(run, filter, reason, actor, cancellationToken)
        );

    /// <inheritdoc/>
    public Task<WaitingItemCounts> CountWaitingAsync(
        RunId run,
        WaitingItemFilter filter,
        CancellationToken cancellationToken
    ) => control.CountWaitingAsync(run, filter, cancellationToken);

    /// <inheritdoc/>
    public Task<RestartPlan> PlanRestartAsync(RunRestart restart, CancellationToken cancellationToken) =>
        control.PlanRestartAsync(restart, cancellationToken);

    /// <inheritdoc/>
    public Task SetAutomationPausedAsync(
        AutomationId automation,
        string? reason,
        string actor,
        CancellationToken cancellationToken
    ) =>
        refusals.WatchAsync(
            () =>
                new AuditEntry(reason is null ? AuditActions.AutomationResume : AuditActions.AutomationPause, actor)
                {
                    EntityId = $"{automation}",
                    Reason = reason,
                },
            async () =>
            {
                await control.SetAutomationPausedAsync(automation, reason, actor, cancellationToken);
                return true;
            }
        );

    private Task<T> WatchAsync<T>(
        AuditAction action,
        (RunId Run, string? Reason, string Actor) command,
        Func<Task<T>> work
    ) =>
        refusals.WatchAsync(
            () => new AuditEntry(action, command.Actor) { Run = command.Run, Reason = command.Reason },
            work
        );
}
