using System.Diagnostics;
using AutomationPlatform.Domain.Execution;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Execution;

/// <summary>A worker's right to what it has claimed: entered, renewed at a third of its time, and given up at the end.</summary>
/// <remarks>
/// Whether the lease still holds is judged by a monotonic clock from the sending of the last renewal, so that a process
/// that was stopped and continued does not begin what others have been given meanwhile. Thread-safe.
/// </remarks>
internal sealed class WorkerLease(IWorkQueue queue, WorkerOptions options, TimeProvider clock, ILogger logger)
{
    private volatile WorkerIdentity identity = NewIdentity(options);
    private TaskCompletionSource renewed = NewSignal();
    private long renewedAt;

    /// <summary>Who the worker is now; another after its lease was lost.</summary>
    internal WorkerIdentity Identity => identity;

    /// <summary>Whether something claimed before may still be begun.</summary>
    internal bool IsHeld => clock.GetElapsedTime(Volatile.Read(ref renewedAt)) < options.Lease;

    /// <summary>Whether what this identity claimed may still be begun; while the lease is over, waits for it to be renewed.</summary>
    /// <returns>False when the lease was lost: what was claimed under it is others' now.</returns>
    internal async ValueTask<bool> MayBeginAsync(WorkerIdentity claimedAs, CancellationToken cancellationToken)
    {
        for (var next = Volatile.Read(ref renewed); !IsHeld; next = Volatile.Read(ref renewed))
            await next.Task.WaitAsync(cancellationToken);
        return identity.Id == claimedAs.Id;
    }

    internal async Task JoinAsync(CancellationToken cancellationToken)
    {
        var sentAt = clock.GetTimestamp();
        await queue.JoinAsync(identity, options.Lease, cancellationToken);
        Volatile.Write(ref renewedAt, sentAt);
    }

    /// <summary>Renews until cancelled. Any trouble is logged and tried again: the lease itself is the limit.</summary>
    /// <remarks>Were one kind of trouble to end this, the worker would sit there, alive and without the right to begin anything.</remarks>
    internal async Task KeepAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(options.Lease / 3, clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await RenewAsync(cancellationToken);
            }
            catch (Exception trouble) when (trouble is not OperationCanceledException)
            {
                WorkerLog.LeaseNotRenewed(logger, trouble);
            }
        }
    }

    /// <summary>Gives up at once: what was begun and never answered becomes lost, by the same way as a crash.</summary>
    internal async Task AbandonAsync(CancellationToken cancellationToken)
    {
        if (await queue.RenewAsync(identity.Id, TimeSpan.Zero, cancellationToken))
            await queue.RescueAsync(cancellationToken);
    }

    internal Task LeaveAsync(CancellationToken cancellationToken) => queue.LeaveAsync(identity, cancellationToken);

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        var sentAt = clock.GetTimestamp();
        if (!await queue.RenewAsync(identity.Id, options.Lease, cancellationToken))
        {
            WorkerLog.LeaseLost(logger, identity.Name);
            identity = NewIdentity(options);
            await queue.JoinAsync(identity, options.Lease, cancellationToken);
        }
        Volatile.Write(ref renewedAt, sentAt);
        Interlocked.Exchange(ref renewed, NewSignal()).TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static WorkerIdentity NewIdentity(WorkerOptions options) =>
        new(
            new WorkerId(Guid.CreateVersion7()),
            options.Name ?? $"{Environment.MachineName}:{Environment.ProcessId}",
            Environment.MachineName,
            Environment.ProcessId,
            options.Shard
        );
}
