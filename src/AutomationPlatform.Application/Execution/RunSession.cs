using System.Threading.Channels;
using AutomationPlatform.Domain.Execution;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Execution;

/// <summary>Works on one run until nothing more can be claimed from it: claim → attempts → answers.</summary>
/// <remarks>
/// What was claimed and not begun is given back when the worker drains or the run is paused, and cancelled when the run
/// is. It ends by itself; the worker begins another when the run has work again.
/// </remarks>
internal sealed class RunSession(RunSessionParts parts, OpenRun run, RunContext context, OpenRunner open) : IDisposable
{
    /// <summary>How long finished answers may still be written once the process must end: 10 s.</summary>
    internal static readonly TimeSpan LastWrite = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource noMoreClaims = new();
    private readonly CancellationTokenSource cancelRun = new();
    private readonly AnswerWriter writer = new(parts.Queue, run.Id, parts.Totals, parts.Logger);
    private readonly SemaphoreSlim answered = new(0);
    private readonly ClaimPace pace = new(parts.Clock, open.Concurrency, parts.Lease, context.Retry is null);
    private readonly ThresholdWatch threshold = new(parts.Queue, run.Id, context, parts.Logger);
    private string? pauseReason;

    /// <summary>Stops claiming; what has begun goes on.</summary>
    internal void Drain() => noMoreClaims.Cancel();

    /// <summary>Stops claiming, tells running handlers to end, and cancels what was not begun.</summary>
    internal void CancelRun()
    {
        cancelRun.Cancel();
        noMoreClaims.Cancel();
    }

    /// <summary>Stops claiming, and cancels what was not begun; what has begun goes on.</summary>
    internal void StopAtThreshold(string reason)
    {
        threshold.Tell(reason);
        noMoreClaims.Cancel();
    }

    internal async Task WorkAsync(CancellationToken killed)
    {
        if (open.Runner.IsInstant)
            await new InstantRun(parts, run, NewAttempt(), open.Runner, context, threshold).WorkAsync(
                noMoreClaims.Token,
                killed
            );
        else
            await PumpAsync(killed);
        if (pauseReason is { } reason)
            await PauseAsync(reason, killed);
        await parts.Queue.EndIfDoneAsync(run.Id, killed);
    }

    public void Dispose()
    {
        noMoreClaims.Dispose();
        cancelRun.Dispose();
        answered.Dispose();
    }

    private Attempt NewAttempt() => new(run, context, open.Runner, parts.Clock, parts.Chance, parts.Logger);

    private async Task PumpAsync(CancellationToken killed)
    {
        var held = Channel.CreateUnbounded<(Claim Claim, ClaimedItem Item)>();
        var attempts = Enumerable
            .Range(0, open.Concurrency)
            .Select(_ => AttemptAllAsync(held.Reader, killed))
            .ToArray();
        var writing = WriteAllAsync(killed);
        try
        {
            await ClaimAllAsync(held.Writer, killed);
        }
        finally
        {
            await noMoreClaims.CancelAsync();
            held.Writer.Complete();
            await Task.WhenAll(attempts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            writer.Complete();
            await writing;
        }
        await Task.WhenAll(attempts);
    }

    // Answers that are there when the process is told to end at once are still written: their work was done.
    private async Task WriteAllAsync(CancellationToken killed)
    {
        using var limit = new CancellationTokenSource();
        await using var ending = killed.Register(() => limit.CancelAfter(LastWrite));
        try
        {
            await writer.WriteAllAsync(WrittenAsync, limit.Token);
        }
        finally
        {
            await noMoreClaims.CancelAsync();
        }
    }

    private async Task ClaimAllAsync(ChannelWriter<(Claim, ClaimedItem)> held, CancellationToken killed)
    {
        var seek = new ClaimSeek(run.Limited);
        while (!noMoreClaims.IsCancellationRequested)
        {
            var wanted = pace.Wanted(seek.Limited);
            if (wanted == 0)
            {
                await WaitForAnswersAsync(killed);
                continue;
            }
            var claim = await parts.ClaimAsync(seek.Request(parts.Worker, run.Id, wanted), killed);
            seek.Took(claim);
            pace.Claimed(claim.Items.Count);
            foreach (var item in claim.Items)
                held.TryWrite((claim, item));
            if (claim.Reached is { Wait: { } wait })
                await parts.WaitForRateAsync(wait, noMoreClaims.Token, killed);
            else if (claim.Items.Count == 0 && !seek.MayFindMore)
            {
                if (pace.InHand == 0 && claim.Reached is null)
                    return;
                await WaitForAnswersAsync(killed);
            }
        }
    }

    private async Task AttemptAllAsync(ChannelReader<(Claim Claim, ClaimedItem Item)> held, CancellationToken killed)
    {
        var attempt = NewAttempt();
        while (await held.WaitToReadAsync(killed))
        while (held.TryRead(out var next))
        {
            var worker = parts.Worker;
            if (await AttemptAsync(attempt, next.Item, killed) is { } answer)
                writer.Add(next.Claim, worker, answer);
        }
    }

    private async Task<Answer?> AttemptAsync(Attempt attempt, ClaimedItem item, CancellationToken killed)
    {
        await open.Slots.WaitAsync(killed);
        try
        {
            using var pass = await parts.Solo.EnterAsync(item.LostCount >= ExecutionDefaults.LostBeforeAlone, killed);
            if (cancelRun.IsCancellationRequested)
                return AnswerPolicy.Cancelled(item, "the run was cancelled before the item was begun");
            if (noMoreClaims.IsCancellationRequested || !parts.LeaseHeld())
                return threshold.Unbegun(item);
            var (answer, pause) = await attempt.RunAsync(item, cancelRun.Token, killed);
            if (pause is not null && Interlocked.CompareExchange(ref pauseReason, pause, null) is null)
                noMoreClaims.Cancel();
            return answer;
        }
        finally
        {
            open.Slots.Release();
        }
    }

    private async Task WrittenAsync(int count, CancellationToken cancellationToken)
    {
        if (await threshold.LookAsync(cancellationToken))
            await noMoreClaims.CancelAsync();
        pace.Answered(count);
        answered.Release();
    }

    // Drained or cancelled meanwhile, the wait ends too: the caller looks at why.
    private async Task WaitForAnswersAsync(CancellationToken killed)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(killed, noMoreClaims.Token);
        try
        {
            await answered.WaitAsync(ExecutionDefaults.IdlePoll, either.Token);
        }
        catch (OperationCanceledException) when (!killed.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task PauseAsync(string reason, CancellationToken killed)
    {
        WorkerLog.RunPaused(parts.Logger, run.Id, reason);
        try
        {
            await parts.Control.SetPausedAsync(run.Id, reason, parts.Worker.Name, killed);
        }
        catch (ConflictException already)
        {
            WorkerLog.PausedBefore(parts.Logger, run.Id, already.Message);
        }
    }
}

/// <summary>What every session of a worker shares.</summary>
internal sealed record RunSessionParts(
    IWorkQueue Queue,
    IRunControl Control,
    WorkerLease WorkerLease,
    WorkerTotals Totals,
    SoloGate Solo,
    TimeProvider Clock,
    Chance Chance,
    TimeSpan Lease,
    ILogger Logger
)
{
    internal WorkerIdentity Worker => WorkerLease.Identity;

    internal bool LeaseHeld() => WorkerLease.IsHeld;

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
        DatabasePatience.KeepTryingAsync(() => Queue.ClaimAsync(request, cancellationToken), Logger, cancellationToken);
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
