using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.IntegrationTests.Simulation;

/// <summary>A worker process as an actor: one step of one of its threads each turn, at simulated moments.</summary>
/// <remarks>
/// It follows the rules that a worker must follow, and no more: a call whose reply did not come is repeated as it was,
/// nothing is begun once the lease is over by its own clock, an item that was lost twice is done alone.
/// </remarks>
internal sealed class SimulatedWorker(int number, SimulatedWorld world, IWorkQueue queue, IRunControl control)
{
    private const int MostHeld = 6;

    private readonly TimeSpan skew = TimeSpan.FromMinutes(world.Random.Next(3) * 30 - 30);
    private readonly Dictionary<string, (string Said, Func<Task<string>> Call)> unanswered = [];
    private List<HeldItem> held = [];
    private WorkerIdentity? identity;
    private int starts;
    private DateTimeOffset sentAt;
    private DateTimeOffset stoppedUntil;
    private long position = -1;
    private bool seenPaused;
    private bool seenCancelled;

    internal bool IsPresent => identity is not null;

    private string Name => $"w{number}";

    private DateTimeOffset Now => world.Now;

    private bool IsLeaseHeld => Now - sentAt < SimulationPlan.Lease;

    private IEnumerable<HeldItem> Waiting => held.Where(item => item.Outcome is null);

    private bool IsAloneNow => held.Any(item => item is { IsRunning: true, Item.LostCount: >= 2 });

    /// <summary>Does one thing.</summary>
    internal async Task TurnAsync()
    {
        if (Now < stoppedUntil)
            return;
        if (world.Happens(world.Plan.Crash))
        {
            Vanish("crashes");
            return;
        }
        if (world.Happens(world.Plan.Stop))
        {
            stoppedUntil = Now + TimeSpan.FromSeconds(world.Random.Next(1, 150));
            world.Tell(Name, "is stopped");
            return;
        }
        if (identity is null)
            Begin();
        else if (unanswered.Count > 0 && world.Random.Next(3) > 0)
            await RepeatAsync();
        else
            await StepAsync();
    }

    /// <summary>Ends the process in order: what it holds and has not begun goes back.</summary>
    internal async Task LeaveAsync()
    {
        if (identity is not { } leaving)
            return;
        await queue.LeaveAsync(leaving, CancellationToken.None);
        Vanish("leaves");
    }

    private void Begin()
    {
        starts++;
        var worker = new WorkerIdentity(new(world.NewId()), $"{Name}.{starts}", "host", number, Shard: null);
        identity = worker;
        Send("lease", "joins", () => JoinAsync(worker));
    }

    private async Task StepAsync()
    {
        if (!unanswered.ContainsKey("lease") && Now - sentAt > SimulationPlan.Lease / 3 && world.Random.Next(4) > 0)
        {
            await RenewAsync();
            return;
        }
        switch (world.Random.Next(14))
        {
            case < 3:
                await AnswerAsync();
                break;
            case < 6:
                BeginItem();
                break;
            case < 9:
                await ClaimAsync();
                break;
            case < 11:
                await LookAsync();
                break;
            case < 13:
                await UpkeepAsync();
                break;
            default:
                await EndingAsync();
                break;
        }
    }

    private Task RenewAsync()
    {
        var worker = identity!;
        return CallAsync(
            "lease",
            "renews",
            async () =>
            {
                var sent = Now;
                if (!await queue.RenewAsync(worker.Id, SimulationPlan.Lease, CancellationToken.None))
                {
                    Begin();
                    return "lease lost";
                }
                sentAt = sent;
                return "ok";
            }
        );
    }

    private async Task<string> JoinAsync(WorkerIdentity worker)
    {
        var sent = Now;
        await queue.JoinAsync(worker, SimulationPlan.Lease, CancellationToken.None);
        sentAt = sent;
        return worker.Name;
    }

    private async Task ClaimAsync()
    {
        if (unanswered.ContainsKey("claim") || NextClaim() is not { } request)
            return;
        await CallAsync(
            "claim",
            $"claims {request.Limit} after {SimulatedWorld.Place(request.AfterPosition)}",
            async () => Take(await queue.ClaimAsync(request, CancellationToken.None), request.Worker)
        );
    }

    private ClaimRequest? NextClaim()
    {
        var room = MostHeld - held.Count;
        if (room <= 0 || seenPaused || seenCancelled || unanswered.ContainsKey("claim"))
            return null;
        if (world.Random.Next(5) == 0)
            position = -1;
        var limit = world.Random.Next(1, room + 1);
        return new ClaimRequest(new(world.NewId()), identity!, world.Run, position, limit)
        {
            // It may not have heard of the limits yet.
            Limited = world.Plan.InFlight is not null && world.Random.Next(2) == 0,
        };
    }

