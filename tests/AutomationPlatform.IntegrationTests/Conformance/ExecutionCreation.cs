using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>How runs are made, on every database.</summary>
public abstract class ExecutionCreation(TestDatabase database)
{
    [Fact]
    public async Task A_run_freezes_what_it_was_started_with()
    {
        await using var stage = await ExecutionStage.SetAsync(database, 2);
        var run = await stage.Control.CreateRunAsync(
            new NewRun(new(stage.Automation), 1, [new(stage.Batches[0].Id)], MaxAttempts: 5, "starter")
            {
                CorrelationId = "order-7",
                Priority = 8,
                MaxAttemptsAsked = 5,
            },
            progress: null,
            CancellationToken.None
        );

        Assert.Equal(
            "PENDING WORKERS 8 order-7 1 5 starter",
            await stage.ScalarAsync(
                "SELECT CAST(status AS text) || ' ' || driver || ' ' || priority || ' ' || correlation_id || ' ' "
                    + $"|| definition_number || ' ' || max_attempts || ' ' || created_by FROM run WHERE id = '{run}'"
            )
        );
        Assert.Equal(
            "10",
            await stage.ScalarAsync($"SELECT sum(max_attempts) FROM item_execution WHERE run_id = '{run}'")
        );
        var open = Assert.Single(await stage.Queue.ListOpenRunsAsync(CancellationToken.None), r => r.Id == run);
        Assert.Equal((8, 1, true, run), (open.Priority, open.DefinitionNumber, open.HasReady, open.OriginRunId));
    }

    [Fact]
    public async Task More_items_than_a_slice_holds_are_made_in_order_and_seen_at_once()
    {
        const int items = ExecutionDefaults.SliceRows + 3;
        await using var stage = await ExecutionStage.SetAsync(database, 1, 2);
        await stage.FillAsync(stage.Batches[0], items);
        var reported = new List<long>();

        await stage.CreateRunAsync(progress: new Reports(reported));

        Assert.Equal([ExecutionDefaults.SliceRows, items + 2], reported);
        Assert.Equal($"{items + 2}", await stage.ScalarAsync("SELECT count(*) FROM ready WHERE run_id = @run"));
        Assert.Equal(
            "0",
            await stage.ScalarAsync(
                "SELECT count(*) FROM (SELECT item_execution_id, lag(item_execution_id) OVER (ORDER BY position) AS before "
                    + "FROM ready WHERE run_id = @run AND position < 50000) AS made WHERE item_execution_id <= before"
            )
        );
        Assert.Equal("0", await stage.ScalarAsync("SELECT count(*) FROM run_creation WHERE run_id = @run"));
        await stage.CheckAsync();
    }

    [Fact]
    public async Task What_a_vanished_maker_left_is_removed_by_the_next()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 3);
        await stage.ExecuteAsync("UPDATE run SET hidden = true WHERE id = @run");
        await stage.ExecuteAsync(
            "INSERT INTO run_creation (run_id, owner, lease_until) VALUES (@run, @run, '2026-01-31T08:16:30.000000Z')"
        );
        Assert.Equal(0, await stage.Control.RemoveAbandonedAsync(CancellationToken.None));
        Assert.Null(await stage.EndIfDoneAsync());
        stage.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.True(await stage.Control.RemoveAbandonedAsync(CancellationToken.None) >= 1);

        foreach (var table in new[] { "item_execution", "ready", "item_count", "batch_execution", "run_creation" })
            Assert.Equal("0", await stage.ScalarAsync($"SELECT count(*) FROM {table} WHERE run_id = @run"));
        Assert.Equal("0", await stage.ScalarAsync("SELECT count(*) FROM run WHERE id = @run"));
    }

    [Theory]
    [InlineData("UPDATE automation SET is_active = false WHERE id = @automation")]
    [InlineData("UPDATE batch SET is_active = false WHERE id = @batch")]
    [InlineData("UPDATE batch SET hidden = true WHERE id = @batch")]
    [InlineData(
        "INSERT INTO import_lease (batch_id, first_sequence_number, owner, lease_until) "
            + "VALUES (@batch, 1, @batch, '2026-01-31T08:16:30.000000Z')"
    )]
    public async Task What_is_deactivated_or_being_imported_is_not_run(string obstacle)
    {
        await using var stage = await ExecutionStage.SetAsync(database, 1);
        await stage.ExecuteAsync(
            obstacle.Replace("@automation", $"'{stage.Automation}'").Replace("@batch", $"'{stage.Batches[0].Id}'")
        );

        await Assert.ThrowsAsync<ConflictException>(() => stage.CreateRunAsync());

        Assert.Equal(
            "0",
            await stage.ScalarAsync($"SELECT count(*) FROM run WHERE automation_id = '{stage.Automation}'")
        );
        Assert.Equal("0", await stage.ScalarAsync("SELECT count(*) FROM run_creation"));
    }

    [Fact]
    public async Task A_batch_of_another_automation_is_not_found()
    {
        await using var stage = await ExecutionStage.SetAsync(database, 1);
        await using var other = await ExecutionStage.SetAsync(database, 1);
        var run = new NewRun(new(stage.Automation), 1, [new BatchId(other.Batches[0].Id)], null, "starter");

        await Assert.ThrowsAsync<NotFoundException>(() =>
            stage.Control.CreateRunAsync(run, progress: null, CancellationToken.None)
        );
    }

    private sealed class Reports(List<long> reported) : IProgress<long>
    {
        public void Report(long value) => reported.Add(value);
    }
}
