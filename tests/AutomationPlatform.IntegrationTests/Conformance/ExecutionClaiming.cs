using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>Claiming is starting, on every database.</summary>
public abstract class ExecutionClaiming(TestDatabase database)
{
    [Fact]
    public async Task A_claim_starts_items_in_order_of_batch_and_sequence()
    {
        await using var stage = await ExecutionStage.SetAsync(database, 2, 3);
        await stage.CreateRunAsync();
        var worker = await stage.JoinAsync();

        var claim = await stage.ClaimAsync(worker, limit: 3);

        Assert.Equal([0, 1, 0], claim.Items.Select(i => i.SequenceNumber));
        Assert.Equal([0, 1, 1L << 32], claim.Items.Select(i => i.Position));
        Assert.Equal(["B0-0", "B0-1", "B1-0"], claim.Items.Select(i => i.Reference));
        Assert.All(claim.Items, i => Assert.Equal((2, 1, 3), (i.Version, i.AttemptCount, i.MaxAttempts)));
        Assert.All(claim.Items, i => Assert.Equal(TestDatabase.Start, i.StartedAt));
        Assert.Contains("Zürich 1", claim.Items[1].Payload);
        Assert.Equal("PROCESSING PROCESSING PROCESSING PENDING PENDING", await stage.StatusesAsync());
        Assert.Equal("PROCESSING", await stage.RunStatusAsync());
        Assert.Equal("2", await stage.ScalarAsync("SELECT version FROM run WHERE id = @run"));
        await stage.CheckAsync();
    }

