using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Testing;

public sealed partial class TestPlatform
{
    /// <summary>How long a drain may take of real time: a minute. One that takes longer waits for something that never comes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Works until every run has ended or waits for something that no worker can bring about now.</summary>
    /// <remarks>A real worker does it. A handler that waits on <see cref="Clock"/> needs somebody who moves it meanwhile.</remarks>
    /// <param name="moveClock">True moves the clock to each retry that is not due yet, until none waits.</param>
    /// <param name="cancellationToken">Gives up: what was begun becomes lost, as by a crash.</param>
    /// <exception cref="TimeoutException">It took longer than <see cref="Patience"/>; the message says what is being done.</exception>
    public async Task<DrainReport> DrainAsync(bool moveClock = false, CancellationToken cancellationToken = default)
    {
        var startedAt = Clock.GetUtcNow();
        var before = await OpenRunsAsync(cancellationToken);
        var (answered, late) = (0L, 0L);
        IReadOnlyList<OpenRun> open;
        using var limit = new CancellationTokenSource(Patience);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        do
        {
            var report = await WorkAsync(stop.Token, limit.Token);
            answered += report.Answered;
            late += report.Late;
            open = await OpenRunsAsync(cancellationToken);
        } while (moveClock && MoveToNextRetry(open));
        return new DrainReport(
            answered,
            late,
            Clock.GetUtcNow() - startedAt,
            await EndedAsync(before, open, cancellationToken),
            await WaitingAsync(open, cancellationToken)
        );
    }

    /// <summary>Ends the leases of everybody who works now: what they hold is lost and waits to be done again.</summary>
    /// <remarks>
    /// To be called while an item is being done; the answer to it is then late and refused. The clock moves on by a third of
    /// the lease, when workers find out and start anew.
    /// </remarks>
    public async Task LoseLeasesAsync(CancellationToken cancellationToken = default)
    {
        await ((LeaseTakingQueue)Get<IWorkQueue>()).TakeLeasesAsync(cancellationToken);
        Clock.Advance(ExecutionDefaults.Lease / 3);
    }

    /// <summary>Makes the worker of an attempt lose its lease once its handler is done, so that its answer is late.</summary>
    /// <param name="attempt">Chooses the attempt; the first that it chooses, and no other.</param>
    public void LoseLeaseAt(Func<ItemEnvelope, bool> attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        Get<LeaseLossPlan>().Add(attempt);
    }

    private Task<IReadOnlyList<OpenRun>> OpenRunsAsync(CancellationToken cancellationToken) =>
        Get<IWorkQueue>().ListOpenRunsAsync(cancellationToken);

    private async Task<WorkerReport> WorkAsync(CancellationToken stop, CancellationToken limit)
    {
        try
        {
            return await Get<Worker>()
                .RunAsync(new WorkerOptions { Name = "test", UntilIdle = true }, CancellationToken.None, stop);
        }
        catch (OperationCanceledException cause) when (limit.IsCancellationRequested)
        {
            var open = await OpenRunsAsync(CancellationToken.None);
            throw new TimeoutException(
                $"Still at work after {Patience.TotalSeconds} s on {string.Join(", ", open.Select(run => run.AutomationName))}; "
                    + "does a handler wait for something that never comes, or on a clock that nobody moves?",
                cause
            );
        }
    }

    private bool MoveToNextRetry(IReadOnlyList<OpenRun> open)
    {
        if (open.Where(run => !run.Paused).Min(run => run.NextDueAt) is not { } due)
            return false;
        var wait = due - Clock.GetUtcNow();
        if (wait > TimeSpan.Zero)
            Clock.Advance(wait);
        return true;
    }

    private async Task<IReadOnlyList<RunSummary>> EndedAsync(
        IReadOnlyList<OpenRun> before,
        IReadOnlyList<OpenRun> after,
        CancellationToken cancellationToken
    )
    {
        List<RunSummary> ended = [];
        foreach (var run in before.Select(run => run.Id).Except(after.Select(run => run.Id)).OrderBy(id => id.Value))
            ended.Add(await RunAsync(run, cancellationToken));
        return ended;
    }

    private async Task<IReadOnlyList<WaitingRun>> WaitingAsync(
        IReadOnlyList<OpenRun> open,
        CancellationToken cancellationToken
    )
    {
        List<WaitingRun> waiting = [];
        foreach (var run in open)
            waiting.Add(new(run.Id, run.AutomationName, await ReasonAsync(run, cancellationToken), run.NextDueAt));
        return waiting;
    }

    private async Task<RunWait> ReasonAsync(OpenRun run, CancellationToken cancellationToken)
    {
        if (run.Paused)
            return RunWait.Paused;
        var context = await Get<IRunContextReader>().GetAsync(run.Id, cancellationToken);
        return Get<IItemRunnerFactory>().WhyNot(run.AutomationName, context.Settings) is not null ? RunWait.Handler
            : run.NextDueAt is not null ? RunWait.Retry
            : RunWait.Lease;
    }
}
