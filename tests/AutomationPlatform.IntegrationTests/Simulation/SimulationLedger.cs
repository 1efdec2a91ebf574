using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.IntegrationTests.Simulation;

/// <summary>Something happened that must not.</summary>
internal sealed class SimulationViolation(string message) : Exception(message);

/// <summary>What was really committed, whoever heard of it, and what follows from it for everything that comes later.</summary>
/// <remarks>It knows the rules of the queue, not its tables: a second opinion that is independent of any SQL.</remarks>
internal sealed class SimulationLedger(TimeProvider clock, SimulationPlan plan)
{
    private readonly Dictionary<WorkerId, DateTimeOffset> leases = [];
    private readonly HashSet<WorkerId> gone = [];
    private readonly Dictionary<ClaimId, IReadOnlyList<ClaimedItem>> claims = [];
    private readonly Dictionary<(ItemExecutionId Item, int Version), WorkerId> open = [];
    private readonly Dictionary<(ItemExecutionId Item, int Version), (WorkerId Worker, Answer Answer)> taken = [];
    private readonly HashSet<(ItemExecutionId Item, int Attempt, string Worker)> late = [];
    private readonly Dictionary<ItemExecutionId, string?> completed = [];
    private int endsBefore;

    internal bool Paused { get; set; }

    internal bool CancelRequested { get; set; }

    /// <summary>How often somebody retried failed items by hand.</summary>
    internal int Retries { get; private set; }

    /// <summary>Whether the run has ended and was not re-opened since.</summary>
    internal bool Ended { get; private set; }

    /// <summary>How often the run ended.</summary>
    internal int Ends { get; private set; }

    /// <summary>Failures that were told as final.</summary>
    internal int FinalFailures { get; private set; }

    /// <summary>How many attempts were started.</summary>
    internal int Started => claims.Values.Sum(items => items.Count);

    /// <summary>How many answers came too late and had to be kept.</summary>
    internal int Late => late.Count;

    /// <summary>The results of successes that were taken.</summary>
    internal IReadOnlyDictionary<ItemExecutionId, string?> Completed => completed;

    private DateTimeOffset Now => clock.GetUtcNow();

    internal void Joined(WorkerId worker, TimeSpan lease)
    {
        gone.Remove(worker);
        leases[worker] = Now + lease;
    }

    internal void Renewed(WorkerId worker, TimeSpan lease, bool renewed)
    {
        if (renewed == gone.Contains(worker))
            throw new SimulationViolation(
                renewed ? "a lease was renewed that was over and rescued" : "a worker lost its lease before it was over"
            );
        if (renewed)
            leases[worker] = Now + lease;
    }

    internal void Left(WorkerId worker) => Forget(worker);

    /// <summary>A claim was committed: once for each id, however often it is repeated.</summary>
    internal void Claimed(ClaimRequest request, Claim claim)
    {
        if (claims.TryGetValue(request.Id, out var before) && before.Count > 0)
        {
            Demand(
                claim.Items.All(item => before.Any(i => i.Id == item.Id && i.Version == item.Version)),
                "a repeated claim gave items that it had not given"
            );
            return;
        }
        claims[request.Id] = claim.Items;
        if (claim.Items.Count == 0)
            return;
        Demand(!Paused, "something was claimed from a paused run");
        Demand(!CancelRequested, "something was claimed from a run that is being cancelled");
        Demand(!Ended, "something was claimed from a run that has ended");
        Demand(HasLease(request.Worker.Id), "a worker without a lease was given items");
        Demand(claim.Items.Count <= request.Limit, "more was claimed than asked for");
        Demand(
            claim.Items.Count == 1 || claim.Items.All(item => item.LostCount == 0),
            "an item that was lost before was claimed together with others"
        );
        foreach (var item in claim.Items)
            Start(request.Worker.Id, item);
        Demand(
            open.Values.Count(HasLease) <= (plan.InFlight ?? int.MaxValue),
            "more items were given out than may be in flight"
        );
    }

