using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>What ends a process in a test.</summary>
internal sealed class ProcessDiedException() : Exception("died");

/// <summary>The real store, in a process that dies when it has sent something and would write down what became of it.</summary>
internal sealed class DyingStore(ISubmissionStore real) : ISubmissionStore
{
    private static readonly ProcessDiedException Death = new();

    public Task RecordAsync(IReadOnlyList<EngineOrder> orders, EngineId engine, CancellationToken cancellationToken) =>
        real.RecordAsync(orders, engine, cancellationToken);

    public Task<IReadOnlyList<Submission>> ClaimAsync(SubmissionClaim claim, CancellationToken cancellationToken) =>
        real.ClaimAsync(claim, cancellationToken);

    public Task<bool> NoteSendAsync(Submission submission, Guid holder, CancellationToken cancellationToken) =>
        real.NoteSendAsync(submission, holder, cancellationToken);

    public Task NoteUnsentAsync(Submission submission, Guid holder, CancellationToken cancellationToken) => throw Death;

    public Task<bool> NoteAcceptedAsync(
        Submission submission,
        string externalId,
        Guid holder,
        CancellationToken cancellationToken
    ) => throw Death;

    public Task NoteMovedAsync(
        Submission submission,
        string externalId,
        Guid holder,
        CancellationToken cancellationToken
    ) => throw Death;

    public Task NotePartsAsync(
        Submission submission,
        IReadOnlyList<SubmissionPart> parts,
        CancellationToken cancellationToken
    ) => throw Death;

    public Task NoteCancelAsync(Guid submission, CancellationToken cancellationToken) => throw Death;

    public Task NoteCancelSentAsync(Submission submission, Guid holder, CancellationToken cancellationToken) =>
        throw Death;

    public Task ReleaseAsync(
        Submission submission,
        SubmissionLook look,
        Guid holder,
        CancellationToken cancellationToken
    ) => throw Death;

    public Task CloseAsync(
        Submission submission,
        SubmissionState end,
        string? trouble,
        Guid holder,
        CancellationToken cancellationToken
    ) => throw Death;

    public Task<IReadOnlyList<Submission>> ListByRunAsync(RunId run, CancellationToken cancellationToken) =>
        real.ListByRunAsync(run, cancellationToken);

    public Task NoteChangeAsync(Guid submission, CancellationToken cancellationToken) => throw Death;

    public Task<Submission?> FindAsync(Guid submission, CancellationToken cancellationToken) =>
        real.FindAsync(submission, cancellationToken);

    public Task<IReadOnlyList<SubmissionPart>> ListPartsAsync(Guid submission, CancellationToken cancellationToken) =>
        real.ListPartsAsync(submission, cancellationToken);

    public Task<IReadOnlyDictionary<Guid, bool>> FilterKnownAsync(
        IReadOnlyList<Guid> ids,
        CancellationToken cancellationToken
    ) => real.FilterKnownAsync(ids, cancellationToken);

    public Task<IReadOnlyList<RunInstance>> ListInstancesAsync(RunId run, CancellationToken cancellationToken) =>
        real.ListInstancesAsync(run, cancellationToken);

    public Task<long> CountOpenAsync(EngineId? engine, CancellationToken cancellationToken) =>
        real.CountOpenAsync(engine, cancellationToken);

    public Task<IReadOnlyList<RunId>> ListUnrecordedAsync(RunId? only, CancellationToken cancellationToken) =>
        real.ListUnrecordedAsync(only, cancellationToken);
}
