using System.Collections.Concurrent;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>In which order a worker does the runs that compete for it, by the starts that the database holds.</summary>
public abstract class WorkerTurns(TestDatabase database)
{
    private const int Items = 200;

    /// <summary>By then a run knows how fast it is and holds all its items, so that it competes for every turn.</summary>
    private const int Settled = 60;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lower_priority_gets_one_turn_in_20(bool oneAttempt)
    {
        var order = await OrderAsync(oneAttempt, lower: 2, higher: 8);

        var contended = order[PlaceOf(order, 1, Settled)..PlaceOf(order, 1, Items)];
        Assert.InRange(contended.Count(run => run == 0), 4, 10);
        Assert.Equal(2 * Items, order.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Equal_runs_take_turns(bool oneAttempt)
    {
        var order = await OrderAsync(oneAttempt, lower: 5, higher: 5);

        var from = Math.Max(PlaceOf(order, 0, Settled), PlaceOf(order, 1, Settled));
        var to = Math.Min(PlaceOf(order, 0, Items), PlaceOf(order, 1, Items));
        // A run whose claim is on its way to the database competes for nothing meanwhile: a tenth of the starts is left to that.
        var contended = order[from..to];
        var difference = contended.Count(run => run == 0) - contended.Count(run => run == 1);
        Assert.InRange(difference, -contended.Count / 10, contended.Count / 10);
    }

    [Fact]
    public async Task More_runs_than_a_worker_has_sessions_all_come_to_their_end()
    {
        await using var stage = await ServingStage.SetAsync(
            database,
            new AutomationSettings { Concurrency = 2 },
            items: 25,
            _ => Task.FromResult<object?>(null)
        );
        List<RunId> runs = [];
        for (var i = 0; i < WorkerOptions.RunsAtOnce + 4; i++)
            runs.Add(await stage.StartAsync(priority: i % 10));

        await stage.WorkAsync(new WorkerOptions { Runs = runs, Drain = true });

        foreach (var run in runs)
            Assert.Equal(25, (await stage.SummaryAsync(run)).Items.Completed);
        Assert.Empty(await stage.ExamineAsync());
    }

    [Fact]
    public async Task A_higher_priority_that_arrives_gets_a_session_at_once()
    {
        var release = new TaskCompletionSource();
        var busy = 0;
        var allBusy = new TaskCompletionSource();
        var arrived = new TaskCompletionSource();
        List<RunId> runs = [];
        await using var stage = await ServingStage.SetAsync(
            database,
            new AutomationSettings { Concurrency = WorkerOptions.RunsAtOnce + 1 },
            items: 1,
            async context =>
            {
                // Its id is known here before the one who started it knows it.
                if (!runs.Contains(context.Envelope.RunId))
                {
                    arrived.SetResult();
                    return null;
                }
                if (Interlocked.Increment(ref busy) == WorkerOptions.RunsAtOnce)
                    allBusy.SetResult();
                await release.Task;
                return null;
            }
        );
        for (var i = 0; i < WorkerOptions.RunsAtOnce; i++)
            runs.Add(await stage.StartAsync());
        using var drain = new CancellationTokenSource();
        var working = stage.WorkAsync(new WorkerOptions(), drain.Token);
        await allBusy.Task;

        var urgent = await stage.StartAsync(priority: 9);
        await arrived.Task;
        release.SetResult();
        await drain.CancelAsync();
        await working;

        Assert.Equal(1, (await stage.SummaryAsync(urgent)).Items.Completed);
    }

    [Fact]
    public async Task What_was_claimed_under_a_lease_that_was_lost_is_not_begun()
    {
        const int quick = 20;
        var release = new TaskCompletionSource();
        var calls = new ConcurrentBag<int>();
        await using var stage = await ServingStage.SetAsync(
            database,
            new AutomationSettings
            {
                Retry = new RetryPolicy { MaxAttempts = 3 },
                Concurrency = 2,
            },
            items: 100,
            async context =>
            {
                calls.Add(context.Envelope.Item.SequenceNumber);
                if (context.Envelope.Item is { LostCount: 0, SequenceNumber: >= quick and < quick + 2 })
                    await release.Task;
                return null;
            }
        );
        var run = await stage.StartAsync();
        var working = stage.WorkAsync(
            new WorkerOptions
            {
                Runs = [run],
                Drain = true,
                Lease = TimeSpan.FromSeconds(3),
            }
        );
        // Both slots are busy, and more is held than they can do.
        await ServingStage.UntilAsync(async () =>
            (await stage.SummaryAsync(run)).Items is { Completed: quick, Processing: > 2 }
        );

        await stage.LoseLeasesAsync(run);
        await ServingStage.UntilAsync(async () => await stage.CountAsync("worker") > 0);
        release.SetResult();
        var report = await working;

        Assert.Equal(2, report.Late);
        Assert.Equal(
            [quick, quick + 1],
            calls.GroupBy(call => call).Where(call => call.Count() > 1).Select(call => call.Key).Order()
        );
        Assert.Equal(100, (await stage.SummaryAsync(run)).Items.Completed);
        Assert.Empty(await stage.ExamineAsync());
    }

    private async Task<List<int>> OrderAsync(bool oneAttempt, int lower, int higher)
    {
        Func<RunId, Task> rivalHoldsItems = _ => Task.CompletedTask;
        var starts = new ConcurrentBag<(DateTimeOffset At, RunId Run)>();
        await using var stage = await ServingStage.SetAsync(
            database,
            new AutomationSettings { Concurrency = 1, Retry = oneAttempt ? null : new RetryPolicy { MaxAttempts = 2 } },
            Items,
            async context =>
            {
                starts.Add((TimeProvider.System.GetUtcNow(), context.Envelope.RunId));
                await rivalHoldsItems(context.Envelope.RunId);
                return null;
            }
        );
        RunId[] runs = [await stage.StartAsync(lower), await stage.StartAsync(higher)];
        // What ends at once would be over before the other run is there, and a run whose claim is on its way competes for nothing.
        // Where a run holds no more than it does, the answers alone are waited for.
        rivalHoldsItems = run =>
            ServingStage.UntilAsync(async () =>
            {
                var rival = Array.Find(runs, other => other != run);
                var items = (await stage.SummaryAsync(rival)).Items;
                return oneAttempt
                    || items.Pending == 0
                    || Items - items.Pending > starts.Count(start => start.Run == rival);
            });
        await stage.WorkAsync(new WorkerOptions { Runs = runs, Drain = true });
        return [.. starts.OrderBy(start => start.At).Select(start => Array.IndexOf(runs, start.Run))];
    }

    // Where in the order a run has had so many turns.
    private static int PlaceOf(List<int> order, int run, int turns) =>
        order.Select((taker, at) => (taker, at)).Where(turn => turn.taker == run).ElementAt(turns - 1).at;
}
