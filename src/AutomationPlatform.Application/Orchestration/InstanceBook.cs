using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>Writes what engines say into instances and their links to runs.</summary>
/// <remarks>What has ended is never written again. Each call is one transaction, and repeating it changes nothing.</remarks>
internal sealed class InstanceBook(IUnitOfWorkFactory units, ISubmissionStore submissions, TimeProvider clock)
{
    /// <summary>Who is said to have changed an instance.</summary>
    internal static string Actor(EngineConnection engine) => $"engine:{engine.Name}";

    /// <summary>Takes over what the engine reports.</summary>
    internal async Task<BookEntry> ObserveAsync(
        Submission submission,
        EngineConnection engine,
        IReadOnlyList<PartReport> reports,
        CancellationToken cancellationToken
    )
    {
        var known = await submissions.ListInstancesAsync(submission.RunId, cancellationToken);
        var entry = await units.TransactionAsync(
            (work, token) => ObserveAsync(work, submission, reports, token),
            Actor(engine),
            cancellationToken
        );
        foreach (var (part, instance) in entry.Parts)
            if (!known.Any(place => place.Id == instance.Id && place.SubmissionId == submission.Id))
                await submissions.NotePartAsync(submission, part, instance.Id, cancellationToken);
        return entry;
    }

    /// <summary>Notes that the instances that are open cannot be observed, or, at last, that they are FAILED.</summary>
    internal async Task<BookEntry> ObserveTroubleAsync(
        Submission submission,
        EngineConnection engine,
        EngineException trouble,
        bool isFinal,
        CancellationToken cancellationToken
    )
    {
        var places = (await submissions.ListInstancesAsync(submission.RunId, cancellationToken))
            .Where(place => place.SubmissionId == submission.Id)
            .ToList();
        return await units.TransactionAsync(
            async (work, token) =>
            {
                var entry = new BookEntry();
                foreach (var place in places)
                {
                    var instance = await work.OrchestrationInstances.GetOrThrowAsync(
                        place.Id,
                        cancellationToken: token
                    );
                    Doubt(instance, submission, trouble, isFinal);
                    await work.OrchestrationInstances.UpdateAsync(instance, token);
                    entry.Add(place.Part ?? 0, instance);
                }
                return entry;
            },
            Actor(engine),
            cancellationToken
        );
    }

    private async Task<BookEntry> ObserveAsync(
        IUnitOfWork work,
        Submission submission,
        IReadOnlyList<PartReport> reports,
        CancellationToken cancellationToken
    )
    {
        var entry = new BookEntry();
        foreach (var report in reports)
        {
            var instance = await FindOrAttachAsync(work, submission, report, cancellationToken);
            var before = instance.Status;
            if (before.IsActive())
            {
                Observe(instance, report);
                await work.OrchestrationInstances.UpdateAsync(instance, cancellationToken);
            }
            entry.Add(report.Part, instance, changed: before != instance.Status);
        }
        return entry;
    }

    private async Task<OrchestrationInstance> FindOrAttachAsync(
        IUnitOfWork work,
        Submission submission,
        PartReport report,
        CancellationToken cancellationToken
    )
    {
        var found = await work.OrchestrationInstances.GetByExternalIdAsync(
            submission.EngineId,
            report.ExternalId,
            cancellationToken
        );
        if (found is not null)
            return found;
        var instance = new OrchestrationInstance(submission.EngineId, report.ExternalId, MetadataOf(report));
        await work.OrchestrationInstances.CreateAsync(instance, cancellationToken);
        await work.RunOrchestrations.CreateAsync(
            new RunOrchestration(submission.RunId, instance.Id, clock.GetUtcNow()),
            cancellationToken
        );
        return instance;
    }

    // An engine may say of what has begun that it waits again; our table has no such step, so only its words are kept. What
    // was left out after it had begun is CANCELLED.
    private void Observe(OrchestrationInstance instance, PartReport report)
    {
        var status =
            Lifecycle.Path(instance.Status, report.Status) is not null ? report.Status
            : report.Status == ExecutionStatus.Skipped ? ExecutionStatus.Cancelled
            : instance.Status;
        instance.Observe(status, MetadataOf(report), clock.GetUtcNow());
    }

    private void Doubt(OrchestrationInstance instance, Submission submission, EngineException trouble, bool isFinal)
    {
        if (instance.Status.IsFinished())
            return;
        var now = clock.GetUtcNow();
        var evidence = InstanceMetadata.Of(instance.InstanceMetadata) with
        {
            Trouble = new ObservedTrouble(trouble.Asked, trouble.Answer, submission.TroubleSince ?? submission.ReadAt),
        };
        if (isFinal)
            instance.Observe(ExecutionStatus.Failed, evidence.ToPayload(), now);
        instance.ObserveTrouble(
            trouble.Trouble == EngineTrouble.Missing ? Observation.Lost : Observation.Unknown,
            evidence.ToPayload(),
            now
        );
    }

    private static Payload MetadataOf(PartReport report) => InstanceMetadata.Of(report).ToPayload();
}
