using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>A queue in which one run of <see cref="Told"/> is open, and another that is being cancelled.</summary>
internal sealed class ToldQueue : IWorkQueue
{
    public Task<IReadOnlyList<OpenRun>> ListOpenRunsAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<OpenRun>>([
            Open(Told.RunId, isCancelling: false),
            Open(new RunId(Guid.CreateVersion7()), isCancelling: true),
        ]);

    public Task JoinAsync(WorkerIdentity worker, TimeSpan lease, CancellationToken cancellationToken) =>
        throw NotAWorker();

    public Task<bool> RenewAsync(WorkerId worker, TimeSpan lease, CancellationToken cancellationToken) =>
        throw NotAWorker();

    public Task LeaveAsync(WorkerIdentity worker, CancellationToken cancellationToken) => throw NotAWorker();

    public Task<Claim> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken) => throw NotAWorker();

    public Task<AnswersTaken> AnswerAsync(
        ChunkAnswers answers,
        ClaimRequest? next,
        CancellationToken cancellationToken
    ) => throw NotAWorker();

    public Task<int> RescueAsync(CancellationToken cancellationToken) => throw NotAWorker();

    public Task<int> MoveDueAsync(CancellationToken cancellationToken) => throw NotAWorker();

    public Task<RunEnd?> EndIfDoneAsync(RunId run, CancellationToken cancellationToken) => throw NotAWorker();

    public Task<string?> CheckThresholdAsync(RunId run, CancellationToken cancellationToken) => throw NotAWorker();

    public Task<Backlog> GetBacklogAsync(CancellationToken cancellationToken) => throw NotAWorker();

    public Task RecordServiceAsync(
        WorkerId worker,
        IReadOnlyList<RunService> services,
        CancellationToken cancellationToken
    ) => throw NotAWorker();

    public Task ReportProgressAsync(
        RunId run,
        IReadOnlyList<ProgressReport> reports,
        CancellationToken cancellationToken
    ) => throw NotAWorker();

    private static OpenRun Open(RunId id, bool isCancelling) =>
        new(
            id,
            Told.AutomationId,
            "Customer import",
            DefinitionNumber: 3,
            Priority: 5,
            Paused: false,
            isCancelling,
            HasReady: true,
            NextDueAt: null,
            id
        );

    private static NotSupportedException NotAWorker() => new("No command of these tests works on items.");
}
