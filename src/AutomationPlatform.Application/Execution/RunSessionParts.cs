using AutomationPlatform.Domain.Execution;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Execution;

/// <summary>What every session of a worker shares.</summary>
internal sealed record RunSessionParts(
    IWorkQueue Queue,
    IRunControl Control,
    WorkerLease WorkerLease,
    WorkerTotals Totals,
    SoloGate Solo,
    TurnGate Claims,
    TimeProvider Clock,
    Chance Chance,
    TimeSpan Lease,
    ILogger Logger
)
{
    internal WorkerIdentity Worker => WorkerLease.Identity;

    /// <summary>Waits for the next token of a rate, but looks again before long: limits may have changed meanwhile.</summary>
    internal async Task WaitForRateAsync(TimeSpan wait, CancellationToken noMoreClaims, CancellationToken killed)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(noMoreClaims, killed);
        var shortest = ExecutionDefaults.ShortestLimitWait;
        var within = wait < shortest ? shortest : wait;
        var longest = ExecutionDefaults.IdlePoll;
        await Task.Delay(within < longest ? within : longest, Clock, either.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        killed.ThrowIfCancellationRequested();
    }

    /// <summary>Claims; a repetition after a lost reply names the same claim and finds it.</summary>
    internal Task<Claim> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) =>
        PatientlyAsync(() => Queue.ClaimAsync(request, cancellationToken), cancellationToken);

    /// <summary>Ends the run when nothing of it is left.</summary>
    internal Task<RunEnd?> EndIfDoneAsync(RunId run, CancellationToken cancellationToken) =>
        PatientlyAsync(() => Queue.EndIfDoneAsync(run, cancellationToken), cancellationToken);

    /// <summary>Outlasts a database that is away for a while; only for what may be done twice.</summary>
    internal Task<T> PatientlyAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) =>
        DatabasePatience.KeepTryingAsync(work, Logger, cancellationToken);
}

/// <summary>Random numbers for jitter. Thread-safe.</summary>
internal sealed class Chance(Random random)
{
    private readonly Lock gate = new();

    internal double Next()
    {
        lock (gate)
            return random.NextDouble();
    }
}