    private string Take(Claim claim, WorkerIdentity worker)
    {
        position = claim.Items.Count == 0 ? -1 : claim.Items[^1].Position;
        held.AddRange(claim.Items.Select(item => new HeldItem(claim.Id, item, worker)));
        return world.Describe(claim);
    }

    private void BeginItem()
    {
        if (IsAloneNow || Waiting.FirstOrDefault() is not { } next)
            return;
        if (next.Item.LostCount >= ExecutionDefaults.LostBeforeAlone && held.Any(item => item.IsRunning))
            return;
        if (!IsLeaseHeld || seenPaused)
            next.Finish(AnswerPolicy.Released(next.Item, "claimed but not begun"), Now);
        else if (seenCancelled)
            next.Finish(AnswerPolicy.Cancelled(next.Item, "cancelled before it was begun"), Now);
        else if (world.IsKiller(next.Item))
        {
            Vanish($"is killed by {SimulatedWorld.Place(next.Item.Position)}");
            return;
        }
        else
            next.Run(world.Handle(next.Item, number), Now);
        world.Tell(Name, $"begins {SimulatedWorld.Place(next.Item.Position)}: {next.Outcome}");
    }

    private async Task AnswerAsync()
    {
        if (unanswered.ContainsKey("answer"))
            return;
        foreach (var item in held)
            if (item.IsOver(Now))
                item.Decide(world.Plan.Retry, Now + skew, world.Random.NextDouble());
        var group = held.Where(item => item.Answer is not null).GroupBy(i => (i.Claim, i.Worker)).FirstOrDefault();
        if (group is null)
            return;
        var items = group.ToList();
        var chunk = new ChunkAnswers(group.Key.Claim, world.Run, group.Key.Worker, [.. items.Select(i => i.Answer!)]);
        var next = world.Random.Next(3) == 0 ? NextClaim() : null;
        await CallAsync(
            "answer",
            $"answers {world.Describe(chunk)}{(next is null ? "" : $" and claims {next.Limit}")}",
            async () =>
            {
                var taken = await queue.AnswerAsync(chunk, next, CancellationToken.None);
                held = [.. held.Except(items)];
                var late = taken.Refused.Count == 0 ? "" : $", {taken.Refused.Count} late";
                return (taken.Next is null ? "taken" : $"taken, {Take(taken.Next, next!.Worker)}") + late;
            }
        );
    }

    private Task LookAsync() =>
        CallAsync(
            "look",
            "looks",
            async () =>
            {
                var runs = await queue.ListOpenRunsAsync(CancellationToken.None);
                if (runs.FirstOrDefault(run => run.Id == world.Run) is not { } open)
                    return "ended";
                (seenPaused, seenCancelled) = (open.Paused, open.CancelRequested);
                if (open.CancelRequested)
                    await control.CancelWaitingSliceAsync(world.Run, Name, CancellationToken.None);
                return $"{(open.Paused ? "paused " : "")}{(open.CancelRequested ? "cancelling " : "")}{open.HasReady}";
            }
        );

    private Task UpkeepAsync() =>
        CallAsync(
            "upkeep",
            "keeps up",
            async () =>
            {
                var due = await queue.MoveDueAsync(CancellationToken.None);
                return $"{due} due, {await queue.RescueAsync(CancellationToken.None)} lost";
            }
        );

    private async Task EndingAsync()
    {
        await CallAsync(
            "end",
            "checks the end",
            async () => $"{(await queue.EndIfDoneAsync(world.Run, CancellationToken.None))?.Status}"
        );
        if (world.Random.Next(12) == 0 && !held.Any(item => item.IsRunning) && identity is { } leaving)
            await CallAsync(
                "leave",
                "leaves",
                async () =>
                {
                    await queue.LeaveAsync(leaving, CancellationToken.None);
                    Forget();
                    return "";
                }
            );
    }

    private Task RepeatAsync()
    {
        var role = unanswered.Keys.ElementAt(world.Random.Next(unanswered.Count));
        var (said, call) = unanswered[role];
        unanswered.Remove(role);
        return CallAsync(role, $"repeats: {said}", call);
    }

    private void Send(string role, string said, Func<Task<string>> call) => unanswered[role] = (said, call);

    private async Task CallAsync(string role, string said, Func<Task<string>> call)
    {
        try
        {
            world.Tell(Name, $"{said}: {await call()}");
        }
        catch (DatabaseUnavailableException trouble)
        {
            Send(role, said, call);
            world.Tell(Name, $"{said}: {trouble.Message}");
        }
    }

    private void Vanish(string how)
    {
        world.Tell(Name, how);
        Forget();
    }

    private void Forget()
    {
        (identity, held, position, seenPaused, seenCancelled) = (null, [], -1, false, false);
        sentAt = default;
        unanswered.Clear();
    }
}
