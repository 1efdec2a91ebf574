using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>One look at one submission under its lease: sends it, or asks how its job stands, and writes what it heard.</summary>
internal sealed partial class SubmissionTurn(
    TurnParts parts,
    IEngineClient client,
    EngineConnection engine,
    Submission submission,
    TurnLease lease
)
{
    private Submission submission = submission;

    private Guid Holder => lease.Holder;

    // The database's clock, by which all else is dated: that of this machine may be wrong.
    private DateTimeOffset Now => submission.ReadAt + parts.Clock.GetElapsedTime(lease.TakenAt);

    /// <summary>Looks.</summary>
    /// <returns>When to look again; null when the submission is closed or another process holds it.</returns>
    /// <param name="within">Ends the questions to the engine when they take too long.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    internal async Task<SubmissionLook?> TakeAsync(CancellationToken within, CancellationToken cancellationToken)
    {
        try
        {
            return submission.State == SubmissionState.Accepted ? await WatchAsync(within) : await SendAsync(within);
        }
        catch (EngineException trouble) when (trouble.Trouble != EngineTrouble.Misconfigured)
        {
            return await TroubleAsync(trouble, cancellationToken);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return await TroubleAsync(Silent(), cancellationToken);
        }
    }

    private async Task<SubmissionLook?> WatchAsync(CancellationToken cancellationToken)
    {
        // What is final is not asked for again: the engine may have forgotten it.
        var known = await parts.Store.ListPartsAsync(submission.Id, cancellationToken);
        if (known.Count >= submission.Order.Parts && known.All(part => part.Status.IsFinished()))
            return await EndAsync(await parts.Book.ReadAsync(engine, known, cancellationToken), cancellationToken);
        var run = await FindRunAsync(cancellationToken);
        await CancelIfWantedAsync(run, noneWorks: false, cancellationToken);
        if (known.Count == 0)
            await LetBeginAsync(cancellationToken);
        var reports = await client.GetAsync(Job(), cancellationToken);
        await FollowAsync(reports, cancellationToken);
        var entry = await parts.Book.ObserveAsync(submission, engine, reports, known, Now, cancellationToken);
        if (reports.Any(report => report.IsStuck))
            await client.CancelAsync(Job(), round: 0, cancellationToken);
        if (entry.AllEnded && entry.Parts.Count >= submission.Order.Parts)
            return await EndAsync(entry, cancellationToken);
        if (
            submission.Order.Purpose == SubmissionPurpose.Delegate
            && !entry.NoneBegan
            && run?.Status == ExecutionStatus.Pending
        )
            await parts.End.BeginAsync(submission.RunId, InstanceBook.Actor(engine), Now, cancellationToken);
        if (submission.CancelRequestedAt is null && entry.NoneWorks)
            await CancelIfWantedAsync(run, noneWorks: true, cancellationToken);
        return new SubmissionLook(Interval(entry.Changed), Quiet: !entry.Changed, uncancelled)
        {
            Watched = Watched(reports),
        };
    }

    // Held until its id is on record here, a job that was sent twice does not begin twice. It has begun when it has instances.
    private async Task LetBeginAsync(CancellationToken cancellationToken)
    {
        if (client.Capabilities.Holds && submission.CancelRequestedAt is null)
            await client.LetBeginAsync(Job(), cancellationToken);
    }

    private (EngineJob, string)? Watched(IReadOnlyList<PartReport> reports) =>
        client.Capabilities.Watches && reports is [{ Revision: { } revision }, ..] ? (Job(), revision) : null;

    // What is known of a job by a queue, that forgets, is known by its build later.
    private async Task FollowAsync(IReadOnlyList<PartReport> reports, CancellationToken cancellationToken)
    {
        if (reports is not [{ Continuation: { } now }] || now == submission.ExternalId)
            return;
        await parts.Store.NoteMovedAsync(submission, now, Holder, cancellationToken);
        submission = submission with { ExternalId = now };
    }

    private async Task<SubmissionLook?> EndAsync(BookEntry entry, CancellationToken cancellationToken)
    {
        await CancelSurplusAsync(cancellationToken);
        return await CloseAsync(
            SubmissionState.Ended,
            DelegatedOutcome.Of(engine, submission, entry),
            cancellationToken
        );
    }

    private async Task<SubmissionLook?> CloseAsync(
        SubmissionState end,
        DelegatedOutcome outcome,
        CancellationToken cancellationToken
    )
    {
        // Another may hold it by now, and know better.
        if (lease.IsOver(parts.Clock))
            return null;
        if (submission.Order.Purpose == SubmissionPurpose.Delegate)
            await parts.End.EndAsync(submission.RunId, InstanceBook.Actor(engine), outcome, Now, cancellationToken);
        await parts.Store.CloseAsync(
            submission,
            end,
            end == SubmissionState.Ended ? null : outcome.Reason,
            Holder,
            cancellationToken
        );
        return null;
    }

    private async Task<SubmissionLook?> TroubleAsync(EngineException trouble, CancellationToken cancellationToken)
    {
        var lost = trouble.Trouble == EngineTrouble.Missing && submission.State == SubmissionState.Accepted;
        var isFinal =
            lost && submission.LostSince is { } since && submission.ReadAt - since >= EngineDefaults.LostLimit;
        var entry = await parts.Book.ObserveTroubleAsync(submission, engine, trouble, isFinal, Now, cancellationToken);
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

    private EngineException Silent() =>
        new(
            EngineTrouble.Unclear,
            engine.Name,
            $"what is to be asked at {engine.Url} of submission {submission.Id}",
            $"not answered within {EngineDefaults.Turn.TotalSeconds:0} s in all",
            "it is asked again; see whether the engine is overloaded, or lower its setting timeout"
        );

    private TimeSpan Interval(bool changed) =>
        changed
            ? EngineDefaults.ShortestPoll
            : Grown(
                EngineDefaults.ShortestPoll,
                1.5,
                submission.CancelRequestedAt is null ? EngineDefaults.LongestPoll : EngineDefaults.CancelAgain
            );

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
