using AutomationPlatform.Application;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>How a run stands, as it was read under its lock, and what that admits. A value.</summary>
/// <param name="Id">The run.</param>
/// <param name="Status">Its status.</param>
/// <param name="Paused">Whether it is paused.</param>
/// <param name="CancelRequested">Whether cancelling was asked for.</param>
/// <param name="Driver">Who moves it on, as it is spelt in the database.</param>
/// <param name="Restarted">Whether another run restarts it.</param>
internal sealed record RunState(
    RunId Id,
    ExecutionStatus Status,
    bool Paused,
    bool CancelRequested,
    string Driver,
    bool Restarted
)
{
    /// <summary>The spelling of the driver of runs that workers do.</summary>
    internal const string Workers = "WORKERS";

    /// <summary>Refuses a run that is not there, or that workers do not drive.</summary>
    internal static RunState Require(RunId run, RunState? found) =>
        found switch
        {
            null => throw new NotFoundException($"run {run}: there is none; list them with: apc runs list"),
            { Driver: not Workers } => throw new ConflictException(
                $"run {run}: it is driven by {found.Driver}, not by workers; change it where it was made"
            ),
            _ => found,
        };

    /// <summary>Refuses a pause or, without a reason, a resumption.</summary>
    internal void CheckPause(string? reason)
    {
        if (Status.IsFinished())
            throw new ConflictException(
                $"run {Id}: it has ended ({Status.Name()}); only an open run is paused or resumed"
            );
        if (Paused == reason is not null)
            throw new ConflictException(Paused ? $"run {Id}: it is paused already" : $"run {Id}: it is not paused");
    }

    /// <summary>Refuses to cancel what has ended or is being cancelled.</summary>
    internal void CheckCancel()
    {
        if (Status.IsFinished())
            throw new ConflictException($"run {Id}: it has ended ({Status.Name()}); only an open run is cancelled");
        if (CancelRequested)
            throw new ConflictException($"run {Id}: it is being cancelled already; watch it with: apc runs watch {Id}");
    }

    /// <summary>Refuses to leave out items of what has ended or is being cancelled.</summary>
    internal void CheckSkip()
    {
        if (Status.IsFinished())
            throw new ConflictException(
                $"run {Id}: it has ended ({Status.Name()}); only what waits in an open run is skipped"
            );
        if (CancelRequested)
            throw new ConflictException($"run {Id}: it is being cancelled, what waits in it included");
    }

    /// <summary>Refuses to restart what has not ended.</summary>
    internal void CheckRestart()
    {
        if (!Status.IsFinished())
            throw new ConflictException(
                $"run {Id}: it is {Status.Name()}; only an ended run is restarted; what has failed in it is tried again "
                    + $"with: apc runs retry {Id}"
            );
    }

    /// <summary>Refuses to re-open items of a run that has not begun, whose end is not a failure, or that another restarts.</summary>
    internal void CheckRetry()
    {
        if (Restarted)
            throw new ConflictException(
                $"run {Id}: it was restarted, and its items may be done by now; retry the run that restarted it, or start "
                    + $"what is left again in a new run with: apc runs restart {Id}"
            );
        if (CancelRequested)
            throw new ConflictException(
                $"run {Id}: it was cancelled; start its items again in a new run with: apc runs restart {Id} --scope unfinished"
            );
        if (Status is not (ExecutionStatus.Processing or ExecutionStatus.Retrying or ExecutionStatus.Failed))
            throw new ConflictException(
                $"run {Id}: it is {Status.Name()}; only the failed items of a PROCESSING, RETRYING or FAILED run are retried"
                    + (
                        Status.IsFinished()
                            ? $"; what is left of an ended one is started again with: apc runs restart {Id}"
                            : ""
                    )
            );
    }

    /// <summary>A reason as people gave it, within its limit.</summary>
    /// <exception cref="ValidationException">It is empty or too long.</exception>
    internal static string Reason(string reason) =>
        string.IsNullOrWhiteSpace(reason) ? throw new ValidationException(nameof(Run), "reason", "is empty; say why")
        : reason.Trim().Length > Limits.Reason
            ? throw new ValidationException(
                nameof(Run),
                "reason",
                $"is longer than {Limits.Reason} characters; shorten it"
            )
        : reason.Contains('\0')
            ? throw new ValidationException(
                nameof(Run),
                "reason",
                "holds the character U+0000, which no database keeps"
            )
        : reason.Trim();
}
