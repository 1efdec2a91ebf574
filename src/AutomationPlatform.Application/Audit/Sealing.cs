using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Audit;

/// <summary>Seals what ends while a worker works, and waits at its end for what it has brought to an end. Dispose it.</summary>
internal sealed class Sealing : IAsyncDisposable
{
    private readonly CancellationTokenSource ending;
    private readonly RunSealer? sealer;
    private readonly Func<string> actor;
    private readonly TimeProvider clock;
    private readonly ILogger logger;
    private readonly WorkerOptions options;
    private readonly Task working;

    internal Sealing(
        RunSealer? sealer,
        Func<string> actor,
        TimeProvider clock,
        ILogger logger,
        WorkerOptions options,
        CancellationToken stop
    )
    {
        (this.sealer, this.actor, this.clock, this.logger, this.options) = (sealer, actor, clock, logger, options);
        ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var token = ending.Token;
        working =
            sealer is null || options.UntilIdle ? Task.CompletedTask : Task.Run(() => WorkAsync(sealer, token), token);
    }

    /// <summary>Seals until none of the worker's runs waits for its seal, those that others are at included.</summary>
    internal async Task FinishAsync(CancellationToken cancellationToken)
    {
        await StopAsync();
        if (!options.Drain && !options.UntilIdle)
            return;
        try
        {
            while (sealer is not null && await sealer.IsAwaitedAsync(options.Runs, cancellationToken))
            {
                if (!await sealer.MaySealAsync(cancellationToken))
                {
                    SealLog.CannotSeal(
                        logger,
                        "this database takes signed seals only, and there is no key here (APC_AUDIT_KEY)"
                    );
                    return;
                }
                if (await SealOneAsync(cancellationToken))
                    continue;
                if (!options.Drain)
                    return;
                await Task.Delay(AuditDefaults.SealPoll, clock, cancellationToken);
            }
        }
        // A run that cannot be sealed must not keep a worker for ever; the next one tries again.
        catch (Exception trouble) when (trouble is not (OperationCanceledException or DatabaseUnavailableException))
        {
            SealLog.Trouble(logger, trouble);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        ending.Dispose();
    }

    private async Task StopAsync()
    {
        await ending.CancelAsync();
        await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<bool> SealOneAsync(CancellationToken cancellationToken)
    {
        foreach (var run in options.Runs.Count == 0 ? [null] : options.Runs.Select(id => (RunId?)id).ToArray())
            if (await sealer!.SealNextAsync(run, actor(), options.SealProgress, cancellationToken))
                return true;
        return false;
    }

    private async Task WorkAsync(RunSealer own, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(AuditDefaults.SealPoll, clock);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                while (await own.SealNextAsync(run: null, actor(), progress: null, cancellationToken))
                    cancellationToken.ThrowIfCancellationRequested();
            }
            catch (Exception trouble) when (trouble is not OperationCanceledException)
            {
                SealLog.Trouble(logger, trouble);
            }
        }
    }
}