    /// <summary>Answers were committed: each is taken exactly while its item is held under the version it names.</summary>
    internal void Answered(ChunkAnswers chunk, AnswersTaken result)
    {
        var refused = result.Refused.ToHashSet();
        foreach (var answer in chunk.Answers)
        {
            if (refused.Contains(answer.Item.Id))
                Refused(chunk.Worker, answer);
            else
                Taken(chunk.Worker.Id, answer);
        }
    }

    internal void Rescued(int lost)
    {
        var over = leases.Where(lease => lease.Value <= Now).Select(lease => lease.Key).ToHashSet();
        var held = open.Values.Count(over.Contains);
        Demand(lost == held, $"{lost} items were rescued where {held} were held under leases that are over");
        foreach (var worker in over)
            Forget(worker);
    }

    /// <summary>The end was looked for; an end that is found is told by exactly one event.</summary>
    internal void EndChecked(RunEnd? end)
    {
        Demand(
            Ends - endsBefore == (end is null ? 0 : 1),
            end is null ? "the run ended and nobody was given its end" : "an end was given that was told before"
        );
        endsBefore = Ends;
    }

    internal void Cancelled()
    {
        CancelRequested = true;
        endsBefore = Ends;
    }

    internal void Retried(long items)
    {
        if (items == 0)
            return;
        Ended = false;
        Retries++;
    }

    internal void Hear(DomainEvent told)
    {
        switch (told)
        {
            case RunCompleted or RunFailed or RunCancelled:
                Demand(!Ended, "the run ended twice");
                Demand(open.Count == 0, "the run ended while an item was being done");
                Ended = true;
                Ends++;
                break;
            case ItemExecutionFailed { WillRetry: false }:
                FinalFailures++;
                break;
        }
    }

    private void Start(WorkerId worker, ClaimedItem item)
    {
        Demand(!completed.ContainsKey(item.Id), "an item was given out again after its success was taken");
        Demand(!open.Keys.Any(held => held.Item == item.Id), "an item was given to two workers");
        Demand(!taken.ContainsKey((item.Id, item.Version)), "a version was given out twice");
        Demand(item.AttemptsUsed <= (item.MaxAttempts ?? 1), "an item was given more attempts than it has");
        Demand(item.LostCount < ItemExecution.LostLimit + Retries, "an item was given out after its last loss");
        Demand(
            plan.Retry is not null || item.LostCount <= Retries,
            "an item of one attempt was given out again after it was lost"
        );
        Demand(
            item.LostCount < ExecutionDefaults.LostBeforeAlone || !open.ContainsValue(worker),
            "an item that was lost twice was given to a worker that holds others"
        );
        open[(item.Id, item.Version)] = worker;
    }

    private void Taken(WorkerId worker, Answer answer)
    {
        var key = (answer.Item.Id, answer.Item.Version);
        if (taken.TryGetValue(key, out var before))
        {
            Demand(
                before.Worker == worker && before.Answer.Kind == answer.Kind && before.Answer.Result == answer.Result,
                "two answers to one attempt were taken"
            );
            return;
        }
        Demand(
            open.TryGetValue(key, out var holder) && holder == worker,
            "an answer was taken to an item that its worker no longer held"
        );
        open.Remove(key);
        taken[key] = (worker, answer);
        if (answer.Kind == AnswerKind.Complete)
            completed[answer.Item.Id] = answer.Result;
    }

    private void Refused(WorkerIdentity worker, Answer answer)
    {
        var key = (answer.Item.Id, answer.Item.Version);
        Demand(!open.ContainsKey(key), "an answer was refused whose item its worker still held");
        Demand(
            !taken.TryGetValue(key, out var before) || before.Worker != worker.Id,
            "an answer that had been taken was called late when it was repeated"
        );
        late.Add((answer.Item.Id, answer.Item.AttemptCount, worker.Name));
    }

    private bool HasLease(WorkerId worker) => !gone.Contains(worker) && leases.GetValueOrDefault(worker) > Now;

    private void Forget(WorkerId worker)
    {
        gone.Add(worker);
        leases.Remove(worker);
        foreach (var held in open.Where(held => held.Value == worker).Select(held => held.Key).ToList())
            open.Remove(held);
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
            throw new SimulationViolation(otherwise);
    }
}
