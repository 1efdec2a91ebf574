using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What becomes of items whose worker vanished or left, on every database.</summary>
public abstract class ExecutionRescue(TestDatabase database)
{
    [Fact]
    public async Task Items_of_a_worker_whose_lease_is_over_go_back_to_the_queue()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 3);
        var gone = await stage.JoinAsync("host:1");
        var claim = await stage.ClaimAsync(gone);
        await stage.AnswerAsync(gone, claim, ExecutionStage.Completed(claim.Items[1]));

        await stage.LoseAsync();

        Assert.Equal("RETRYING COMPLETED RETRYING", await stage.StatusesAsync());
        Assert.Equal(
            "lost lost",
            await stage.ScalarAsync(
                "SELECT string_agg(code, ' ') FROM item_state_history h JOIN item_execution e "
                    + "ON e.id = h.item_execution_id WHERE e.run_id = @run AND h.code IS NOT NULL"
            )
        );
        await stage.CheckAsync();
    }

    [Fact]
    public async Task A_worker_that_renews_keeps_what_it_holds()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 2);
        var gone = await stage.JoinAsync("host:1");
        var living = await stage.JoinAsync("host:2");
        await stage.ClaimAsync(gone, limit: 1);
        await stage.ClaimAsync(living, limit: 1);
        stage.Clock.Advance(ExecutionStage.Lease * 0.9);
        Assert.True(await stage.Queue.RenewAsync(living.Id, ExecutionStage.Lease, CancellationToken.None));

        stage.Clock.Advance(ExecutionStage.Lease * 0.1);
        await stage.Queue.RescueAsync(CancellationToken.None);

        Assert.Equal("RETRYING PROCESSING", await stage.StatusesAsync());
        Assert.False(await stage.Queue.RenewAsync(gone.Id, ExecutionStage.Lease, CancellationToken.None));
        await stage.CheckAsync();
    }

    [Fact]
    public async Task Held_by_a_worker_that_is_not_there_at_all_they_are_lost_too()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 1);
        var worker = await stage.JoinAsync();
        await stage.ClaimAsync(worker);
        await stage.ExecuteAsync($"DELETE FROM worker WHERE id = '{worker.Id}'");

        await stage.Queue.RescueAsync(CancellationToken.None);

        Assert.Equal("RETRYING", await stage.StatusesAsync());
        await stage.CheckAsync();
    }

    [Fact]
    public async Task An_item_lost_three_times_fails_for_good()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 1);
        for (var loss = 1; loss <= ItemExecution.LostLimit; loss++)
        {
            Assert.Single((await stage.ClaimAsync(await stage.JoinAsync())).Items);
            await stage.LoseAsync();
            await stage.CheckAsync();
        }

        Assert.Equal("FAILED", await stage.StatusesAsync());
        Assert.Equal("lost", await stage.ScalarAsync("SELECT code FROM item_failure WHERE run_id = @run"));
        Assert.Equal("lost", await stage.ScalarAsync("SELECT error_code FROM item_execution WHERE run_id = @run"));
        var told = Assert.IsType<ItemExecutionFailed>(Assert.Single(stage.Events.Told));
        Assert.Equal((ErrorCodes.LostMessage, false), (told.ErrorMessage, told.WillRetry));
        Assert.Equal(ExecutionStatus.Failed, (await stage.EndIfDoneAsync())?.Status);
    }

    [Fact]
    public async Task Where_one_attempt_is_the_policy_a_loss_is_final_and_its_outcome_unknown()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 1, maxAttempts: null);
        await stage.ClaimAsync(await stage.JoinAsync());

        await stage.LoseAsync();

        Assert.Equal("FAILED", await stage.StatusesAsync());
        Assert.Equal("unknown-outcome", await stage.ScalarAsync("SELECT code FROM item_failure WHERE run_id = @run"));
        await stage.CheckAsync();
    }

    [Fact]
    public async Task A_retry_by_hand_does_not_make_another_policy()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 1, maxAttempts: null);
        await stage.ClaimAsync(await stage.JoinAsync());
        await stage.LoseAsync();
        Assert.Equal(1, await stage.Control.RetryAsync(stage.Run, [], "again", "someone", CancellationToken.None));
        Assert.Single((await stage.ClaimAsync(await stage.JoinAsync())).Items);

        await stage.LoseAsync();

        Assert.Equal("FAILED", await stage.StatusesAsync());
        Assert.Equal("unknown-outcome", await stage.ScalarAsync("SELECT code FROM item_failure WHERE run_id = @run"));
        await stage.CheckAsync();
    }

    [Fact]
    public async Task A_worker_that_leaves_gives_back_what_it_held_and_its_counts()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 3);
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker);
        await stage.AnswerAsync(worker, claim, ExecutionStage.Completed(claim.Items[0]));

        await stage.Queue.LeaveAsync(worker, CancellationToken.None);

        Assert.Equal("COMPLETED RETRYING RETRYING", await stage.StatusesAsync());
        Assert.Equal(
            "2",
            await stage.ScalarAsync("SELECT sum(released_count) FROM item_execution WHERE run_id = @run")
        );
        Assert.Equal("1", await stage.ScalarAsync("SELECT count(*) FROM item_count WHERE run_id = @run"));
        Assert.Null(await stage.ScalarAsync($"SELECT name FROM worker WHERE id = '{worker.Id}'"));
        await stage.CheckAsync();
    }
}
