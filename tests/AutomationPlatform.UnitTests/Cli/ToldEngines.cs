using System.Collections.Concurrent;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;

namespace AutomationPlatform.UnitTests.Cli;

/// <summary>What is known of engines: the engines and the instances it is given, and nothing to be sent. It remembers for which
/// run it was looked.</summary>
internal sealed class ToldEngines(params RunInstance[] instances) : ISubmissionStore, IEngineStore
{
    internal static readonly EngineId EngineId = new(Guid.Parse("0199f3c2-6f1e-7a00-8000-0000000000c1"));

    internal static EngineConnection Lab { get; } =
        new(
            EngineId,
            "lab",
            "slurm",
            new Uri("http://head.example.org:6820/"),
            "file:/etc/apc/jwt",
            new Dictionary<string, string> { ["user"] = "apc", ["directory"] = "/shared/apc" }
        );

    internal static RunInstance Shard { get; } =
        new(
            new(Guid.Parse("0199f3c2-6f1e-7a00-8000-0000000000d1")),
            "lab",
            SubmissionId: Guid.Parse("0199f3c2-6f1e-7a00-8000-0000000000e1"),
            Part: 1,
            Shard: 1,
            "17_1",
            ExecutionStatus.Failed,
            Observation.Ok,
            Told.At(0.5),
            Told.At(2.5),
            2,
            new InstanceMetadata
            {
                State = "NODE_FAIL",
                Node = "n2",
                Message = "exit 1",
                Log = "/shared/apc/apc-1.log",
            }
        );

    /// <summary>Shards that an engine does not take for now.</summary>
    internal static Submission Waiting { get; } =
        new(
            new EngineOrder(
                Guid.Parse("0199f3c2-6f1e-7a00-8000-0000000000e1"),
                Told.RunId,
                "Customer import",
                SubmissionPurpose.Shards,
                FirstShard: 0,
                Parts: 4,
                Shards: 4,
                Payload.Parse("{}")
            ),
            EngineId,
            SubmissionState.Sent
        )
        {
            Sends = 2,
            SentAt = Told.At(1),
            Trouble =
                "engine 'lab': POST http://head.example.org:6820/slurm/v0.0.38/job/submit: 503; it is asked again",
            TroubleSince = Told.At(2),
        };

    /// <summary>Shards that an engine has taken.</summary>
    internal static Submission Accepted { get; } =
        Waiting with
        {
            State = SubmissionState.Accepted,
            ExternalId = "17",
            Trouble = null,
        };

    /// <summary>Shards that have ended, with everything that follows from that.</summary>
    internal static Submission Ended { get; } = Accepted with { State = SubmissionState.Ended };

    /// <summary>What was submitted for any run.</summary>
    internal IReadOnlyList<Submission> Submissions { get; init; } = [];

    /// <summary>What is submitted at the moment at which it is asked, in place of <see cref="Submissions"/>.</summary>
    internal Func<IReadOnlyList<Submission>>? SubmissionsNow { get; init; }

    /// <summary>How an instance stands at the moment at which it is asked; otherwise as it was given.</summary>
    internal Func<RunInstance, RunInstance> Now { get; init; } = instance => instance;

    /// <summary>Whether an instance is there already at the moment at which it is asked.</summary>
    internal Func<RunInstance, bool> Exists { get; init; } = _ => true;

    /// <summary>Which submissions are known, and whether each is open.</summary>
    internal IReadOnlyDictionary<Guid, bool> Known { get; init; } = new Dictionary<Guid, bool>();

    /// <summary>What was written down to be sent.</summary>
    internal List<EngineOrder> Recorded { get; } = [];

    /// <summary>For which run there was looked for what is due; null for all.</summary>
    internal ConcurrentQueue<RunId?> LookedFor { get; } = [];

    public Task<IReadOnlyList<RunInstance>> ListInstancesAsync(RunId run, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RunInstance>>([.. instances.Where(Exists).Select(Now)]);

    public Task<IReadOnlyList<EngineOverview>> ListAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<EngineOverview>>([new(Lab, 4, 1, Waiting.Trouble)]);

    public Task<IReadOnlyList<Submission>> ListByRunAsync(RunId run, CancellationToken cancellationToken) =>
        Task.FromResult(SubmissionsNow?.Invoke() ?? Submissions);

    public Task<EngineConnection> GetAsync(string name, CancellationToken cancellationToken) => Task.FromResult(Lab);

    public Task<EngineConnection> GetAsync(EngineId id, CancellationToken cancellationToken) => Task.FromResult(Lab);

    public Task<long> CountOpenAsync(EngineId? engine, CancellationToken cancellationToken) => Task.FromResult(0L);

    public Task<IReadOnlyList<RunId>> ListUnrecordedAsync(RunId? only, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RunId>>([]);

    public Task<IReadOnlyList<Submission>> ClaimAsync(SubmissionClaim claim, CancellationToken cancellationToken)
    {
        LookedFor.Enqueue(claim.Run);
        return Task.FromResult<IReadOnlyList<Submission>>([]);
    }

    public Task SaveAsync(EngineConnection connection, CancellationToken cancellationToken) => throw Untold();

    public Task ForgetAsync(EngineId id, CancellationToken cancellationToken) => throw Untold();

    public Task RecordAsync(IReadOnlyList<EngineOrder> orders, EngineId engine, CancellationToken cancellationToken)
    {
        Recorded.AddRange(orders);
        return Task.CompletedTask;
    }

    public Task<bool> NoteSendAsync(Submission submission, Guid holder, CancellationToken cancellationToken) =>
        throw Untold();

    public Task NoteUnsentAsync(Submission submission, Guid holder, CancellationToken cancellationToken) =>
        throw Untold();

    public Task<bool> NoteAcceptedAsync(
        Submission submission,
        string externalId,
        Guid holder,
        CancellationToken cancellationToken
    ) => throw Untold();

    public Task NoteMovedAsync(
        Submission submission,
        string externalId,
        Guid holder,
        CancellationToken cancellationToken
    ) => throw Untold();

    public Task NotePartsAsync(
        Submission submission,
        IReadOnlyList<SubmissionPart> parts,
        CancellationToken cancellationToken
    ) => throw Untold();

    public Task NoteCancelAsync(Guid submission, CancellationToken cancellationToken) => throw Untold();

    public Task NoteCancelSentAsync(Submission submission, Guid holder, CancellationToken cancellationToken) =>
        throw Untold();

    public Task ReleaseAsync(
        Submission submission,
        SubmissionLook look,
        Guid holder,
        CancellationToken cancellationToken
    ) => throw Untold();

    public Task CloseAsync(
        Submission submission,
        SubmissionState end,
        string? trouble,
        Guid holder,
        CancellationToken cancellationToken
    ) => throw Untold();

    public Task NoteChangeAsync(Guid submission, CancellationToken cancellationToken) => throw Untold();

    public Task<Submission?> FindAsync(Guid submission, CancellationToken cancellationToken) =>
        Task.FromResult(Submissions.FirstOrDefault(each => each.Id == submission));

    public Task<IReadOnlyList<SubmissionPart>> ListPartsAsync(Guid submission, CancellationToken cancellationToken) =>
        throw Untold();

    public Task<IReadOnlyDictionary<Guid, bool>> FilterKnownAsync(
        IReadOnlyList<Guid> ids,
        CancellationToken cancellationToken
    ) => Task.FromResult(Known);

    private static NotSupportedException Untold() => new("Nothing is told of that.");
}
