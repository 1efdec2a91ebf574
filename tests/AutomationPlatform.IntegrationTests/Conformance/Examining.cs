using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;
using static AutomationPlatform.Domain.Execution.ExecutionStatus;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What the doctor must find, and mend, on every database.</summary>
public abstract class Examining(TestDatabase database)
{
    private static readonly CancellationToken Token = CancellationToken.None;

    private static readonly ExecutionStatus[] Everything =
    [
        Pending,
        Processing,
        Completed,
        Failed,
        Cancelled,
        Skipped,
        Retrying,
    ];

    [Fact]
    public async Task Nothing_is_found_where_all_is_well()
    {
        await using var stage = await StageAsync();
        await stage.RunAsync(Everything, Everything);
        await stage.RunAsync("MANUAL", Everything);
        await stage.RunAsync([Completed, Failed]);
        Assert.Empty(await stage.ExamineAsync());
    }

    [Fact]
    public async Task A_gap_in_a_history_is_found()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync([Completed, Completed]);
        await stage.SetVersionAsync(run.Items[1], 9);
        await stage.HistoryAsync(run.Items[1], 9, Processing, Completed);
        var finding = await stage.AssertFoundAsync("history-gap");
        Assert.Contains("version 9", finding.Problem);
        Assert.Contains(run.Items[1].Id.ToString(), finding.Subject);
    }

    [Fact]
    public async Task A_step_that_no_verb_takes_is_found()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync([Completed]);
        await stage.HistoryAsync(run.Items[0], 4, Completed, Processing);
        await stage.HistoryAsync(run.Items[0], 5, Processing, Completed);
        await stage.SetVersionAsync(run.Items[0], 5);
        var finding = await stage.AssertFoundAsync("history-step");
        Assert.Contains("COMPLETED to PROCESSING", finding.Problem);
    }

    [Fact]
    public async Task A_state_that_its_history_does_not_end_at_is_found()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync([Completed]);
        await stage.SetVersionAsync(run.Items[0], 2);
        Assert.Contains("version 3", (await stage.AssertFoundAsync("history-end")).Problem);
    }

    [Fact]
    public async Task A_state_without_a_history_is_found()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync("MANUAL", [Pending]);
        await stage.ExecuteAsync("UPDATE item_execution SET status = 'PROCESSING' WHERE id = @id", run.Items[0].Id);
        Assert.Contains("its history ends at PENDING", (await stage.AssertFoundAsync("history-end")).Problem);
    }

    [Fact]
    public async Task Counts_that_differ_from_states_are_found_and_mended()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync(Everything);
        await stage.ExecuteAsync(
            "UPDATE item_count SET completed = completed - 3, failed = failed + 1 WHERE run_id = @id AND pending < 0",
            run.Id
        );
        Assert.Contains("3 completed, -1 failed", (await stage.AssertMendedAsync("count")).Problem);
        var reader = database.Get<IRunReader>();
        Assert.Equal(new ItemCounts(1, 1, 1, 1, 1, 1, 1), (await reader.GetAsync(new RunId(run.Id), Token)).Items);
    }

    [Fact]
    public async Task A_failure_that_is_not_listed_is_found_and_mended()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync([Failed]);
        await stage.ExecuteAsync("DELETE FROM item_failure WHERE run_id = @id", run.Id);
        await stage.AssertMendedAsync("failure-missing");
        var error = Assert.Single(await database.Get<IRunReader>().ListErrorsAsync(new RunId(run.Id), 10, Token));
        Assert.Equal(("exit:1", "exit:1: Row # was refused"), (error.Code, error.Fingerprint));
    }

    [Fact]
    public async Task A_listed_failure_that_is_none_is_found_and_mended()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync([Completed]);
        await stage.Work.FailureAsync(run.Id, run.Items[0]);
        await stage.AssertMendedAsync("failure-stray");
    }

    [Fact]
    public async Task Queued_items_that_do_not_wait_are_found_and_mended()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync([Completed, Skipped, Pending]);
        await stage.Work.ReadyAsync(run.Id, run.Items[0] with { Status = Pending });
        await stage.AssertMendedAsync("ready-stale");
        await stage.Work.DelayedAsync(run.Id, run.Items[1]);
        await stage.AssertMendedAsync("delayed-stale");
    }

    [Fact]
    public async Task An_item_that_is_queued_with_an_old_version_is_found_and_queued_anew()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync([Pending, Pending]);
        await stage.ExecuteAsync(
            "UPDATE ready SET version = version + 1 WHERE item_execution_id = @id",
            run.Items[1].Id
        );
        await stage.AssertMendedAsync("ready-stale", "queue-missing");
    }

    [Fact]
    public async Task Items_that_wait_in_no_queue_are_found_and_queued()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync([Pending, Retrying, Completed]);
        await stage.ExecuteAsync("DELETE FROM ready WHERE run_id = @id", run.Id);
        await stage.ExecuteAsync("DELETE FROM delayed WHERE run_id = @id", run.Id);
        await stage.AssertMendedAsync("queue-missing", "queue-missing");
        var retrying = new ItemFilter(new RunId(run.Id), Retrying);
        var found = await database.Get<IRunReader>().FindItemsAsync(retrying, new(), Token);
        Assert.Equal(run.Items[1].Id, Assert.Single(found.Rows).Id.Value);
    }

    [Fact]
    public async Task An_item_that_is_queued_twice_is_found_and_mended()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync([Retrying]);
        await stage.Work.ReadyAsync(run.Id, run.Items[0]);
        await stage.AssertMendedAsync("queue-double");
    }

    [Fact]
    public async Task An_item_that_nobody_holds_is_found_and_made_lost()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync([Processing, Processing]);
        await stage.ExecuteAsync("DELETE FROM claim WHERE run_id = @id", run.Id);
        await stage.Work.ClaimAsync(run.Id, [run.Items[0]]);
        await stage.AssertMendedAsync("claim-missing");
        var told = Assert.Single(await database.Get<IRunReader>().GetItemAsync(run.Items[1].Id.ToString(), Token));
        Assert.Equal((Retrying, 1), (told.Summary.Status, told.LostCount));
        var history = await database.Get<IRunReader>().ListHistoryAsync(told.Summary.Id, Token);
        Assert.Equal("lost", history[^1].Code);
    }

    [Fact]
    public async Task A_run_that_should_have_ended_is_found_and_ended()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync([Completed, Failed]);
        foreach (var table in (string[])["run", "batch_execution"])
            await stage.ExecuteAsync(
                $"UPDATE {table} SET status = 'PROCESSING', finished_at = NULL WHERE {(table == "run" ? "id" : "run_id")} = @id",
                run.Id
            );
        await stage.AssertMendedAsync("run-unended");
        var told = await database.Get<IRunReader>().GetAsync(new RunId(run.Id), Token);
        Assert.Equal((Failed, Failed), (told.Status, told.Batches[0].Status));
    }

    [Fact]
    public async Task A_run_that_ended_with_active_items_is_found()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync([Processing, Completed]);
        await stage.ExecuteAsync(
            "UPDATE run SET status = 'COMPLETED', finished_at = created_at WHERE id = @id",
            run.Id
        );
        Assert.Contains("1 of its items", (await stage.AssertFoundAsync("run-ended-early")).Problem);
    }

    [Fact]
    public async Task A_batch_execution_that_ended_with_active_items_is_found()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync([Processing, Completed]);
        await stage.ExecuteAsync(
            "UPDATE batch_execution SET status = 'COMPLETED', finished_at = created_at WHERE run_id = @id",
            run.Id
        );
        await stage.AssertFoundAsync("batch-ended-early");
    }

    [Fact]
    public async Task A_definition_that_cannot_be_read_is_found()
    {
        await using var stage = await StageAsync();
        await stage.Rows.InsertAsync(
            "definition_version",
            ("automation_id", stage.Automation),
            ("number", 2),
            ("content", """{"settings": {"handler": {"carrier-pigeon": 1}}}"""),
            ("created_at", stage.Rows.Tick())
        );
        Assert.Contains("carrier-pigeon", (await stage.AssertFoundAsync("definition")).Problem);
    }

    [Fact]
    public async Task A_definition_that_is_not_stored_is_found()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync([Completed]);
        await stage.ExecuteAsync("UPDATE run SET definition_number = 7 WHERE id = @id", run.Id);
        await stage.AssertFoundAsync("orphan-definition");
    }

    private Task<ExaminingStage> StageAsync() => ExaminingStage.SetAsync(database);
}
