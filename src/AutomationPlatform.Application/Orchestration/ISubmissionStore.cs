using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>Keeps submissions. Every change names its holder, and changes nothing once another process holds it. Thread-safe.</summary>
public interface ISubmissionStore
{
    /// <summary>Writes submissions down, due at once; one that is there already stays as it is.</summary>
    Task RecordAsync(IReadOnlyList<EngineOrder> orders, EngineId engine, CancellationToken cancellationToken);

    /// <summary>Takes due submissions under a lease.</summary>
    Task<IReadOnlyList<Submission>> ClaimAsync(SubmissionClaim claim, CancellationToken cancellationToken);

    /// <summary>Notes that it is about to be sent.</summary>
    /// <returns>False when another process holds it by now: then it must not be sent.</returns>
    Task<bool> NoteSendAsync(Submission submission, Guid holder, CancellationToken cancellationToken);

    /// <summary>Notes that nothing of the last send reached the engine.</summary>
    Task NoteUnsentAsync(Submission submission, Guid holder, CancellationToken cancellationToken);

    /// <summary>Notes the engine's id of the job.</summary>
    /// <returns>False when another process holds it by now.</returns>
    Task<bool> NoteAcceptedAsync(
        Submission submission,
        string externalId,
        Guid holder,
        CancellationToken cancellationToken
    );

    /// <summary>Notes how the engine knows the job from now on.</summary>
    Task NoteMovedAsync(Submission submission, string externalId, Guid holder, CancellationToken cancellationToken);

    /// <summary>Notes which instances are which parts; what is noted already stays.</summary>
    Task NotePartsAsync(
        Submission submission,
        IReadOnlyList<SubmissionPart> parts,
        CancellationToken cancellationToken
    );

    /// <summary>Notes that we want its end; a wish that is there stays.</summary>
    Task NoteCancelAsync(Guid submission, CancellationToken cancellationToken);

    /// <summary>Notes that the engine is about to be asked for its end.</summary>
    Task NoteCancelSentAsync(Submission submission, Guid holder, CancellationToken cancellationToken);

    /// <summary>Gives it back with what the look has shown, to be taken again after a while.</summary>
    Task ReleaseAsync(Submission submission, SubmissionLook look, Guid holder, CancellationToken cancellationToken);

    /// <summary>Closes it.</summary>
    Task CloseAsync(
        Submission submission,
        SubmissionState end,
        string? trouble,
        Guid holder,
        CancellationToken cancellationToken
    );

    /// <summary>Makes it due at once, because its engine tells of a change; nothing when it is closed.</summary>
    Task NoteChangeAsync(Guid submission, CancellationToken cancellationToken);

    /// <summary>How a submission stands; null when there is none.</summary>
    Task<Submission?> FindAsync(Guid submission, CancellationToken cancellationToken);

    /// <summary>The instances that are parts of a submission, by part.</summary>
    Task<IReadOnlyList<SubmissionPart>> ListPartsAsync(Guid submission, CancellationToken cancellationToken);

    /// <summary>The submissions of a run, in the order of their shards.</summary>
    Task<IReadOnlyList<Submission>> ListByRunAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>Which of these ids are known, and whether each is still open.</summary>
    Task<IReadOnlyDictionary<Guid, bool>> FilterKnownAsync(
        IReadOnlyList<Guid> ids,
        CancellationToken cancellationToken
    );

    /// <summary>The instances of a run by engine and shard, at most 1,000.</summary>
    Task<IReadOnlyList<RunInstance>> ListInstancesAsync(RunId run, CancellationToken cancellationToken);

    /// <summary>How many submissions are open, in an engine or in all.</summary>
    Task<long> CountOpenAsync(EngineId? engine, CancellationToken cancellationToken);

    /// <summary>Delegated runs that have begun to wait without a submission, because the process that made them ended in between.</summary>
    /// <param name="only">Only this one; null for all, the newest 100.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<RunId>> ListUnrecordedAsync(RunId? only, CancellationToken cancellationToken);
}
