namespace AutomationPlatform.Application.Execution;

/// <summary>Works on a run whose handler costs nothing to call: a whole chunk at once, answered with the claim of the next.</summary>
internal sealed class InstantRun(
    RunSessionParts parts,
    OpenRun run,
    Attempt attempt,
    IItemRunner runner,
    RunContext context,
    ThresholdWatch threshold,
    TurnSeat turn,
    SessionRound round
)
{
    private WorkerIdentity claimedAs = parts.Worker;

    internal async Task WorkAsync(CancellationToken noMoreClaims, CancellationToken killed)
    {
        var seek = new ClaimSeek(run.Limited);
        Claim? claim = null;
        while (!noMoreClaims.IsCancellationRequested && threshold.Reason is null)
        {
            claim = claim is { Items.Count: > 0 } ? await AnswerAsync(claim, seek, noMoreClaims, killed) : null;
            if (noMoreClaims.IsCancellationRequested || threshold.Reason is not null || (claim is null && round.IsOver))
                break;
            claim ??= await InTurnAsync(() => ClaimAsync(seek, killed), killed);
            seek.Took(claim);
            round.Claimed();
            ExecutionMeters.Claimed(run.AutomationName, claim.Reached is not null);
            if (claim.Reached is { } reached)
                await WaitForRateAsync(reached.Wait, noMoreClaims, killed);
            else if (claim.Items.Count == 0 && !seek.MayFindMore)
                break;
        }
        if (claim is { Items.Count: > 0 })
            await GiveBackAsync(claim, killed);
        turn.Dispose();
    }

    private ClaimRequest Next(ClaimSeek seek) =>
        seek.Request(claimedAs = parts.Worker, run.Id, ExecutionDefaults.ChunkSize);

    // Between two chunks it keeps its place among those that compete: what it does there takes no time to speak of.
    private async Task<T> InTurnAsync<T>(Func<Task<T>> work, CancellationToken killed)
    {
        await turn.EnterAsync(killed);
        var done = false;
        try
        {
            var result = await work();
            done = true;
            return result;
        }
        finally
        {
            turn.Leave(comesBack: done && !round.IsOver);
        }
    }

    private Task<Claim> ClaimAsync(ClaimSeek seek, CancellationToken killed) => parts.ClaimAsync(Next(seek), killed);

    private async Task WaitForRateAsync(TimeSpan? wait, CancellationToken noMoreClaims, CancellationToken killed)
    {
        turn.Dispose();
        await parts.WaitForRateAsync(wait ?? ExecutionDefaults.IdlePoll, noMoreClaims, killed);
    }

    /// <summary>Answers and gives the next claim; null when none was made along with the answers.</summary>
    private async Task<Claim?> AnswerAsync(
        Claim claim,
        ClaimSeek seek,
        CancellationToken noMoreClaims,
        CancellationToken killed
    )
    {
        // What was claimed under a lease that is lost is dropped: it is others' now.
        if (!await parts.WorkerLease.MayBeginAsync(claimedAs, killed))
            return null;
        var answers = new Answer[claim.Items.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            var item = claim.Items[i];
            answers[i] = attempt.Decide(
                item,
                await runner.RunAsync(attempt.Envelope(item, context.Settings.Timeout), killed)
            );
        }
        // Where a threshold may stop the run, nothing is claimed before it was looked at.
        var last = noMoreClaims.IsCancellationRequested || threshold.IsNeeded || round.IsOver;
        var claimed = await InTurnAsync(() => WriteAsync(claim, answers, last ? null : seek, killed), killed);
        await threshold.LookAsync(killed);
        return claimed;
    }

    private Task<Claim?> GiveBackAsync(Claim claim, CancellationToken killed) =>
        WriteAsync(claim, [.. claim.Items.Select(threshold.Unbegun)], seek: null, killed);

    private async Task<Claim?> WriteAsync(Claim claim, Answer[] answers, ClaimSeek? seek, CancellationToken killed)
    {
        var chunk = new ChunkAnswers(claim.Id, run.Id, claimedAs, answers);
        var next = seek is null ? null : Next(seek);
        var taken = await parts.PatientlyAsync(() => parts.Queue.AnswerAsync(chunk, next, killed), killed);
        parts.Totals.Add(answers.Length - taken.Refused.Count, taken.Refused.Count);
        ExecutionMeters.Answered(run.AutomationName, answers, taken.Refused);
        if (taken.Refused.Count > 0)
            WorkerLog.LateAnswers(parts.Logger, taken.Refused.Count, run.Id);
        return taken.Next;
    }
}
