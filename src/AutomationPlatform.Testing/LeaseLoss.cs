using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Testing;

/// <summary>The real queue, which knows who works here and can take their leases away.</summary>
internal sealed class LeaseTakingQueue(IWorkQueue queue) : IWorkQueue
{
    private readonly Lock gate = new();
    private readonly HashSet<WorkerId> present = [];

    /// <summary>Ends the lease of everybody who works here, as if it had run out, and rescues what they hold.</summary>
    internal async Task<int> TakeLeasesAsync(CancellationToken cancellationToken)
    {
        WorkerId[] workers;
        lock (gate)
            workers = [.. present];
        foreach (var worker in workers)
            await queue.RenewAsync(worker, TimeSpan.Zero, cancellationToken);
        return await queue.RescueAsync(cancellationToken);
    }

    public async Task JoinAsync(WorkerIdentity worker, TimeSpan lease, CancellationToken cancellationToken)
    {
        await queue.JoinAsync(worker, lease, cancellationToken);
        lock (gate)
            present.Add(worker.Id);
    }

    public Task<bool> RenewAsync(WorkerId worker, TimeSpan lease, CancellationToken cancellationToken) =>
        queue.RenewAsync(worker, lease, cancellationToken);

    public Task LeaveAsync(WorkerIdentity worker, CancellationToken cancellationToken)
    {
        lock (gate)
            present.Remove(worker.Id);
        return queue.LeaveAsync(worker, cancellationToken);
    }

    public Task<IReadOnlyList<OpenRun>> ListOpenRunsAsync(CancellationToken cancellationToken) =>
        queue.ListOpenRunsAsync(cancellationToken);

    public Task<Claim> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) =>
        queue.ClaimAsync(request, cancellationToken);

    public Task<AnswersTaken> AnswerAsync(
        ChunkAnswers answers,
        ClaimRequest? next,
        CancellationToken cancellationToken
    ) => queue.AnswerAsync(answers, next, cancellationToken);

    public Task RecordServiceAsync(
        WorkerId worker,
        IReadOnlyList<RunService> services,
        CancellationToken cancellationToken
    ) => queue.RecordServiceAsync(worker, services, cancellationToken);

    public Task ReportProgressAsync(
        RunId run,
        IReadOnlyList<ProgressReport> reports,
        CancellationToken cancellationToken
    ) => queue.ReportProgressAsync(run, reports, cancellationToken);

    public Task<string?> CheckThresholdAsync(RunId run, CancellationToken cancellationToken) =>
        queue.CheckThresholdAsync(run, cancellationToken);

    public Task<Backlog> GetBacklogAsync(CancellationToken cancellationToken) =>
        queue.GetBacklogAsync(cancellationToken);

    public Task<int> RescueAsync(CancellationToken cancellationToken) => queue.RescueAsync(cancellationToken);

    public Task<int> MoveDueAsync(CancellationToken cancellationToken) => queue.MoveDueAsync(cancellationToken);

    public Task<RunEnd?> EndIfDoneAsync(RunId run, CancellationToken cancellationToken) =>
        queue.EndIfDoneAsync(run, cancellationToken);
}

/// <summary>The real handlers; after one has done an attempt that a test chose, its worker loses its lease.</summary>
internal sealed class LeaseLosingFactory(IItemRunnerFactory factory, LeaseLossPlan plan) : IItemRunnerFactory
{
    public string? WhyNot(string automation, AutomationSettings settings) => factory.WhyNot(automation, settings);

    public IItemRunner Open(string automation, AutomationSettings settings, RunnerOptions options) =>
        new Runner(factory.Open(automation, settings, options), plan);

    private sealed class Runner(IItemRunner runner, LeaseLossPlan plan) : IItemRunner
    {
        public bool IsInstant => runner.IsInstant;

        public async ValueTask<ItemOutcome> RunAsync(ItemEnvelope envelope, CancellationToken stop)
        {
            var outcome = await runner.RunAsync(envelope, stop);
            await plan.PlayAsync(envelope, stop);
            return outcome;
        }

        public ValueTask DisposeAsync() => runner.DisposeAsync();
    }
}

/// <summary>At which attempts leases are lost. Thread-safe.</summary>
internal sealed class LeaseLossPlan
{
    private readonly Lock gate = new();
    private readonly List<Func<ItemEnvelope, bool>> chosen = [];

    /// <summary>Loses the leases; set by the platform.</summary>
    internal Func<CancellationToken, Task> Lose { get; set; } = _ => Task.CompletedTask;

    internal void Add(Func<ItemEnvelope, bool> attempt)
    {
        lock (gate)
            chosen.Add(attempt);
    }

    internal Task PlayAsync(ItemEnvelope envelope, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var found = chosen.Find(attempt => attempt(envelope));
            if (found is null)
                return Task.CompletedTask;
            chosen.Remove(found);
        }
        return Lose(cancellationToken);
    }
}
