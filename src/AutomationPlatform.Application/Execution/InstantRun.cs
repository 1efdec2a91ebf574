namespace AutomationPlatform.Application.Execution;

/// <summary>Works on a run whose handler costs nothing to call: a whole chunk at once, answered with the claim of the next.</summary>
internal sealed class InstantRun(
    RunSessionParts parts,
    OpenRun run,
    Attempt attempt,
    IItemRunner runner,
    RunContext context,
    ThresholdWatch threshold
)
{
    internal async Task WorkAsync(CancellationToken noMoreClaims, CancellationToken killed)
    {
        var seek = new ClaimSeek(run.Limited);
        Claim? claim = null;
        while (!noMoreClaims.IsCancellationRequested && threshold.Reason is null)
        {
            claim = claim is { Items.Count: > 0 } ? await AnswerAsync(claim, seek, noMoreClaims, killed) : null;
            if (noMoreClaims.IsCancellationRequested || threshold.Reason is not null)
                break;
            claim ??= await parts.ClaimAsync(Next(seek), killed);
            seek.Took(claim);
            if (claim.Reached is { } reached)
                await parts.WaitForRateAsync(reached.Wait ?? ExecutionDefaults.IdlePoll, noMoreClaims, killed);
            else if (claim.Items.Count == 0 && !seek.MayFindMore)
                return;
        }
        if (claim is { Items.Count: > 0 })
            await GiveBackAsync(claim, killed);
    }

    private ClaimRequest Next(ClaimSeek seek) => seek.Request(parts.Worker, run.Id, ExecutionDefaults.ChunkSize);

    /// <summary>Answers and gives the next claim; null when none was made along with the answers.</summary>
    private async Task<Claim?> AnswerAsync(
        Claim claim,
        ClaimSeek seek,
        CancellationToken noMoreClaims,
        CancellationToken killed
    )
    {
        var answers = new Answer[claim.Items.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            var item = claim.Items[i];
            answers[i] = parts.LeaseHeld()
                ? attempt.Decide(item, await runner.RunAsync(attempt.Envelope(item, context.Settings.Timeout), killed))
                : AnswerPolicy.Released(item, "claimed but not begun");
        }
        // Where a threshold may stop the run, nothing is claimed before it was looked at.
        var next = noMoreClaims.IsCancellationRequested || threshold.IsNeeded ? null : Next(seek);
        var claimed = await WriteAsync(claim, answers, next, killed);
        await threshold.LookAsync(killed);
        return claimed;
    }

    private Task<Claim?> GiveBackAsync(Claim claim, CancellationToken killed) =>
        WriteAsync(claim, [.. claim.Items.Select(threshold.Unbegun)], next: null, killed);

    private async Task<Claim?> WriteAsync(Claim claim, Answer[] answers, ClaimRequest? next, CancellationToken killed)
    {
        var chunk = new ChunkAnswers(claim.Id, run.Id, parts.Worker, answers);
        var taken = await DatabasePatience.KeepTryingAsync(
            () => parts.Queue.AnswerAsync(chunk, next, killed),
            parts.Logger,
            killed
        );
        parts.Totals.Add(answers.Length - taken.Refused.Count, taken.Refused.Count);
        if (taken.Refused.Count > 0)
            WorkerLog.LateAnswers(parts.Logger, taken.Refused.Count, run.Id);
        return taken.Next;
    }
}
