using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;

namespace AutomationPlatform.Application.Orchestration;

/// <summary>Writes what engines say into instances and their links to runs.</summary>
/// <remarks>What has ended is never written again. A transaction holds one slice of the parts, so that a thousand of them cost a
/// thousand times what one costs; repeating a call changes nothing.</remarks>
internal sealed class InstanceBook(IUnitOfWorkFactory units, ISubmissionStore submissions)
{
    /// <summary>Who is said to have changed an instance.</summary>
    internal static string Actor(EngineConnection engine) => $"engine:{engine.Name}";

    /// <summary>What stands in the book of these parts, without asking.</summary>
    internal async Task<BookEntry> ReadAsync(
        EngineConnection engine,
        IReadOnlyList<SubmissionPart> known,
        CancellationToken cancellationToken
    )
    {
        var entry = new BookEntry();
        await using var work = await units.BeginAsync(Actor(engine), cancellationToken);
        foreach (var (part, id, _) in known)
            entry.Add(
                part,
                await work.OrchestrationInstances.GetOrThrowAsync(id, cancellationToken: cancellationToken)
            );
        return entry;
    }

    /// <summary>Takes over what the engine reports. Of a part that it reported before and does not any more, what stands in the
    /// book holds; while that is not final the part is lost.</summary>
    internal async Task<BookEntry> ObserveAsync(
        Submission submission,
        EngineConnection engine,
        IReadOnlyList<PartReport> reports,
        IReadOnlyList<SubmissionPart> known,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var entry = new BookEntry();
        foreach (var slice in reports.Chunk(EngineDefaults.Slice))
        {
            var observed = await units.TransactionAsync(
                (work, token) => ObserveAsync(work, submission, slice, now, token),
                Actor(engine),
                cancellationToken
            );
            await submissions.NotePartsAsync(submission, New(observed, known), cancellationToken);
            entry.Add(observed);
        }
        var unreported = known.ExceptBy(reports.Select(report => report.Part), part => part.Part).ToList();
        foreach (var slice in unreported.Chunk(EngineDefaults.Slice))
            entry.Add(await MissAsync(submission, engine, slice, now, cancellationToken));
        return entry;
    }

    private static List<SubmissionPart> New(BookEntry observed, IReadOnlyList<SubmissionPart> known) =>
        [
            .. from each in observed.Parts.ExceptBy(known.Select(part => part.Instance), each => each.Instance.Id)
            select new SubmissionPart(each.Part, each.Instance.Id, each.Instance.Status),
        ];

    private Task<BookEntry> MissAsync(
        Submission submission,
        EngineConnection engine,
        IReadOnlyList<SubmissionPart> parts,
        DateTimeOffset now,
        CancellationToken cancellationToken
    ) =>
        units.TransactionAsync(
            async (work, token) =>
            {
                var entry = new BookEntry();
                foreach (var (part, id, _) in parts)
                {
                    var instance = await work.OrchestrationInstances.GetOrThrowAsync(id, cancellationToken: token);
                    Miss(instance, submission, now);
                    await work.OrchestrationInstances.UpdateAsync(instance, token);
                    entry.Add(part, instance);
                }
                return entry;
            },
            Actor(engine),
            cancellationToken
        );

    private static void Miss(OrchestrationInstance instance, Submission submission, DateTimeOffset now)
    {
        if (instance.Status.IsFinished())
            return;
        var before = InstanceMetadata.Of(instance.InstanceMetadata);
        var since = instance.Observation == Observation.Lost ? before.Trouble?.Since ?? now : now;
        var evidence = before with
        {
            Trouble = new ObservedTrouble(
                $"job {submission.ExternalId}",
                $"the engine tells of it, and not of its part {instance.ExternalId} any more",
                since
            ),
        };
        if (now - since >= EngineDefaults.LostLimit)
            instance.Observe(ExecutionStatus.Failed, evidence.ToPayload(), now);
        instance.ObserveTrouble(Observation.Lost, evidence.ToPayload(), now);
    }

    /// <summary>Notes that the instances that are open cannot be observed, or, at last, that they are FAILED.</summary>
    internal async Task<BookEntry> ObserveTroubleAsync(
        Submission submission,
        EngineConnection engine,
        EngineException trouble,
        bool isFinal,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var known = await submissions.ListPartsAsync(submission.Id, cancellationToken);
        var entry = new BookEntry();
        foreach (var slice in known.Chunk(EngineDefaults.Slice))
            entry.Add(
                await units.TransactionAsync(
                    async (work, token) =>
                    {
                        var doubted = new BookEntry();
                        foreach (var (part, id, _) in slice)
                        {
                            var instance = await work.OrchestrationInstances.GetOrThrowAsync(
                                id,
                                cancellationToken: token
                            );
                            Doubt(instance, submission, trouble, isFinal, now);
                            await work.OrchestrationInstances.UpdateAsync(instance, token);
                            doubted.Add(part, instance);
                        }
                        return doubted;
                    },
                    Actor(engine),
                    cancellationToken
                )
            );
        return entry;
    }

    private static async Task<BookEntry> ObserveAsync(
        IUnitOfWork work,
        Submission submission,
        IReadOnlyList<PartReport> reports,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var entry = new BookEntry();
        foreach (var report in reports)
        {
            var instance = await FindOrAttachAsync(work, submission, report, now, cancellationToken);
            var before = instance.Status;
            if (before.IsActive())
            {
                Observe(instance, report, now);
                await work.OrchestrationInstances.UpdateAsync(instance, cancellationToken);
            }
            entry.Add(report.Part, instance, changed: before != instance.Status);
        }
        return entry;
    }

    private static async Task<OrchestrationInstance> FindOrAttachAsync(
        IUnitOfWork work,
        Submission submission,
        PartReport report,
        DateTimeOffset now,
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
            new RunOrchestration(submission.RunId, instance.Id, now),
            cancellationToken
        );
        return instance;
    }

    // An engine may say of what has begun that it waits again; our table has no such step, so only its words are kept. What
    // was left out after it had begun is CANCELLED.
    private static void Observe(OrchestrationInstance instance, PartReport report, DateTimeOffset now)
    {
        var status =
            Lifecycle.Path(instance.Status, report.Status) is not null ? report.Status
            : report.Status == ExecutionStatus.Skipped ? ExecutionStatus.Cancelled
            : instance.Status;
        instance.Observe(status, MetadataOf(report), now);
    }

    private static void Doubt(
        OrchestrationInstance instance,
        Submission submission,
        EngineException trouble,
        bool isFinal,
        DateTimeOffset now
    )
    {
        if (instance.Status.IsFinished())
            return;
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
