using AutomationPlatform.Domain.Execution;
using Microsoft.Extensions.Logging;

namespace AutomationPlatform.Application.Execution;

/// <summary>The runs a worker serves and the sessions it has on them.</summary>
internal sealed class RunBoard(
    RunSessionParts parts,
    IRunContextReader contexts,
    RunnerPool runners,
    WorkerOptions options
) : IDisposable
{
    private readonly Dictionary<RunId, (RunSession Session, Task Work)> sessions = [];
    private readonly Dictionary<RunId, KnownRun> known = [];
    private readonly Turns turns = new();
    private readonly HashSet<RunId> unservable = [];
    private readonly ServiceBook services = new(parts);
    private IReadOnlyList<OpenRun> served = [];

    /// <summary>True when nothing is left to wait for: every run served has ended or is paused.</summary>
    internal bool IsDrained => sessions.Count == 0 && served.All(run => run.Paused && !run.CancelRequested);

    /// <summary>True when nothing is being done and nothing can be begun now.</summary>
    internal bool IsIdle => sessions.Count == 0 && served.All(run => run.Paused || !run.HasReady);

    /// <summary>How long the worker may rest: until the next look, or until the next retry is due.</summary>
    internal TimeSpan IdleTime()
    {
        var untilDue = served.Min(run => run.NextDueIn) ?? ExecutionDefaults.IdlePoll;
        return TimeSpan.FromTicks(
            Math.Clamp(untilDue.Ticks, TimeSpan.TicksPerMillisecond * 10, ExecutionDefaults.IdlePoll.Ticks)
        );
    }

    /// <summary>Completes when a session has ended; never when there is none.</summary>
    internal Task<Task> SessionEndedAsync() =>
        sessions.Count == 0
            ? new TaskCompletionSource<Task>(TaskCreationOptions.RunContinuationsAsynchronously).Task
            : Task.WhenAny(sessions.Values.Select(s => s.Work));

    /// <summary>Ends what is over, tells sessions of pauses and cancellations, and begins sessions where there is work.</summary>
    /// <exception cref="InvalidInputException">A run that was named cannot be served here.</exception>
    internal async Task UpdateAsync(IReadOnlyList<OpenRun> open, CancellationToken stop)
    {
        await RemoveEndedAsync();
        served = [.. await FilterAsync(open, stop)];
        await services.WriteAsync(open, stop);
        List<KnownRun> waiting = [];
        foreach (var run in served)
            if (await ServeAsync(run, stop))
                waiting.Add(Known(run));
        BeginInTurn(waiting, stop);
    }

    /// <summary>Lets what has begun end.</summary>
    internal async Task FinishAsync(CancellationToken stop)
    {
        foreach (var (session, work) in sessions.Values)
            if (!work.IsCompleted)
                session.Drain();
        await Task.WhenAll(sessions.Values.Select(s => s.Work)).WaitAsync(stop);
    }

    public void Dispose()
    {
        foreach (var (session, work) in sessions.Values)
            if (work.IsCompleted)
                session.Dispose();
    }

    private async Task RemoveEndedAsync()
    {
        foreach (var (id, (session, work)) in sessions.Where(s => s.Value.Work.IsCompleted).ToArray())
        {
            sessions.Remove(id);
            session.Dispose();
            await work;
        }
    }

    private async Task<IEnumerable<OpenRun>> FilterAsync(IReadOnlyList<OpenRun> open, CancellationToken stop)
    {
        List<OpenRun> servable = [];
        foreach (var run in open)
            if (IsWanted(run) && !unservable.Contains(run.Id) && await IsServableAsync(run, stop))
                servable.Add(run);
        foreach (var gone in known.Keys.Except(open.Select(run => run.Id)).ToArray())
            known.Remove(gone);
        return servable;
    }

    private bool IsWanted(OpenRun run) =>
        (options.Runs.Count == 0 || options.Runs.Contains(run.Id))
        && (options.Automations.Count == 0 || options.Automations.Contains(run.AutomationName));

    private async Task<bool> IsServableAsync(OpenRun run, CancellationToken stop)
    {
        if (known.ContainsKey(run.Id))
            return true;
        var context = await parts.PatientlyAsync(() => contexts.GetAsync(run.Id, stop), stop);
        if (runners.WhyNot(run.AutomationName, context.Settings) is { } why)
        {
            if (options.Runs.Contains(run.Id))
                throw new InvalidInputException($"run {run.Id} of '{run.AutomationName}' cannot be served here: {why}");
            WorkerLog.NotServable(parts.Logger, run.AutomationName, why);
            services.Add(run.Id, why);
            unservable.Add(run.Id);
            return false;
        }
        known.Add(run.Id, new KnownRun(run, context));
        services.Add(run.Id, refusal: null);
        return true;
    }

    // True when the run waits for a session.
    private async Task<bool> ServeAsync(OpenRun run, CancellationToken stop)
    {
        var tooManyFailed = await CheckThresholdAsync(run, stop);
        if (sessions.TryGetValue(run.Id, out var current))
            await TellAsync(run, current, tooManyFailed, stop);
        else if (run.CancelRequested || tooManyFailed is not null)
            await CancelWaitingAsync(run, stop);
        else if (run.HasReady)
            return !run.Paused;
        else
            await parts.EndIfDoneAsync(run.Id, stop);
        return false;
    }

    private async Task TellAsync(
        OpenRun run,
        (RunSession Session, Task Work) current,
        string? tooManyFailed,
        CancellationToken stop
    )
    {
        if (current.Work.IsCompleted)
            return;
        if (run.CancelRequested)
            current.Session.CancelRun();
        else if (tooManyFailed is not null)
        {
            current.Session.StopAtThreshold(tooManyFailed);
            await CancelWaitingAsync(run, stop);
        }
        else if (run.Paused)
            current.Session.Drain();
    }

    // Looked at regularly too: what a vanished worker held fails without an answer.
    private async Task<string?> CheckThresholdAsync(OpenRun run, CancellationToken stop) =>
        run.CancelRequested ? null
        : run.ThresholdReason is { } reason ? reason
        : known[run.Id].Context.Settings.FailureThreshold is null ? null
        : await parts.PatientlyAsync(() => parts.Queue.CheckThresholdAsync(run.Id, stop), stop);

    private async Task CancelWaitingAsync(OpenRun run, CancellationToken stop)
    {
        while (await CancelSliceAsync(run.Id, stop) > 0)
            stop.ThrowIfCancellationRequested();
        await parts.EndIfDoneAsync(run.Id, stop);
    }

    private Task<int> CancelSliceAsync(RunId run, CancellationToken stop) =>
        parts.PatientlyAsync(() => parts.Control.CancelWaitingSliceAsync(run, parts.Worker.Name, stop), stop);

    private KnownRun Known(OpenRun run)
    {
        var current = known[run.Id];
        current.Run = run;
        return current;
    }

    // Sessions go to runs in turn. What is left over waits for a session that ends its round; a higher priority does not.
    private void BeginInTurn(List<KnownRun> waiting, CancellationToken stop)
    {
        var atWork = sessions.Values.Where(s => !s.Work.IsCompleted && !s.Session.Round.HasEnded).ToList();
        for (var free = WorkerOptions.RunsAtOnce - atWork.Count; free > 0 && waiting.Count > 0; free--)
            Begin(turns.Next(waiting)!, waiting, stop);
        foreach (var run in waiting.OrderByDescending(run => run.Priority).ToArray())
        {
            var lower = atWork
                .Where(s => s.Session.Priority < run.Priority)
                .OrderBy(s => s.Session.Priority)
                .FirstOrDefault();
            if (lower.Session is null)
                break;
            lower.Session.Round.End();
            atWork.Remove(lower);
            Begin(run, waiting, stop);
        }
        foreach (var (session, _) in sessions.Values)
            session.Round.OthersWait(waiting.Count > 0);
    }

    private void Begin(KnownRun next, List<KnownRun> waiting, CancellationToken stop)
    {
        turns.Grant(next, waiting);
        waiting.Remove(next);
        var session = new RunSession(parts, next.Run, next.Context, runners.Get(next.Run, next.Context.Settings));
        sessions.Add(next.Run.Id, (session, Task.Run(() => session.WorkAsync(stop), CancellationToken.None)));
    }

    private sealed class KnownRun(OpenRun run, RunContext context) : ITakesTurns
    {
        internal OpenRun Run { get; set; } = run;

        internal RunContext Context { get; } = context;

        public int Priority => Run.Priority;

        public long LastTurn { get; set; }
    }
}
