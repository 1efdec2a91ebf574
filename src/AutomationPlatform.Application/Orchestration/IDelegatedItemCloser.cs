using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>Ends items of delegated runs by the thousand. Thread-safe.</summary>
public interface IDelegatedItemCloser
{
    /// <summary>Moves items of a run that an engine drives from one status to another, each with its line of history, in slices.</summary>
    /// <param name="run">The run.</param>
    /// <param name="from">The status they have: one of those from which <paramref name="to"/> can be reached in a step.</param>
    /// <param name="to">CANCELLED or SKIPPED.</param>
    /// <param name="reason">Why, for the history.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many were moved.</returns>
    Task<long> CloseAsync(
        RunId run,
        ExecutionStatus from,
        ExecutionStatus to,
        string reason,
        string actor,
        CancellationToken cancellationToken
    );
}
