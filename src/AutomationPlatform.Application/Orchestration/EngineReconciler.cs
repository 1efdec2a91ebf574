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

    private readonly ConcurrentDictionary<EngineId, (DateTimeOffset Until, string Why)> unusable = new();
    private readonly TurnParts parts = new(
        submissions,
        new InstanceBook(units, submissions),
        new DelegatedEnd(units, items),
        units,
        clock
    );

    /// <summary>Why engines cannot be spoken with from this process, by engine; empty when all can.</summary>
    public IReadOnlyCollection<string> Unusable => [.. unusable.Values.Select(each => each.Why)];

    /// <summary>Takes what is due once.</summary>
    /// <param name="scope">What to look at.</param>
    /// <param name="cancellationToken">Ends the wait; what was begun is taken up by another look.</param>
    /// <returns>How many submissions were looked at.</returns>
    /// <exception cref="DatabaseUnavailableException">The database was lost.</exception>
    public Task<int> LookAsync(ReconcileScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        return LookAsync(scope, watches: null, cancellationToken);
    }

    private async Task<int> LookAsync(ReconcileScope scope, ChangeWatches? watches, CancellationToken cancellationToken)
    {
        Forgive();
        await delegates.RecordMissingAsync(scope.Run, cancellationToken);
        var claim = new SubmissionClaim(Guid.CreateVersion7(), EngineDefaults.Turns)
        {
            Run = scope.Run,
            Except = [.. unusable.Keys],
            Now = scope.Now,
        };
        var lease = new TurnLease(claim.Holder, clock.GetTimestamp());
        var claimed = await submissions.ClaimAsync(claim, cancellationToken);
        await Task.WhenAll(claimed.Select(each => TakeAsync(each, lease, watches, cancellationToken)));
        return claimed.Count;
    }

    /// <summary>Takes what is due again and again, until it is told to stop. Trouble with the database is logged and outlasted.</summary>
    public async Task RunAsync(ReconcileScope scope, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(scope);
        await using var watches = new ChangeWatches(submissions, clock, logger);
        while (!stop.IsCancellationRequested)
        {
            var pace = IdlePace;
            try
            {
                pace = await NextPaceAsync(await LookAsync(scope, watches, stop), stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (DatabaseUnavailableException trouble)
            {
                EngineLog.DatabaseLost(logger, trouble);
            }
            await Task.Delay(pace, clock, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<TimeSpan> NextPaceAsync(int looked, CancellationToken stop) =>
        looked == EngineDefaults.Turns ? TimeSpan.Zero
        : looked > 0 || await submissions.CountOpenAsync(engine: null, stop) > 0 ? Pace
        : IdlePace;

    private async Task TakeAsync(
        Submission submission,
        TurnLease lease,
        ChangeWatches? watches,
        CancellationToken cancellationToken
    )
    {
        using var limit = new CancellationTokenSource(EngineDefaults.Turn, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        SubmissionLook? look;
        IEngineClient? client = null;
        try
        {
            var engine = await engines.GetAsync(submission.EngineId, either.Token);
            client = catalog.Open(engine);
            look = await new SubmissionTurn(parts, client, engine, submission, lease).TakeAsync(either.Token);
        }
        catch (Exception trouble) when (trouble is EngineException or InvalidInputException)
        {
            unusable[submission.EngineId] = (clock.GetUtcNow() + LeaveAlone, trouble.Message);
            EngineLog.Unusable(logger, trouble.Message);
            look = new SubmissionLook(TimeSpan.Zero, Quiet: true, trouble.Message);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            look = new SubmissionLook(EngineDefaults.LongestPoll, Quiet: true, "the engine took too long to answer");
        }
        catch (ConcurrencyException)
        {
            // Another process wrote at the same moment, by its own look: the next look sees what it wrote.
            look = new SubmissionLook(EngineDefaults.ShortestPoll, Quiet: false);
        }
        if (look is null)
            return;
        if (look.Trouble is { } said && said != submission.Trouble)
            EngineLog.Trouble(logger, submission.Id, submission.RunId, said);
        await submissions.ReleaseAsync(submission, look, lease.Holder, CancellationToken.None);
        if (look.Watched is { } watched)
            watches?.Begin(submission.Id, client!, watched.Job, watched.Revision);
    }

    private void Forgive()
    {
        var now = clock.GetUtcNow();
        foreach (var (engine, why) in unusable)
            if (why.Until <= now)
                unusable.TryRemove(engine, out _);
    }
}
