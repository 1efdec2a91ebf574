using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Orchestration;

// Cancelling: what is not wanted any more, and what there is twice.
internal sealed partial class SubmissionTurn
{
    // Why the engine did not take our wish in this look, where that is no end of the job.
    private string? uncancelled;

    private async Task CancelIfWantedAsync(Run? run, bool noneWorks, CancellationToken cancellationToken)
    {
        if (submission.CancelRequestedAt is null)
        {
            if (WhyCancel(run, noneWorks) is null)
                return;
            await parts.Store.NoteCancelAsync(submission.Id, cancellationToken);
            submission = submission with { CancelRequestedAt = submission.ReadAt };
        }
        var isDue = submission.CancelSentAt is not { } sent || submission.ReadAt - sent >= EngineDefaults.CancelAgain;
        if (!client.Capabilities.Cancels || !isDue)
            return;
        await parts.Store.NoteCancelSentAsync(submission, Holder, cancellationToken);
        try
        {
            await client.CancelAsync(Job(), submission.CancelRounds, cancellationToken);
        }
        catch (EngineException refused) when (refused.Trouble != EngineTrouble.Misconfigured)
        {
            // It may have ended meanwhile, or may end by itself: how it stands is asked next, and tells.
            if (refused.Trouble is not (EngineTrouble.Missing or EngineTrouble.Refused))
                uncancelled = refused.Message;
        }
    }

    // Shards that wait when their run ends would find nothing to do; those at work get a while to notice.
    private string? WhyCancel(Run? run, bool noneWorks)
    {
        if (submission.CancelRequestedAt is not null)
            return "asked for";
        if (run is null)
            return "its run is gone";
        if (submission.Order.Purpose == SubmissionPurpose.Delegate)
            return run.CancelRequestedAt is not null || run.Status.IsFinished() ? "its run is cancelled" : null;
        var over =
            run.Status.IsFinished() && (noneWorks || run.FinishedAt + EngineDefaults.ShardGrace <= submission.ReadAt);
        return over ? "its run has ended" : null;
    }

    // This process was away for longer than its lease, and another holds the submission: what was sent too late is taken back,
    // unless the other has found it or is about to.
    private async Task WithdrawAsync(string externalId, CancellationToken cancellationToken)
    {
        var now = await parts.Store.FindAsync(submission.Id, cancellationToken);
        if (now is { IsOpen: true, ExternalId: null } || (now is not null && now.IsKnownAs(externalId)))
            return;
        await CancelSurplusAsync([externalId], cancellationToken);
    }

    // What was sent more than once may have arrived more than once, and the second after the first had been found.
    private async Task CancelSurplusAsync(CancellationToken cancellationToken)
    {
        if (submission.Sends < 2 || client.Capabilities.IsIdempotent)
            return;
        try
        {
            var found = await client.FindAsync(submission.Order, cancellationToken);
            await CancelSurplusAsync(found.Where(each => !submission.IsKnownAs(each)), cancellationToken);
        }
        catch (EngineException trouble)
        {
            EngineLog.SurplusUnknown(parts.Logger, submission.Id, trouble.Message);
        }
    }

    // Of a job too many nothing here depends: one that cannot be cancelled is told, and holds nothing up.
    private async Task CancelSurplusAsync(IEnumerable<string> surplus, CancellationToken cancellationToken)
    {
        foreach (var each in surplus)
            try
            {
                if (!client.Capabilities.Cancels)
                    throw Uncancellable(each);
                await client.CancelAsync(new EngineJob(submission.Order, each, true), round: 0, cancellationToken);
                EngineLog.Surplus(parts.Logger, submission.Id, each, engine.Name);
            }
            catch (EngineException trouble)
            {
                EngineLog.SurplusLeft(parts.Logger, submission.Id, each, trouble.Message);
            }
    }

    private EngineException Uncancellable(string job) =>
        new(EngineTrouble.Refused, engine.Name, $"job {job}", "it takes no cancelling", "end it there by hand");
}
