using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>Run control that remembers what it was asked to do.</summary>
internal sealed class ToldControl : IRunControl
{
    internal List<string> Asked { get; } = [];

    internal Exception? Refusal { get; init; }

    public Task<RunId> CreateRunAsync(NewRun run, IProgress<long>? progress, CancellationToken cancellationToken) =>
        Done(
            $"create {string.Join(' ', run.Batches)} {run.CorrelationId} priority {run.Priority} attempts {run.MaxAttempts}"
                + (run.Restart is { } restart ? $" restarts {restart.Parent} {restart.Scope}" : ""),
            Told.RunId
        );

    public Task<int> RemoveAbandonedAsync(CancellationToken cancellationToken) => Done("remove abandoned", 0);

    public Task SetPausedAsync(RunId run, string? reason, string actor, CancellationToken cancellationToken) =>
        Done(reason is null ? $"resume {actor}" : $"pause {reason} {actor}", 0);

    public Task<long> CancelAsync(RunId run, string reason, string actor, CancellationToken cancellationToken) =>
        Done($"cancel {reason} {actor}", 151L);

    public Task<int> CancelWaitingSliceAsync(RunId run, string actor, CancellationToken cancellationToken) =>
        Done("slice", 0);

    public Task<long> RetryAsync(
        RunId run,
        IReadOnlyList<string> codes,
        string reason,
        string actor,
        CancellationToken cancellationToken
    ) => Done($"retry {string.Join('+', codes)} {reason} {actor}", 2L);

    public Task<long> CountFailedAsync(RunId run, IReadOnlyList<string> codes, CancellationToken cancellationToken) =>
        Task.FromResult(2L);

    public Task<SkippedItems> SkipAsync(
        RunId run,
        WaitingItemFilter filter,
        string reason,
        string actor,
        CancellationToken cancellationToken
    ) =>
        Done(
            $"skip {string.Join('+', filter.Batches)} {filter.Reference} {filter.FirstSequenceNumber}-{filter.LastSequenceNumber} {reason} {actor}",
            new SkippedItems(150, 1)
        );

    public Task<WaitingItemCounts> CountWaitingAsync(
        RunId run,
        WaitingItemFilter filter,
        CancellationToken cancellationToken
    ) => Task.FromResult(new WaitingItemCounts(150, 1));

    public Task<RestartPlan> PlanRestartAsync(RunRestart restart, CancellationToken cancellationToken) =>
        Refusal is not null
            ? throw Refusal
            : Task.FromResult(new RestartPlan(restart, Told.AutomationId, "ext-123", 7, Restarted));

    internal IReadOnlyList<RestartBatch> Restarted { get; init; } = [new(Told.BatchId, 2)];

    public Task SetAutomationPausedAsync(
        AutomationId automation,
        string? reason,
        string actor,
        CancellationToken cancellationToken
    ) => Done(reason is null ? $"resume automation {actor}" : $"pause automation {reason} {actor}", 0);

    private Task<T> Done<T>(string what, T answer)
    {
        if (Refusal is not null)
            throw Refusal;
        Asked.Add(what);
        return Task.FromResult(answer);
    }
}
