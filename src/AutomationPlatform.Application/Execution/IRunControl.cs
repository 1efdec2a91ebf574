using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>The set-based port that makes runs and acts on many of their items. One implementation per database.</summary>
/// <remarks>Every member that changes many rows works in slices, each a transaction. Thread-safe.</remarks>
public interface IRunControl
{
    /// <summary>Makes a run with the executions of its batches; hidden until its last slice, so all of it or nothing is seen.</summary>
    /// <exception cref="ConflictException">A batch is being imported, or the automation was deactivated.</exception>
    Task<RunId> CreateRunAsync(NewRun run, IProgress<long>? progress, CancellationToken cancellationToken);

    /// <summary>Removes runs whose maker vanished before they could be seen, with everything that was made of them.</summary>
    /// <returns>How many runs were removed.</returns>
    Task<int> RemoveAbandonedAsync(CancellationToken cancellationToken);

    /// <summary>Pauses or resumes a run. A null reason resumes.</summary>
    /// <exception cref="ConflictException">The run has ended, or is so already.</exception>
    Task SetPausedAsync(RunId run, string? reason, string actor, CancellationToken cancellationToken);

    /// <summary>Asks for the run's end and cancels what waits, in slices. Running items get their grace from their workers.</summary>
    /// <returns>How many waiting items were cancelled.</returns>
    /// <exception cref="ConflictException">The run has ended or is being cancelled already.</exception>
    Task<long> CancelAsync(RunId run, string reason, string actor, CancellationToken cancellationToken);

    /// <summary>Cancels what still waits in a run whose cancelling was asked for, or that its failure threshold stops: a slice at most.</summary>
    /// <returns>How many were cancelled; 0 when none waits any more.</returns>
    Task<int> CancelWaitingSliceAsync(RunId run, string actor, CancellationToken cancellationToken);

    /// <summary>Re-opens failed items, of the given codes or of all; the failure threshold then counts anew.</summary>
    /// <returns>How many were re-opened.</returns>
    /// <exception cref="ConflictException">The run is not PROCESSING, RETRYING or FAILED, or is being cancelled.</exception>
    Task<long> RetryAsync(
        RunId run,
        IReadOnlyList<string> codes,
        string reason,
        string actor,
        CancellationToken cancellationToken
    );

    /// <summary>How many failed items <see cref="RetryAsync"/> would re-open.</summary>
    Task<long> CountFailedAsync(RunId run, IReadOnlyList<string> codes, CancellationToken cancellationToken);

    /// <summary>Leaves out what waits and was never begun, and ends the run if nothing is left.</summary>
    /// <remarks>What is to be tried again stays: it has begun. A run that is cancelled meanwhile keeps the rest.</remarks>
    /// <exception cref="ConflictException">The run has ended or is being cancelled.</exception>
    Task<SkippedItems> SkipAsync(
        RunId run,
        WaitingItemFilter filter,
        string reason,
        string actor,
        CancellationToken cancellationToken
    );

    /// <summary>How many waiting items match.</summary>
    Task<WaitingItemCounts> CountWaitingAsync(RunId run, WaitingItemFilter filter, CancellationToken cancellationToken);

    /// <summary>What a restart of an ended run would do. <see cref="CreateRunAsync"/> does it, given <see cref="NewRun.Restart"/>.</summary>
    /// <remarks>An item that was completed meanwhile, by any run of the same chain of restarts, is left out.</remarks>
    /// <exception cref="ConflictException">The run has not ended, or another run of its chain has not.</exception>
    Task<RestartPlan> PlanRestartAsync(RunRestart restart, CancellationToken cancellationToken);

    /// <summary>Pauses or resumes all runs of an automation, those to come included. A null reason resumes.</summary>
    /// <exception cref="NotFoundException">There is no such automation.</exception>
    /// <exception cref="ConflictException">It is so already.</exception>
    Task SetAutomationPausedAsync(
        AutomationId automation,
        string? reason,
        string actor,
        CancellationToken cancellationToken
    );
}

/// <summary>A run to be made.</summary>
/// <param name="AutomationId">What is executed.</param>
/// <param name="DefinitionNumber">The definition version it freezes.</param>
/// <param name="Batches">Its batches, in the order their items are claimed; empty makes a run that ends at once.</param>
/// <param name="MaxAttempts">Each item's own maximum; null means one attempt.</param>
/// <param name="Actor">Who starts it.</param>
public sealed record NewRun(
    AutomationId AutomationId,
    int DefinitionNumber,
    IReadOnlyList<BatchId> Batches,
    int? MaxAttempts,
    string Actor
)
{
    /// <summary>An id of the caller's own.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>0 to 9, higher first. Default <see cref="Run.DefaultPriority"/>.</summary>
    public int Priority { get; init; } = Run.DefaultPriority;

    /// <summary>The number of attempts asked for in place of the policy's; kept with the run. Null leaves it to the policy.</summary>
    public int? MaxAttemptsAsked { get; init; }

    /// <summary>The failure threshold of the frozen definition, above 0 and at most 1; null when it has none.</summary>
    public double? FailureThreshold { get; init; }

    /// <summary>The run whose items are done again; null takes every item of the batches.</summary>
    public RunRestart? Restart { get; init; }

    /// <summary>Who moves it on: workers, or an engine, whose items wait in no queue. Default <see cref="RunDriver.Workers"/>.</summary>
    public RunDriver Driver { get; init; } = RunDriver.Workers;
}
