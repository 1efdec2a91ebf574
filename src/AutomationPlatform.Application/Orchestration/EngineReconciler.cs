using System.Collections.Concurrent;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>Sends what is to be sent to engines and observes what they do. Any number of processes may do so. Thread-safe.</summary>
public sealed class EngineReconciler(
    ISubmissionStore submissions,
    IEngineStore engines,
    IEngineCatalog catalog,
    IUnitOfWorkFactory units,
    IDelegatedItemCloser items,
    DelegateRun delegates,
    TimeProvider clock,
    ILogger<EngineReconciler> logger
)
{
    /// <summary>The time between two looks for what is due: 500 ms.</summary>
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(500);

    /// <summary>The time between two looks while nothing is open at all: 5 s.</summary>
    private static readonly TimeSpan IdlePace = TimeSpan.FromSeconds(5);

    /// <summary>How long an engine is left to others that cannot be spoken with here: 1 minute.</summary>
    private static readonly TimeSpan LeaveAlone = TimeSpan.FromMinutes(1);

    /// <summary>How long it may take to give a submission back before this process leaves: 2 s.</summary>
    private static readonly TimeSpan GivingBack = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<EngineId, (DateTimeOffset Until, string Why)> unusable = new();
    private readonly TurnParts parts = new(
        submissions,
        new InstanceBook(units, submissions),
        new DelegatedEnd(units, items),
        units,
        clock,
        logger
    );

    /// <summary>Why engines cannot be spoken with from this process, by engine; empty when all can.</summary>
    public IReadOnlyCollection<string> Unusable => [.. unusable.Values.Select(each => each.Why)];

    /// <summary>Takes what is due once.</summary>
    /// <param name="scope">What to look at.</param>
    /// <param name="cancellationToken">Ends the wait; what was begun is taken up by another look.</param>
    /// <returns>How many submissions were looked at.</returns>
    /// <exception cref="DatabaseUnavailableException">The database was lost.</exception>
    public async Task<int> LookAsync(ReconcileScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        var (claimed, lease) = await ClaimAsync(scope, EngineDefaults.Turns, [], cancellationToken);
        await Task.WhenAll(claimed.Select(each => TakeAsync(each, lease, watches: null, cancellationToken)));
        return claimed.Count;
    }

    /// <summary>Takes what is due again and again, until it is told to stop. An engine that does not answer holds up no other. Whatever
    /// goes wrong is logged and outlasted, since nobody else may be there to look.</summary>
    public async Task RunAsync(ReconcileScope scope, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(scope);
        await using var watches = new ChangeWatches(submissions, clock, logger);
        var underWay = new TurnsUnderWay();
        while (!stop.IsCancellationRequested)
        {
            var pace = Pace;
            try
            {
                pace = await BeginAsync(scope, underWay, watches, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
            catch (DatabaseUnavailableException trouble)
            {
                EngineLog.DatabaseLost(logger, trouble);
            }
            catch (Exception cause)
            {
                EngineLog.Stumbled(logger, cause);
            }
            await Task.Delay(pace, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await underWay.EndAsync();
    }

    // Begins what is due and there is room for, and says when to look for more.
    private async Task<TimeSpan> BeginAsync(
        ReconcileScope scope,
        TurnsUnderWay underWay,
        ChangeWatches watches,
        CancellationToken stop
    )
    {
        var room = Math.Min(underWay.Room, EngineDefaults.TurnsPerEngine);
        if (room == 0)
            return Pace;
        var (claimed, lease) = await ClaimAsync(scope, room, underWay.Full, stop);
        foreach (var submission in claimed)
            underWay.Add(submission.EngineId, TakeQuietlyAsync(submission, lease, watches, stop));
        return claimed.Count == room ? TimeSpan.Zero
            : claimed.Count > 0 || await submissions.CountOpenAsync(engine: null, stop) > 0 ? Pace
            : IdlePace;
    }

    private async Task<(IReadOnlyList<Submission> Claimed, TurnLease Lease)> ClaimAsync(
        ReconcileScope scope,
        int limit,
        IEnumerable<EngineId> except,
        CancellationToken cancellationToken
    )
    {
        Forgive();
        await delegates.RecordMissingAsync(scope.Run, cancellationToken);
        var claim = new SubmissionClaim(Guid.CreateVersion7(), limit)
        {
            Run = scope.Run,
            Except = [.. unusable.Keys.Concat(except)],
            Now = scope.Now,
        };
        var lease = new TurnLease(claim.Holder, clock.GetTimestamp());
        return (await submissions.ClaimAsync(claim, cancellationToken), lease);
    }

    private async Task TakeQuietlyAsync(
        Submission submission,
        TurnLease lease,
        ChangeWatches watches,
        CancellationToken stop
    )
    {
        try
        {
            await TakeAsync(submission, lease, watches, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It was given back, and is looked at by others.
        }
        catch (DatabaseUnavailableException trouble)
        {
            EngineLog.DatabaseLost(logger, trouble);
        }
    }

    private async Task TakeAsync(
        Submission submission,
        TurnLease lease,
        ChangeWatches? watches,
        CancellationToken cancellationToken
    )
    {
        SubmissionLook? look;
        IEngineClient? client = null;
        try
        {
            var engine = await engines.GetAsync(submission.EngineId, cancellationToken);
            client = catalog.Open(engine);
            look = await TakeAsync(new SubmissionTurn(parts, client, engine, submission, lease), cancellationToken);
        }
        catch (Exception trouble) when (trouble is EngineException or InvalidInputException)
        {
            unusable[submission.EngineId] = (clock.GetUtcNow() + LeaveAlone, trouble.Message);
            EngineLog.Unusable(logger, trouble.Message);
            look = new SubmissionLook(TimeSpan.Zero, Quiet: true, trouble.Message);
        }
        catch (Exception raced) when (raced is ConcurrencyException or DuplicateEntityException)
        {
            // Another process wrote at the same moment, by its own look: the next look sees what it wrote.
            look = new SubmissionLook(EngineDefaults.ShortestPoll, Quiet: false);
        }
        catch (Exception cut) when (cut is DatabaseUnavailableException or OperationCanceledException)
        {
            await GiveBackAsync(submission, lease.Holder);
            throw;
        }
        catch (Exception cause)
        {
            EngineLog.Unexpected(logger, cause, submission.Id);
            look = new SubmissionLook(
                EngineDefaults.LongestTrouble,
                Quiet: true,
                $"a fault of this program, see its log: {cause.Message}"
            );
        }
        if (look is not null)
            await ReleaseAsync(submission, lease, look, client, watches);
    }

    private async Task<SubmissionLook?> TakeAsync(SubmissionTurn turn, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(EngineDefaults.Turn, clock);
        using var within = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        return await turn.TakeAsync(within.Token, cancellationToken);
    }

    private async Task ReleaseAsync(
        Submission submission,
        TurnLease lease,
        SubmissionLook look,
        IEngineClient? client,
        ChangeWatches? watches
    )
    {
        if (look.Trouble is { } said && said != submission.Trouble)
            EngineLog.Trouble(logger, submission.Id, submission.RunId, said);
        await submissions.ReleaseAsync(submission, look, lease.Holder, CancellationToken.None);
        if (look.Watched is { } watched)
            watches?.Begin(submission.Id, client!, watched.Job, watched.Revision);
    }

    // As it was, and due at once: nobody has to wait for the end of a lease whose holder is known to have left.
    private async Task GiveBackAsync(Submission submission, Guid holder)
    {
        using var limit = new CancellationTokenSource(GivingBack, clock);
        try
        {
            var asItWas = new SubmissionLook(
                TimeSpan.Zero,
                Quiet: false,
                submission.Trouble,
                submission.LostSince is not null
            );
            await submissions.ReleaseAsync(submission, asItWas, holder, limit.Token);
        }
        catch (Exception gone) when (gone is DatabaseUnavailableException or OperationCanceledException)
        {
            // Then its lease runs out.
        }
    }

    private void Forgive()
    {
        var now = clock.GetUtcNow();
        foreach (var (engine, why) in unusable)
            if (why.Until <= now)
                unusable.TryRemove(engine, out _);
    }
}
