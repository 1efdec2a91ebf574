using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Orchestration;

// Sending: written down, searched for where it may have been sent, then sent.
internal sealed partial class SubmissionTurn
{
    private async Task<SubmissionLook?> SendAsync(CancellationToken cancellationToken)
    {
        var run = await FindRunAsync(cancellationToken);
        var wanted = WhyCancel(run, noneWorks: true) is null;
        if (submission.State == SubmissionState.Sent)
        {
            var found = await client.FindAsync(submission.Order, cancellationToken);
            if (found.Count > 0)
                return await AdoptAsync(found, cancellationToken);
            var settled = submission.SentAt!.Value + EngineDefaults.Settle;
            var mayRepeat = wanted && client.Capabilities.IsIdempotent;
            if (!mayRepeat && submission.ReadAt < settled)
                return new SubmissionLook(
                    settled - submission.ReadAt,
                    Quiet: false,
                    submission.Trouble ?? "sent without an answer; the engine is searched before it is sent again"
                );
        }
        // What cannot be searched is sent once more to learn whether there is something to be cancelled.
        var isHidden = submission.State == SubmissionState.Sent && !client.Capabilities.Searches;
        if (!wanted && !isHidden)
            return await CloseAsync(
                SubmissionState.Abandoned,
                new DelegatedOutcome(ExecutionStatus.Cancelled, $"cancelled before engine '{engine.Name}' had it"),
                cancellationToken
            );
        return await SubmitAsync(cancellationToken);
    }

    private async Task<SubmissionLook?> SubmitAsync(CancellationToken cancellationToken)
    {
        if (!await parts.Store.NoteSendAsync(submission, Holder, cancellationToken) || lease.IsOver(parts.Clock))
            return null;
        submission = submission with { State = SubmissionState.Sent, Sends = submission.Sends + 1 };
        try
        {
            var externalId = await client.SubmitAsync(submission.Order, cancellationToken);
            return await AcceptAsync(externalId, cancellationToken);
        }
        catch (EngineException unsent)
            when (unsent.Trouble is EngineTrouble.Unreachable or EngineTrouble.Busy or EngineTrouble.Misconfigured)
        {
            await parts.Store.NoteUnsentAsync(submission, Holder, cancellationToken);
            throw;
        }
        catch (EngineException refused)
            when (refused.Trouble is EngineTrouble.Forbidden or EngineTrouble.Refused or EngineTrouble.Missing)
        {
            // What was sent before may be under way still, and be the reason: then it is found by a later look.
            if (submission.Sends > 1 && !HasSettled)
                throw;
            return await CloseAsync(
                SubmissionState.Refused,
                new DelegatedOutcome(ExecutionStatus.Failed, ErrorText.Cut(refused.Message, Limits.Reason)),
                cancellationToken
            );
        }
    }

    private bool HasSettled => submission.TroubleSince + EngineDefaults.Settle <= submission.ReadAt;

    // More than one is a send that arrived after it had been given up; the first is the one.
    private async Task<SubmissionLook?> AdoptAsync(IReadOnlyList<string> found, CancellationToken cancellationToken)
    {
        await CancelSurplusAsync(found.Skip(1), cancellationToken);
        return await AcceptAsync(found[0], cancellationToken);
    }

    private async Task<SubmissionLook?> AcceptAsync(string externalId, CancellationToken cancellationToken)
    {
        if (!await parts.Store.NoteAcceptedAsync(submission, externalId, Holder, cancellationToken))
        {
            await WithdrawAsync(externalId, cancellationToken);
            return null;
        }
        submission = submission with { State = SubmissionState.Accepted, ExternalId = externalId, QuietLooks = 0 };
        return await WatchAsync(cancellationToken);
    }
}
