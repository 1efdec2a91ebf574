using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>One look at one submission under its lease: sends it, or asks how its job stands, and writes what it heard.</summary>
internal sealed class SubmissionTurn(
    TurnParts parts,
    IEngineClient client,
    EngineConnection engine,
    Submission submission,
    Guid holder
)
{
    private Submission submission = submission;

    /// <summary>Looks.</summary>
    /// <returns>When to look again; null when the submission is closed or another process holds it.</returns>
    internal async Task<SubmissionLook?> TakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return submission.State == SubmissionState.Accepted
                ? await WatchAsync(cancellationToken)
                : await SendAsync(cancellationToken);
        }
        catch (EngineException trouble) when (trouble.Trouble != EngineTrouble.Misconfigured)
        {
            return await TroubleAsync(trouble, cancellationToken);
        }
    }

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
            if (!client.Capabilities.IsIdempotent && submission.ReadAt < settled)
                return new SubmissionLook(
                    settled - submission.ReadAt,
                    Quiet: false,
                    submission.Trouble ?? "sent without an answer; the engine is searched before it is sent again"
                );
        }
        if (!wanted)
            return await CloseAsync(
                SubmissionState.Abandoned,
                new DelegatedOutcome(ExecutionStatus.Cancelled, $"cancelled before engine '{engine.Name}' had it"),
                cancellationToken
            );
        return await SubmitAsync(cancellationToken);
    }

    private async Task<SubmissionLook?> SubmitAsync(CancellationToken cancellationToken)
    {
        if (!await parts.Store.NoteSendAsync(submission, holder, cancellationToken))
            return null;
        try
        {
            var externalId = await client.SubmitAsync(submission.Order, cancellationToken);
            return await AcceptAsync(externalId, cancellationToken);
        }
        catch (EngineException unsent)
            when (unsent.Trouble is EngineTrouble.Unreachable or EngineTrouble.Busy or EngineTrouble.Misconfigured)
        {
            await parts.Store.NoteUnsentAsync(submission, holder, cancellationToken);
            throw;
        }
        catch (EngineException refused)
            when (refused.Trouble is EngineTrouble.Forbidden or EngineTrouble.Refused or EngineTrouble.Missing)
        {
            return await CloseAsync(
                SubmissionState.Refused,
                new DelegatedOutcome(ExecutionStatus.Failed, ErrorText.Cut(refused.Message, Limits.Reason)),
                cancellationToken
            );
        }
    }

    // More than one is a send that arrived after it had been given up; the first is the one.
    private async Task<SubmissionLook?> AdoptAsync(IReadOnlyList<string> found, CancellationToken cancellationToken)
    {
        foreach (var surplus in found.Skip(1))
            await client.CancelAsync(new EngineJob(submission.Order, surplus, true), round: 0, cancellationToken);
        return await AcceptAsync(found[0], cancellationToken);
    }

    private async Task<SubmissionLook?> AcceptAsync(string externalId, CancellationToken cancellationToken)
    {
        if (!await parts.Store.NoteAcceptedAsync(submission, externalId, holder, cancellationToken))
            return null;
        submission = submission with { State = SubmissionState.Accepted, ExternalId = externalId, QuietLooks = 0 };
        return await WatchAsync(cancellationToken);
    }

    private async Task<SubmissionLook?> WatchAsync(CancellationToken cancellationToken)
    {
        var run = await FindRunAsync(cancellationToken);
        await CancelIfWantedAsync(run, noneWorks: false, cancellationToken);
        var reports = await client.GetAsync(Job(), cancellationToken);
        await FollowAsync(reports, cancellationToken);
        var entry = await parts.Book.ObserveAsync(submission, engine, reports, cancellationToken);
        if (reports.Any(report => report.IsStuck))
            await client.CancelAsync(Job(), round: 0, cancellationToken);
        if (entry.AllEnded && entry.Parts.Count >= submission.Order.Parts)
            return await EndAsync(entry, cancellationToken);
        if (
            submission.Order.Purpose == SubmissionPurpose.Delegate
            && !entry.NoneBegan
            && run?.Status == ExecutionStatus.Pending
        )
            await parts.End.BeginAsync(submission.RunId, engine, cancellationToken);
        if (submission.CancelRequestedAt is null && entry.NoneWorks)
            await CancelIfWantedAsync(run, noneWorks: true, cancellationToken);
        return new SubmissionLook(Interval(entry.Changed), Quiet: !entry.Changed);
    }

    // What is known of a job by a queue, that forgets, is known by its build later.
    private async Task FollowAsync(IReadOnlyList<PartReport> reports, CancellationToken cancellationToken)
    {
        if (reports is not [{ Continuation: { } now }] || now == submission.ExternalId)
            return;
        await parts.Store.NoteMovedAsync(submission, now, holder, cancellationToken);
        submission = submission with { ExternalId = now };
    }

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
        await parts.Store.NoteCancelSentAsync(submission, holder, cancellationToken);
        try
        {
            await client.CancelAsync(Job(), submission.CancelRounds, cancellationToken);
        }
        catch (EngineException gone) when (gone.Trouble is EngineTrouble.Missing or EngineTrouble.Refused)
        {
            // It may have ended meanwhile: how it stands is asked next, and tells.
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

    private Task<SubmissionLook?> EndAsync(BookEntry entry, CancellationToken cancellationToken) =>
        CloseAsync(SubmissionState.Ended, DelegatedOutcome.Of(engine, submission, entry), cancellationToken);

    private async Task<SubmissionLook?> CloseAsync(
        SubmissionState end,
        DelegatedOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        if (submission.Order.Purpose == SubmissionPurpose.Delegate)
            await parts.End.EndAsync(submission.RunId, engine, outcome, cancellationToken);
        await parts.Store.CloseAsync(
            submission,
            end,
            end == SubmissionState.Ended ? null : outcome.Reason,
            holder,
            cancellationToken
        );
        return null;
    }

    private async Task<SubmissionLook?> TroubleAsync(EngineException trouble, CancellationToken cancellationToken)
    {
        var lost = trouble.Trouble == EngineTrouble.Missing && submission.State == SubmissionState.Accepted;
        var isFinal =
            lost && submission.LostSince is { } since && submission.ReadAt - since >= EngineDefaults.LostLimit;
        var entry = await parts.Book.ObserveTroubleAsync(submission, engine, trouble, isFinal, cancellationToken);
        if (isFinal && entry.AllEnded)
            return await EndAsync(entry, cancellationToken);
        if (isFinal)
            return await CloseAsync(
                SubmissionState.Ended,
                new DelegatedOutcome(ExecutionStatus.Failed, ErrorText.Cut(trouble.Message, Limits.Reason)),
                cancellationToken
            );
        var wait = trouble.Trouble == EngineTrouble.Forbidden ? EngineDefaults.LongestTrouble : Patience();
        if (trouble.RetryAfter is { } asked && asked > wait)
            wait = asked;
        return new SubmissionLook(wait, Quiet: true, trouble.Message, lost);
    }

    private TimeSpan Interval(bool changed) =>
        changed ? EngineDefaults.ShortestPoll : Grown(EngineDefaults.ShortestPoll, 1.5, EngineDefaults.LongestPoll);

    private TimeSpan Patience() =>
        submission.TroubleSince is null
            ? EngineDefaults.ShortestPoll
            : Grown(EngineDefaults.ShortestPoll, 2, EngineDefaults.LongestTrouble);

    private TimeSpan Grown(TimeSpan first, double factor, TimeSpan most)
    {
        var grown = first * Math.Pow(factor, Math.Min(submission.QuietLooks, 20));
        return grown < most ? grown : most;
    }

    private EngineJob Job() => new(submission.Order, submission.ExternalId!, submission.CancelRequestedAt is not null);

    private async Task<Run?> FindRunAsync(CancellationToken cancellationToken)
    {
        await using var work = await parts.Units.BeginAsync(InstanceBook.Actor(engine), cancellationToken);
        return await work.Runs.GetAsync(submission.RunId, cancellationToken: cancellationToken);
    }
}
