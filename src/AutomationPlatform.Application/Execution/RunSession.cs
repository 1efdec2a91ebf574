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
    private readonly AnswerWriter writer = new(parts.Queue, run, parts.Totals, parts.Logger);
    private readonly SemaphoreSlim answered = new(0);
    private readonly ClaimPace pace = new(parts.Clock, open.Concurrency, parts.Lease, context.Retry is null);
    private readonly ThresholdWatch threshold = new(parts.Queue, run.Id, context, parts.Logger);
    private readonly TurnSeat claims = parts.Claims.Seat(run.Priority);
    private readonly TurnSeat slots = open.Slots.Seat(run.Priority);
    private readonly ProgressWriter progress = new(parts, run);
    private string? pauseReason;

    /// <summary>How long it goes on while other runs wait.</summary>
    internal SessionRound Round { get; } = new(parts.Clock);

    /// <summary>The run's priority.</summary>
    internal int Priority => run.Priority;

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
            await new InstantRun(parts, run, NewAttempt(), open.Runner, context, threshold, claims, Round).WorkAsync(
                noMoreClaims.Token,
                killed
            );
        else
            await PumpAsync(killed);
        if (pauseReason is { } reason)
            await PauseAsync(reason, killed);
        await parts.EndIfDoneAsync(run.Id, killed);
    }

    public void Dispose()
    {
        noMoreClaims.Dispose();
        cancelRun.Dispose();
        answered.Dispose();
        claims.Dispose();
        slots.Dispose();
        progress.Dispose();
    }

    private Attempt NewAttempt() => new(run, context, open.Runner, parts.Clock, parts.Chance, progress, parts.Logger);

    private async Task PumpAsync(CancellationToken killed)
    {
        var held = Channel.CreateUnbounded<HeldItem>();
        // One more than there are slots: while items are held, one of them always waits, so that its priority is known.
        var attempts = Enumerable
            .Range(0, open.Concurrency + 1)
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
            await progress.StopAsync();
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

    private async Task ClaimAllAsync(ChannelWriter<HeldItem> held, CancellationToken killed)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(killed, noMoreClaims.Token);
        var seek = new ClaimSeek(run.Limited);
        while (!noMoreClaims.IsCancellationRequested && !(Round.IsOver && pace.InHand == 0))
        {
            var wanted = Round.IsOver ? 0 : pace.Wanted(seek.Limited);
            var free = pace.FreeSlotsOnly(seek.Limited);
            var reserved = wanted > 0 && free ? await ReserveAsync(wanted, either.Token, killed) : 0;
            if (wanted == 0 || (free && reserved == 0))
            {
                await WaitForAnswersAsync(either.Token, killed);
                continue;
            }
            var claim = await ClaimAsync(seek, wanted, reserved, held, killed);
            if (claim.Reached is { Wait: { } wait })
                await parts.WaitForRateAsync(wait, noMoreClaims.Token, killed);
            else if (claim.Items.Count == 0 && !seek.MayFindMore)
            {
                if (pace.InHand == 0 && claim.Reached is null)
                    return;
                await WaitForAnswersAsync(either.Token, killed);
            }
        }
    }

    // Where an item may not be claimed ahead, the slot is taken first, in turn with the other runs of the automation.
    private async Task<int> ReserveAsync(int wanted, CancellationToken either, CancellationToken killed)
    {
        try
        {
            await slots.EnterAsync(either);
            return 1 + slots.EnterMore(wanted - 1);
        }
        catch (OperationCanceledException) when (!killed.IsCancellationRequested)
        {
            return 0;
        }
    }

    private async Task<Claim> ClaimAsync(
        ClaimSeek seek,
        int wanted,
        int reserved,
        ChannelWriter<HeldItem> held,
        CancellationToken killed
    )
    {
        var begun = 0;
        try
        {
            var worker = parts.Worker;
            var claim = await ClaimInTurnAsync(seek.Request(worker, run.Id, reserved > 0 ? reserved : wanted), killed);
            var receivedAt = parts.Clock.GetTimestamp();
            seek.Took(claim);
            Round.Claimed();
            pace.Claimed(claim.Items.Count);
            ExecutionMeters.Claimed(run.AutomationName, claim.Reached is not null);
            foreach (var item in claim.Items)
                held.TryWrite(new HeldItem(claim, item, worker, HasSlot: begun++ < reserved, receivedAt));
            return claim;
        }
        finally
        {
            for (; begun < reserved; begun++)
                slots.Leave();
        }
    }

    private async Task<Claim> ClaimInTurnAsync(ClaimRequest request, CancellationToken killed)
    {
        await claims.EnterAsync(killed);
        try
        {
            return await parts.ClaimAsync(request, killed);
        }
        finally
        {
            claims.Leave();
        }
    }

    private async Task AttemptAllAsync(ChannelReader<HeldItem> held, CancellationToken killed)
    {
        var attempt = NewAttempt();
        while (await held.WaitToReadAsync(killed))
        while (held.TryRead(out var next))
            await AttemptAsync(attempt, next, killed);
    }

    private async Task AttemptAsync(Attempt attempt, HeldItem held, CancellationToken killed)
    {
        if (!held.HasSlot)
            await slots.EnterAsync(killed);
        try
        {
            var alone = held.Item.LostCount >= ExecutionDefaults.LostBeforeAlone;
            using var pass = await parts.Solo.EnterAsync(alone, killed);
            if (await AnswerAsync(attempt, held, killed) is not { } answer)
                Dropped();
            else if (alone)
                // Until it is written, whoever kills the process would take this item with it, and that loss is its last.
                await writer.AddAndWaitAsync(held.Claim, held.Worker, answer);
            else
                writer.Add(held.Claim, held.Worker, answer);
        }
        finally
        {
            slots.Leave();
        }
    }

    private async Task<Answer?> AnswerAsync(Attempt attempt, HeldItem held, CancellationToken killed)
    {
        if (!await MayBeginAsync(held.Worker, killed))
            return null;
        if (cancelRun.IsCancellationRequested)
            return AnswerPolicy.Cancelled(held.Item, "the run was cancelled before the item was begun");
        if (noMoreClaims.IsCancellationRequested)
            return threshold.Unbegun(held.Item);
        var (answer, pause) = await attempt.RunAsync(held, cancelRun.Token, killed);
        if (pause is not null && Interlocked.CompareExchange(ref pauseReason, pause, null) is null)
            noMoreClaims.Cancel();
        return answer;
    }

    // False drops the item: its lease was lost, and it is others' now. Without a lease nothing is begun, so a session that
    // is to end does not wait for one: what it gives back is taken or refused by the fence.
    private async ValueTask<bool> MayBeginAsync(WorkerIdentity claimedAs, CancellationToken killed)
    {
        if (parts.WorkerLease.IsHeld || noMoreClaims.IsCancellationRequested)
            return parts.Worker.Id == claimedAs.Id;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(killed, noMoreClaims.Token);
        try
        {
            return await parts.WorkerLease.MayBeginAsync(claimedAs, either.Token);
        }
        catch (OperationCanceledException) when (!killed.IsCancellationRequested)
        {
            return parts.Worker.Id == claimedAs.Id;
        }
    }

    private async Task WrittenAsync(int count, CancellationToken cancellationToken)
    {
        if (await threshold.LookAsync(cancellationToken))
            await noMoreClaims.CancelAsync();
        pace.Answered(count);
        answered.Release();
    }

    private void Dropped()
    {
        pace.Answered(1);
        answered.Release();
    }

    // Drained or cancelled meanwhile, the wait ends too: the caller looks at why.
    private async Task WaitForAnswersAsync(CancellationToken either, CancellationToken killed)
    {
        try
        {
            await answered.WaitAsync(ExecutionDefaults.IdlePoll, either);
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
            await parts.PatientlyAsync(
                async () =>
                {
                    await parts.Control.SetPausedAsync(run.Id, reason, parts.Worker.Name, killed);
                    return true;
                },
                killed
            );
        }
        catch (ConflictException already)
        {
            WorkerLog.PausedBefore(parts.Logger, run.Id, already.Message);
        }
    }
}

/// <summary>A claimed item that was not begun yet.</summary>
/// <param name="Claim">The claim it came with.</param>
/// <param name="Item">The item.</param>
/// <param name="Worker">Who the worker was when it claimed.</param>
/// <param name="HasSlot">True when its slot was taken before it was claimed.</param>
/// <param name="ReceivedAt">When the claim came, by the monotonic clock.</param>
internal readonly record struct HeldItem(
    Claim Claim,
    ClaimedItem Item,
    WorkerIdentity Worker,
    bool HasSlot,
    long ReceivedAt
);
