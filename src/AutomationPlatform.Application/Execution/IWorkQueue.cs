using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Execution;

/// <summary>The set-based port through which workers take items and give answers. One implementation per database.</summary>
/// <remarks>
/// Claiming is starting: what a claim returns is PROCESSING, counted and in the history before the caller sees it. The
/// fence is the version that the claim produced: every answer names it, and one whose version no longer stands is refused.
/// Every member is one transaction, safe to run in many processes at once; deadlocks and serialization failures are
/// retried inside. Thread-safe.
/// </remarks>
public interface IWorkQueue
{
    /// <summary>Enters the worker with a lease counted from now.</summary>
    Task JoinAsync(WorkerIdentity worker, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Extends the worker's lease. False when its row is gone: others have rescued what it held.</summary>
    Task<bool> RenewAsync(WorkerId worker, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Takes the worker's row away, gives back whatever it still held, and folds its counts.</summary>
    Task LeaveAsync(WorkerIdentity worker, CancellationToken cancellationToken);

    /// <summary>The runs driven by workers that have not ended, with what a worker needs to decide about them.</summary>
    Task<IReadOnlyList<OpenRun>> ListOpenRunsAsync(CancellationToken cancellationToken);

    /// <summary>Takes the next items of a run in order of position and starts them. Empty when there are none now.</summary>
    Task<Claim> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken);

    /// <summary>Takes answers, and in the same transaction claims the next items when asked to.</summary>
    /// <remarks>An answer that the database cannot store fails its own item for good with <c>bad-result</c>, found by bisection.</remarks>
    Task<AnswersTaken> AnswerAsync(ChunkAnswers answers, ClaimRequest? next, CancellationToken cancellationToken);

    /// <summary>Says which open runs a worker can serve and which not; of a run that was told of before, the last word counts.</summary>
    Task RecordServiceAsync(WorkerId worker, IReadOnlyList<RunService> services, CancellationToken cancellationToken);

    /// <summary>Keeps what handlers said of the items they are at; what is said of another version is ignored.</summary>
    Task ReportProgressAsync(RunId run, IReadOnlyList<ProgressReport> reports, CancellationToken cancellationToken);

    /// <summary>How many items of open runs wait, over the whole database; from counts, whatever their number.</summary>
    Task<Backlog> GetBacklogAsync(CancellationToken cancellationToken);

    /// <summary>Makes lost whatever workers hold whose lease is over by the database's clock, and takes their rows away.</summary>
    /// <returns>How many items were lost.</returns>
    Task<int> RescueAsync(CancellationToken cancellationToken);

    /// <summary>Moves retries that are due back into the queue.</summary>
    /// <returns>How many were moved.</returns>
    Task<int> MoveDueAsync(CancellationToken cancellationToken);

    /// <summary>Ends the run's batches that have no active item, and the run when all of them have ended.</summary>
    /// <remarks>Locks the run's row, so that the end happens exactly once. Safe to call at any time.</remarks>
    /// <returns>The run's end, or null when it has not ended or had ended before.</returns>
    Task<RunEnd?> EndIfDoneAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>Stops the run when the share of its failed items has reached its failure threshold: nothing more is claimed.</summary>
    /// <remarks>Locks the run's row as the end does, so that it is stopped once. Safe to call at any time.</remarks>
    /// <returns>Why the threshold is stopping the run, whoever found it out; null when it is not.</returns>
    Task<string?> CheckThresholdAsync(RunId run, CancellationToken cancellationToken);
}