    [Fact]
    public async Task A_run_is_started_once_however_many_claims_follow()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 4);
        var worker = await stage.JoinAsync();
        await stage.ClaimAsync(worker, limit: 2);
        stage.Clock.Advance(TimeSpan.FromSeconds(1));
        await stage.ClaimAsync(worker, limit: 2);

        Assert.Equal("2", await stage.ScalarAsync("SELECT version FROM run WHERE id = @run"));
        Assert.Equal("2", await stage.ScalarAsync("SELECT version FROM batch_execution WHERE run_id = @run"));
        await stage.CheckAsync();
    }

    [Fact]
    public async Task Claimers_side_by_side_never_get_the_same_item()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 300);
        var claimed = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(ClaimAllAsync)));

        Assert.Equal(300, claimed.Sum(c => c.Count));
        Assert.Equal(300, claimed.SelectMany(c => c).Distinct().Count());
        await stage.CheckAsync();

        async Task<List<ItemExecutionId>> ClaimAllAsync()
        {
            var queue = stage.NewProcess().GetRequiredService<IWorkQueue>();
            var worker = await stage.JoinAsync(queue: queue);
            List<ItemExecutionId> mine = [];
            while (
                await queue.ClaimAsync(stage.Request(worker, limit: 7), CancellationToken.None)
                    is { Items.Count: > 0 } claim
            )
                mine.AddRange(claim.Items.Select(i => i.Id));
            return mine;
        }
    }

    [Fact]
    public async Task A_claim_seeks_past_the_position_it_is_given()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 5);
        var worker = await stage.JoinAsync();

        var claim = await stage.ClaimAsync(worker, limit: 2, after: 1);

        Assert.Equal([2, 3], claim.Items.Select(i => i.SequenceNumber));
        Assert.Empty((await stage.ClaimAsync(worker, after: 4)).Items);
        Assert.Equal([0, 1, 4], (await stage.ClaimAsync(worker)).Items.Select(i => i.SequenceNumber));
    }

    [Fact]
    public async Task A_worker_without_a_lease_gets_nothing()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 1);
        var stranger = new WorkerIdentity(new(Guid.CreateVersion7()), "host:2", "host", 2, Shard: null);
        Assert.Empty((await stage.ClaimAsync(stranger)).Items);

        var worker = await stage.JoinAsync();
        stage.Clock.Advance(ExecutionStage.Lease);
        Assert.Empty((await stage.ClaimAsync(worker)).Items);

        Assert.True(await stage.Queue.RenewAsync(worker.Id, ExecutionStage.Lease, CancellationToken.None));
        Assert.Single((await stage.ClaimAsync(worker)).Items);
    }

    [Theory]
    [InlineData("UPDATE run SET paused_at = created_at, pause_reason = 'why' WHERE id = @run")]
    [InlineData("UPDATE run SET cancel_requested_at = created_at, cancellation_reason = 'why' WHERE id = @run")]
    [InlineData("UPDATE run SET hidden = true WHERE id = @run")]
    [InlineData("UPDATE run SET driver = 'MANUAL' WHERE id = @run")]
    [InlineData(
        "UPDATE automation SET paused_at = created_at, pause_reason = 'why' WHERE id IN (SELECT automation_id FROM run WHERE id = @run)"
    )]
    public async Task Nothing_is_claimed_from_a_run_that_is_stopped_or_not_for_workers(string stop)
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 1);
        var worker = await stage.JoinAsync();
        await stage.ExecuteAsync(stop);

        Assert.Empty((await stage.ClaimAsync(worker)).Items);
        Assert.Equal("PENDING", await stage.StatusesAsync());
    }

    [Fact]
    public async Task A_row_of_the_queue_whose_version_no_longer_stands_is_dropped()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 2);
        var worker = await stage.JoinAsync();
        await stage.ExecuteAsync("UPDATE ready SET version = 7 WHERE run_id = @run AND position = 0");

        var claim = await stage.ClaimAsync(worker, limit: 2);

        Assert.Equal(1, Assert.Single(claim.Items).SequenceNumber);
        Assert.Equal("0", await stage.ScalarAsync("SELECT count(*) FROM ready WHERE run_id = @run"));
        Assert.Equal("PENDING PROCESSING", await stage.StatusesAsync());
    }

    [Fact]
    public async Task A_claim_repeated_after_a_lost_reply_gives_the_same_items_once()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 5);
        var worker = await stage.JoinAsync();
        var request = stage.Request(worker, limit: 3);
        var first = await stage.Queue.ClaimAsync(request, CancellationToken.None);

        var again = await stage.Queue.ClaimAsync(request, CancellationToken.None);

        Assert.Equal(first.Facts(), again.Facts());
        Assert.Equal("PROCESSING PROCESSING PROCESSING PENDING PENDING", await stage.StatusesAsync());
        await stage.AnswerAsync(worker, first, ExecutionStage.Completed(first.Items[0]));
        Assert.Equal(first.Facts().Skip(1), (await stage.Queue.ClaimAsync(request, CancellationToken.None)).Facts());
        await stage.CheckAsync();
    }

    [Fact]
    public async Task An_item_lost_once_comes_alone_after_the_others()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 3);
        await stage.ClaimAsync(await stage.JoinAsync("host:1"), limit: 1);
        await stage.LoseAsync();
        var worker = await stage.JoinAsync("host:2");

        Assert.Equal([1, 2], (await stage.ClaimAsync(worker)).Items.Select(i => i.SequenceNumber));
        var lost = Assert.Single((await stage.ClaimAsync(worker)).Items);
        Assert.Equal((0, 1, 1), (lost.SequenceNumber, lost.LostCount, lost.AttemptsUsed));
        await stage.CheckAsync();
    }

    [Fact]
    public async Task An_item_lost_twice_comes_only_to_a_worker_that_holds_nothing()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 2);
        var worker = await stage.JoinAsync();
        await stage.ExecuteAsync("UPDATE ready SET lost_count = 2 WHERE run_id = @run AND position = 1");
        var held = await stage.ClaimAsync(worker);
        Assert.Equal(0, Assert.Single(held.Items).SequenceNumber);

        Assert.Empty((await stage.ClaimAsync(worker)).Items);
        await stage.CompleteAsync(worker, held);
        Assert.Equal(1, Assert.Single((await stage.ClaimAsync(worker)).Items).SequenceNumber);
    }
}
