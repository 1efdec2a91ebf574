using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>Limits hold over all workers and runs of an automation, on every database.</summary>
public abstract class LimitClaiming(TestDatabase database)
{
    private static readonly ExecutionLimits FiveAtOnce = new(InFlight: 5, Rate: null);

    private static ExecutionLimits PerSecond(int count) =>
        new(InFlight: null, new Rate(count, TimeSpan.FromSeconds(1)));

    [Fact]
    public async Task No_more_than_in_flight_are_given_and_the_claim_says_so()
    {
        await using var stage = await LimitedAsync(FiveAtOnce, items: 8);
        var worker = await stage.JoinAsync();

        var first = await stage.ClaimAsync(worker);
        var full = await stage.ClaimAsync(worker);

        Assert.Equal((5, true, null), (first.Items.Count, first.Limited, first.Reached));
        Assert.Empty(full.Items);
        Assert.Equal(new LimitReached(LimitKind.InFlight, Wait: null), full.Reached);
        await stage.AnswerAsync(worker, first, [.. first.Items.Take(2).Select(ExecutionStage.Completed)]);
        Assert.Equal([5, 6], (await stage.ClaimAsync(worker)).Items.Select(i => i.SequenceNumber));
        await stage.CheckAsync();
    }

    [Fact]
    public async Task A_limit_over_an_empty_queue_is_not_what_a_claim_waits_for()
    {
        await using var stage = await LimitedAsync(FiveAtOnce, items: 5);
        var worker = await stage.JoinAsync();
        await stage.ClaimAsync(worker);

        var empty = await stage.ClaimAsync(worker);

        Assert.Equal((0, true, null), (empty.Items.Count, empty.Limited, empty.Reached));
    }

    [Fact]
    public async Task A_worker_that_does_not_know_of_limits_takes_no_more_than_they_allow()
    {
        await using var stage = await LimitedAsync(FiveAtOnce, items: 8);
        var worker = await stage.JoinAsync();

        var claim = await stage.Queue.ClaimAsync(stage.Request(worker), CancellationToken.None);
        var answers = new ChunkAnswers(
            claim.Id,
            stage.Run,
            worker,
            [.. claim.Items.Take(2).Select(ExecutionStage.Completed)]
        );
        var taken = await stage.Queue.AnswerAsync(answers, stage.Request(worker), CancellationToken.None);

        Assert.Equal(5, claim.Items.Count);
        Assert.Equal((2, true), (taken.Next!.Items.Count, taken.Next.Limited));
        await stage.CheckAsync();
    }

    [Fact]
    public async Task An_answer_frees_its_slots_for_the_claim_that_goes_with_it()
    {
        await using var stage = await LimitedAsync(FiveAtOnce, items: 12);
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker);
        var answers = new ChunkAnswers(claim.Id, stage.Run, worker, [.. claim.Items.Select(ExecutionStage.Completed)]);

        var taken = await stage.Queue.AnswerAsync(
            answers,
            stage.Request(worker) with
            {
                Limited = true,
            },
            CancellationToken.None
        );

