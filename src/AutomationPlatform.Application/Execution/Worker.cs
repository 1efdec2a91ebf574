using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Events;
using AutomationPlatform.Domain.Execution;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Execution;

/// <summary>One worker process: finds runs it can serve, works on them, and keeps its lease and the common upkeep going.</summary>
/// <remarks>
/// Any number of them share a database; there is no leader. Rescue of vanished workers' items, retries that become due,
/// the check for ended runs and their sealing are done by every worker and are safe to do twice at once.
/// </remarks>
public sealed class Worker(
    IWorkQueue queue,
    IRunControl control,
    IRunContextReader contexts,
    IItemRunnerFactory factory,
    IWorkSignal signal,
    TimeProvider clock,
    ILogger<Worker> logger,
    IAuditChain? chain = null,
    RunSealer? sealer = null,
    OutboxRelay? relay = null
)
{
    /// <summary>Serves until drained or stopped.</summary>
    /// <param name="options">What to serve, and how.</param>
    /// <param name="drain">Cancelled to finish what has begun, give back the rest, and leave.</param>
    /// <param name="stop">Cancelled to leave at once: handlers are ended, and what they had begun is lost as by a crash.</param>
    /// <returns>What it did.</returns>
    /// <exception cref="InvalidInputException">A run that was named cannot be served here; the message says why.</exception>
    /// <exception cref="DatabaseUnavailableException">The database stayed away too long.</exception>
    public async Task<WorkerReport> RunAsync(
        WorkerOptions options,
        CancellationToken drain = default,
        CancellationToken stop = default
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        var lease = new WorkerLease(queue, options, clock, logger);
        var totals = new WorkerTotals();
        using var solo = new SoloGate();
        await using var runners = new RunnerPool(factory, options);
        await using var gauges = new BacklogGauges(queue, clock, logger);
        var parts = Parts(lease, totals, solo, options);
        if (relay is not null)
            await relay.RegisterAsync(stop);
        await lease.JoinAsync(stop);
        WorkerLog.Joined(logger, lease.Identity.Name);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var keeping = lease.KeepAsync(ending.Token);
        using var ended = new CancellationTokenSource();
        var relaying = relay?.RunAsync(ended.Token, stop) ?? Task.CompletedTask;
        var tries = DatabasePatience.Tries;
        var finished = false;
        try
        {
            using var board = new RunBoard(parts, contexts, runners, options);
            await using var sealing = new Sealing(sealer, () => lease.Identity.Name, clock, logger, options, stop);
            await ServeAsync(board, options, drain, stop);
            if (!drain.IsCancellationRequested)
                await sealing.FinishAsync(stop);
            finished = true;
        }
        catch (DatabaseUnavailableException)
        {
            tries = 1;
            throw;
        }
        finally
        {
            await ending.CancelAsync();
            await keeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // After an error too: what was begun then and never answered must not be given back as if it had not been.
            await LeaveAsync(lease, abandoned: !finished || stop.IsCancellationRequested, tries);
            // What the last commits told is delivered before this process may end.
            await ended.CancelAsync();
            await relaying.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var report = totals.Report;
            WorkerLog.Left(logger, lease.Identity.Name, report.Answered, report.Late);
        }
        return totals.Report;
    }

    private RunSessionParts Parts(WorkerLease lease, WorkerTotals totals, SoloGate solo, WorkerOptions options) =>
        new(
            queue,
            control,
            lease,
            totals,
            solo,
            new TurnGate(ExecutionDefaults.ClaimsAtOnce),
            clock,
            new Chance(new Random()),
            options.Lease,
            logger
        );

    private async Task ServeAsync(
        RunBoard board,
        WorkerOptions options,
        CancellationToken drain,
        CancellationToken stop
    )
    {
        var upkeep = new WorkerUpkeep(queue, chain, clock, logger);
        using var waking = CancellationTokenSource.CreateLinkedTokenSource(drain, stop);
        while (!waking.IsCancellationRequested)
        {
            var runs = await DatabasePatience.KeepTryingAsync(
                async () =>
                {
                    await upkeep.RunOnceAsync(stop);
                    return await queue.ListOpenRunsAsync(stop);
                },
                logger,
                stop
            );
            await board.UpdateAsync(runs, stop);
            if ((options.Drain && board.IsDrained) || (options.UntilIdle && board.IsIdle))
                break;
            await IdleAsync(board, waking.Token);
        }
        await board.FinishAsync(stop);
    }

    private async Task IdleAsync(RunBoard board, CancellationToken waking)
    {
        using var woken = CancellationTokenSource.CreateLinkedTokenSource(waking);
        var waiting = signal.WaitAsync(board.IdleTime(), woken.Token);
        await Task.WhenAny(waiting, board.SessionEndedAsync());
        await woken.CancelAsync();
        await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // Leaving is worth trying even when everything else was stopped: otherwise others wait for the lease to run out.
    private async Task LeaveAsync(WorkerLease lease, bool abandoned, int tries)
    {
        using var limit = new CancellationTokenSource(ExecutionDefaults.Grace);
        try
        {
            await DatabasePatience.KeepTryingAsync(
                async () =>
                {
                    if (abandoned)
                        await lease.AbandonAsync(limit.Token);
                    await lease.LeaveAsync(limit.Token);
                    return true;
                },
                logger,
                limit.Token,
                tries
            );
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            WorkerLog.NotLeft(logger, lease.Identity.Name);
        }
    }
}
