using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.IntegrationTests.Simulation;

/// <summary>The real queue of one process, with faults on the way to it and a ledger of what it really did.</summary>
internal sealed class SimulatedQueue(IWorkQueue queue, SimulatedFaults faults, SimulationLedger ledger) : IWorkQueue
{
    public Task JoinAsync(WorkerIdentity worker, TimeSpan lease, CancellationToken cancellationToken) =>
        faults.CallAsync(
            () => queue.JoinAsync(worker, lease, cancellationToken),
            () => ledger.Joined(worker.Id, lease)
        );

    public Task<bool> RenewAsync(WorkerId worker, TimeSpan lease, CancellationToken cancellationToken) =>
        faults.CallAsync(
            () => queue.RenewAsync(worker, lease, cancellationToken),
            renewed => ledger.Renewed(worker, lease, renewed)
        );

    public Task LeaveAsync(WorkerIdentity worker, CancellationToken cancellationToken) =>
        faults.CallAsync(() => queue.LeaveAsync(worker, cancellationToken), () => ledger.Left(worker.Id));

    public Task<IReadOnlyList<OpenRun>> ListOpenRunsAsync(CancellationToken cancellationToken) =>
        faults.CallAsync(() => queue.ListOpenRunsAsync(cancellationToken), _ => { });

    public Task<Claim> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) =>
        faults.CallAsync(() => queue.ClaimAsync(request, cancellationToken), claim => ledger.Claimed(request, claim));

    public Task<AnswersTaken> AnswerAsync(
        ChunkAnswers answers,
        ClaimRequest? next,
        CancellationToken cancellationToken
    ) =>
        faults.CallAsync(
            () => queue.AnswerAsync(answers, next, cancellationToken),
            taken =>
            {
                ledger.Answered(answers, taken);
                if (next is not null)
                    ledger.Claimed(next, taken.Next!);
            }
        );

    public Task<Backlog> GetBacklogAsync(CancellationToken cancellationToken) =>
        faults.CallAsync(() => queue.GetBacklogAsync(cancellationToken), _ => { });

    public Task<int> RescueAsync(CancellationToken cancellationToken) =>
        faults.CallAsync(() => queue.RescueAsync(cancellationToken), ledger.Rescued);

    public Task<int> MoveDueAsync(CancellationToken cancellationToken) =>
        faults.CallAsync(() => queue.MoveDueAsync(cancellationToken), _ => { });

    public Task<RunEnd?> EndIfDoneAsync(RunId run, CancellationToken cancellationToken) =>
        faults.CallAsync(() => queue.EndIfDoneAsync(run, cancellationToken), ledger.EndChecked);

    public Task<string?> CheckThresholdAsync(RunId run, CancellationToken cancellationToken) =>
        faults.CallAsync(() => queue.CheckThresholdAsync(run, cancellationToken), _ => { });

    public Task RecordServiceAsync(
        WorkerId worker,
        IReadOnlyList<RunService> services,
        CancellationToken cancellationToken
    ) => faults.CallAsync(() => queue.RecordServiceAsync(worker, services, cancellationToken), () => { });

    public Task ReportProgressAsync(
        RunId run,
        IReadOnlyList<ProgressReport> reports,
        CancellationToken cancellationToken
    ) => faults.CallAsync(() => queue.ReportProgressAsync(run, reports, cancellationToken), () => { });
}