        Assert.Equal([5, 6, 7, 8, 9], taken.Next!.Items.Select(i => i.SequenceNumber));
        await stage.CheckAsync();
    }

    [Fact]
    public async Task All_runs_of_an_automation_share_its_slots()
    {
        await using var stage = await LimitedAsync(FiveAtOnce, items: 4);
        var worker = await stage.JoinAsync();
        Assert.Equal(4, (await stage.ClaimAsync(worker)).Items.Count);
        await stage.CreateRunAsync();

        Assert.Single((await stage.ClaimAsync(worker)).Items);
        Assert.Equal(LimitKind.InFlight, (await stage.ClaimAsync(worker)).Reached?.Kind);
    }

    [Fact]
    public async Task Workers_side_by_side_never_hold_more_than_in_flight()
    {
        await using var stage = await LimitedAsync(FiveAtOnce, items: 120);
        var held = 0;
        var most = 0;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(WorkAsync)));

        Assert.InRange(most, 2, 5);
        Assert.Equal("120", await stage.ScalarAsync("SELECT sum(completed) FROM item_count WHERE run_id = @run"));
        await stage.CheckAsync();

        async Task WorkAsync()
        {
            var queue = stage.NewProcess().GetRequiredService<IWorkQueue>();
            var worker = await stage.JoinAsync(queue: queue);
            Claim claim;
            do
            {
                var request = stage.Request(worker, limit: 3) with { Limited = true };
                claim = await queue.ClaimAsync(request, CancellationToken.None);
                if (claim.Items.Count == 0)
                    continue;
                var now = Interlocked.Add(ref held, claim.Items.Count);
                for (var seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most))
                    Interlocked.CompareExchange(ref most, now, seen);
                var answers = new ChunkAnswers(
                    claim.Id,
                    stage.Run,
                    worker,
                    [.. claim.Items.Select(ExecutionStage.Completed)]
                );
                Interlocked.Add(ref held, -claim.Items.Count);
                await queue.AnswerAsync(answers, next: null, CancellationToken.None);
            } while (claim.Items.Count > 0 || claim.Reached is not null);
        }
    }

    [Theory]
    [InlineData("rescue")]
    [InlineData("release")]
    [InlineData("cancel")]
    [InlineData("leave")]
    public async Task Slots_are_free_again_when_a_claim_ends_without_answers(string how)
    {
        await using var stage = await LimitedAsync(FiveAtOnce, items: 8);
        var worker = await stage.JoinAsync("host:1");
        var claim = await stage.ClaimAsync(worker);
        var run = stage.Run;
        if (how == "rescue")
            await stage.LoseAsync();
        else if (how == "release")
            await stage.AnswerAsync(
                worker,
                claim,
                [.. claim.Items.Select(item => AnswerPolicy.Released(item, "claimed but not begun"))]
            );
        else if (how == "leave")
            await stage.Queue.LeaveAsync(worker, CancellationToken.None);
        else
        {
            await stage.Control.CancelAsync(run, "enough", "tester", CancellationToken.None);
            await stage.AnswerAsync(
                worker,
                claim,
                [.. claim.Items.Select(item => AnswerPolicy.Cancelled(item, "enough"))]
            );
        }
        await stage.CheckAsync();

        await stage.CreateRunAsync();
        Assert.Equal(5, (await stage.ClaimAsync(await stage.JoinAsync("host:2"))).Items.Count);
    }

    [Fact]
    public async Task A_paused_run_keeps_only_the_slots_of_what_is_being_done()
    {
        await using var stage = await LimitedAsync(FiveAtOnce, items: 8);
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker);
        await stage.Control.SetPausedAsync(stage.Run, "a look", "tester", CancellationToken.None);
        await stage.AnswerAsync(
            worker,
            claim,
            [.. claim.Items.Skip(1).Select(item => AnswerPolicy.Released(item, "claimed but not begun"))]
        );
        Assert.Empty((await stage.ClaimAsync(worker)).Items);

        await stage.CreateRunAsync();

        Assert.Equal(4, (await stage.ClaimAsync(worker)).Items.Count);
    }

    [Fact]
    public async Task A_change_of_the_limits_reaches_a_run_that_goes_on()
    {
        await using var stage = await LimitedAsync(FiveAtOnce, items: 30);
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker);
        Assert.Equal(5, claim.Items.Count);

        await stage.LimitAsync(new ExecutionLimits(InFlight: 8, Rate: null));
        Assert.Equal(3, (await stage.ClaimAsync(worker)).Items.Count);
        await stage.LimitAsync(new ExecutionLimits(InFlight: 4, Rate: null));
        await stage.AnswerAsync(worker, claim, [.. claim.Items.Take(3).Select(ExecutionStage.Completed)]);
        Assert.Equal(LimitKind.InFlight, (await stage.ClaimAsync(worker)).Reached?.Kind);
        await stage.LimitAsync(ExecutionLimits.None);
        var free = await stage.ClaimAsync(worker);
        Assert.Equal((22, false), (free.Items.Count, free.Limited));
        await stage.CheckAsync();
    }

    [Fact]
    public async Task A_rate_lets_begin_what_a_second_brings_and_says_when_to_look_again()
    {
        await using var stage = await LimitedAsync(PerSecond(10), items: 40);
        var worker = await stage.JoinAsync();

        Assert.Equal(10, (await stage.ClaimAsync(worker)).Items.Count);
        var reached = (await stage.ClaimAsync(worker)).Reached;
        Assert.Equal(new LimitReached(LimitKind.Rate, TimeSpan.FromMilliseconds(100)), reached);
        stage.Clock.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Single((await stage.ClaimAsync(worker)).Items);
        stage.Clock.Advance(TimeSpan.FromMilliseconds(250));
        Assert.Equal(2, (await stage.ClaimAsync(worker)).Items.Count);
        Assert.Equal(TimeSpan.FromMilliseconds(50), (await stage.ClaimAsync(worker)).Reached?.Wait);
        // A long rest brings no more than one second's worth.
        stage.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(10, (await stage.ClaimAsync(worker)).Items.Count);
        await stage.CheckAsync();
    }

    [Fact]
    public async Task Only_what_was_claimed_is_spent()
    {
        await using var stage = await LimitedAsync(PerSecond(10), items: 20);
        var worker = await stage.JoinAsync();

        Assert.Equal(4, (await stage.ClaimAsync(worker, limit: 4)).Items.Count);
        await stage.ExecuteAsync("UPDATE ready SET version = 7 WHERE run_id = @run AND position = 4");
        Assert.Equal(4, (await stage.ClaimAsync(worker, limit: 4, after: 5)).Items.Count);

        Assert.Equal(
            "2",
            await stage.ScalarAsync($"SELECT tokens FROM rate_bucket WHERE automation_id = '{stage.Automation}'")
        );
    }

    [Theory]
    [InlineData(7, 1, 1)]
    [InlineData(90, 60, 1)]
    [InlineData(3, 3600, 1)]
    public async Task Over_any_time_a_rate_is_never_exceeded(int count, int period, int burst)
    {
        var rate = new Rate(count, TimeSpan.FromSeconds(period));
        await using var stage = await LimitedAsync(new ExecutionLimits(InFlight: null, rate), items: 120);
        var worker = await stage.JoinAsync();
        var perSecond = (double)count / period;
        var capacity = Math.Max(burst, perSecond);
        var steps = new Random(20260131);
        var begun = 0;
        var elapsed = 0.0;
        for (var step = 0; step < 60; step++)
        {
            await stage.Queue.RenewAsync(worker.Id, TimeSpan.FromDays(30), CancellationToken.None);
            begun += (await stage.ClaimAsync(worker, limit: 50)).Items.Count;
            Assert.True(begun <= capacity + (perSecond * elapsed) + 1e-6, $"{begun} begun after {elapsed} s");
            var pause = TimeSpan.FromMicroseconds(Math.Round(steps.NextDouble() * 400_000 / perSecond));
            stage.Clock.Advance(pause);
            elapsed += pause.TotalSeconds;
        }

        // The rate is used, too: not more than one step's worth and one token are left unspent.
        Assert.InRange(begun, Math.Floor((perSecond * elapsed) - 1), 120);
    }

    [Fact]
    public async Task Workers_side_by_side_never_spend_a_token_twice()
    {
        await using var stage = await LimitedAsync(PerSecond(30), items: 200);

        var begun = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(ClaimAllAsync)));

        Assert.Equal(30, begun.Sum());

        async Task<int> ClaimAllAsync()
        {
            var queue = stage.NewProcess().GetRequiredService<IWorkQueue>();
            var worker = await stage.JoinAsync(queue: queue);
            var mine = 0;
            while (
                await queue.ClaimAsync(stage.Request(worker, limit: 4), CancellationToken.None)
                    is { Items.Count: > 0 } claim
            )
                mine += claim.Items.Count;
            return mine;
        }
    }

    [Fact]
    public async Task Retries_are_begun_within_the_rate_like_all_others()
    {
        await using var stage = await LimitedAsync(PerSecond(3), items: 3);
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker);
        await stage.AnswerAsync(
            worker,
            claim,
            [.. claim.Items.Select(item => ExecutionStage.Retried(item, TimeSpan.Zero))]
        );

        Assert.Equal(LimitKind.Rate, (await stage.ClaimAsync(worker)).Reached?.Kind);
        stage.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(3, (await stage.ClaimAsync(worker)).Items.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_claim_that_took_the_last_items_is_found_again_after_a_lost_reply(bool limited)
    {
        await using var stage = await LimitedAsync(limited ? FiveAtOnce : ExecutionLimits.None, items: 5);
        var worker = await stage.JoinAsync();
        var request = stage.Request(worker);
        var first = await stage.Queue.ClaimAsync(request, CancellationToken.None);

        var again = await stage.Queue.ClaimAsync(request, CancellationToken.None);
        var hinted = await stage.Queue.ClaimAsync(request with { Limited = true }, CancellationToken.None);

        Assert.Equal(first.Facts(), again.Facts());
        Assert.Equal(first.Facts(), hinted.Facts());
        await stage.CheckAsync();
    }

    private async Task<ExecutionStage> LimitedAsync(ExecutionLimits limits, int items)
    {
        var stage = await ExecutionStage.SetAsync(database, items);
        await stage.LimitAsync(limits);
        await stage.CreateRunAsync();
        return stage;
    }
}
