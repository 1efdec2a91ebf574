using System.Text.Json;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;
using static AutomationPlatform.Domain.Execution.ExecutionStatus;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What finding, showing and exporting items must do on every database.</summary>
public abstract class ItemReading(TestDatabase database)
{
    private static readonly CancellationToken Token = CancellationToken.None;

    private static readonly ExecutionStatus[] All =
    [
        Pending,
        Failed,
        Processing,
        Completed,
        Retrying,
        Cancelled,
        Skipped,
        Failed,
        Pending,
        Completed,
    ];

    private IRunReader Runs => database.Get<IRunReader>();

    public static MatrixTheoryData<ExecutionStatus, string> StatusesAndDrivers { get; } =
        new(Lifecycle.Statuses, ["WORKERS", "MANUAL"]);

    [Theory]
    [MemberData(nameof(StatusesAndDrivers))]
    public async Task Items_of_each_status_are_found_by_position(ExecutionStatus status, string driver)
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync(driver, All, All);
        var expected = run.Items.Where(i => i.Status == status).Select(i => i.Id);
        Assert.Equal(expected, await FindAllAsync(new ItemFilter(new RunId(run.Id), status), limit: 1));
        Assert.Equal(expected, await FindAllAsync(new ItemFilter(new RunId(run.Id), status), limit: 100));
    }

    [Fact]
    public async Task All_items_of_a_run_are_found_by_batch_and_sequence()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync(All, All);
        var expected = run.Items.Select(i => i.Id);
        Assert.Equal(expected, await FindAllAsync(new ItemFilter(new RunId(run.Id)), limit: 3));
        var page = await FindAsync(new ItemFilter(new RunId(run.Id)), 100);
        Assert.Equal(expected, page.Rows.Select(r => r.Id.Value));
        Assert.Null(page.Next);
        var failed = page.Rows[1];
        Assert.Equal(
            (stage.Batches[0].Name, 1, $"{stage.Batches[0].Name}-1"),
            (failed.Batch, failed.SequenceNumber, failed.Reference)
        );
        Assert.Equal((Failed, 1, "exit:1"), (failed.Status, failed.AttemptCount, failed.ErrorCode));
    }

    [Fact]
    public async Task A_code_alone_finds_what_failed_with_it()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync(All);
        var failed = run.Items.Where(i => i.Status == Failed).Select(i => i.Id);
        Assert.Equal(failed, await FindAllAsync(new ItemFilter(new RunId(run.Id), Code: "exit:1"), 10));
        Assert.Empty(await FindAllAsync(new ItemFilter(new RunId(run.Id), Code: "exit:2"), 10));
        var retrying = run.Items.Where(i => i.Status == Retrying).Select(i => i.Id);
        Assert.Equal(retrying, await FindAllAsync(new ItemFilter(new RunId(run.Id), Retrying, "exit:1"), 10));
    }

    [Fact]
    public async Task Retries_that_are_due_and_those_that_are_not_are_found_together_in_order()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync([Retrying, Pending, Retrying, Retrying, Pending, Retrying]);
        foreach (var due in (StoredItem[])[run.Items[2], run.Items[5]])
        {
            await stage.Rows.ExecuteAsync("DELETE FROM delayed WHERE item_execution_id = @id", ("id", due.Id));
            await stage.Work.ReadyAsync(run.Id, due);
        }
        var expected = run.Items.Where(i => i.Status == Retrying).Select(i => i.Id);
        foreach (var limit in (int[])[1, 2, 3, 10])
            Assert.Equal(expected, await FindAllAsync(new ItemFilter(new RunId(run.Id), Retrying), limit));
    }

    [Fact]
    public async Task An_item_that_was_answered_and_claimed_again_is_found_once()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync([Processing, Processing]);
        await stage.Work.ClaimAsync(run.Id, [run.Items[0] with { Version = 1 }]);
        var expected = run.Items.Select(i => i.Id);
        Assert.Equal(expected, await FindAllAsync(new ItemFilter(new RunId(run.Id), Processing), 10));
    }

    [Fact]
    public async Task A_reference_is_found_in_every_run_newest_first()
    {
        await using var stage = await StageAsync();
        var first = await stage.RunAsync([Completed, Failed]);
        var second = await stage.RunAsync([Completed, Completed]);
        var reference = $"{stage.Batches[0].Name}-1";
        Guid[] expected = [second.Items[1].Id, first.Items[1].Id];
        Assert.Equal(expected, await FindAllAsync(new ItemFilter(Reference: reference), 1));
        Assert.Equal([expected[1]], await FindAllAsync(new ItemFilter(Status: Failed, Reference: reference), 1));
        Assert.Equal([expected[1]], await FindAllAsync(new ItemFilter(new RunId(first.Id), Reference: reference), 1));
    }

    [Theory]
    [InlineData("zürich 3", 3)]
    [InlineData("ZÜRICH 3", 3)]
    [InlineData("Row 4 was", 4)]
    [InlineData("100%", -1)]
    [InlineData("Z_rich", -1)]
    public async Task A_text_is_found_in_payloads_and_messages_whatever_its_case(string text, int sequence)
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync([Completed, Pending, Failed, Skipped, Failed]);
        Guid[] expected = sequence < 0 ? [] : [run.Items[sequence].Id];
        Assert.Equal(expected, await FindAllAsync(new ItemFilter(new RunId(run.Id), Text: text), 2));
        var everywhere = await FindAllAsync(new ItemFilter(Text: text), 2);
        Assert.Equal(expected, everywhere.Where(id => run.Items.Any(i => i.Id == id)));
    }

    [Fact]
    public async Task A_text_is_found_though_the_payload_spells_its_letters_as_escapes()
    {
        await using var stage = await StageAsync();
        await stage.Rows.ExecuteAsync(
            """UPDATE item SET payload = '{"name": "M\u00fcller"}' WHERE id = @id""",
            ("id", stage.Batches[0].Items[0])
        );
        var run = await stage.RunAsync([Completed, Completed]);
        Assert.Equal([run.Items[0].Id], await FindAllAsync(new ItemFilter(new RunId(run.Id), Text: "MÜLLER"), 2));
    }

    [Fact]
    public async Task Nothing_to_look_for_is_refused()
    {
        database.RequireAvailable();
        await Assert.ThrowsAsync<InvalidInputException>(() => FindAsync(new ItemFilter(Status: Failed), 1));
    }

    [Fact]
    public async Task The_cursor_of_another_run_is_refused()
    {
        await using var stage = await StageAsync();
        var first = await stage.RunAsync([Completed, Completed]);
        var second = await stage.RunAsync([Completed, Completed]);
        var page = await FindAsync(new ItemFilter(new RunId(first.Id)), 1);
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            Runs.FindItemsAsync(new ItemFilter(new RunId(second.Id)), new PageRequest(1, page.Next), Token)
        );
    }

    [Fact]
    public async Task An_item_execution_is_told_with_payload_error_due_time_and_late_answers()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync([Retrying]);
        var id = run.Items[0].Id;
        await stage.Rows.InsertAsync(
            "late_answer",
            ("item_execution_id", id),
            ("attempt", 1),
            ("worker", "host:2"),
            ("received_at", stage.Rows.Tick()),
            ("outcome", "COMPLETED")
        );
        var told = Assert.Single(await Runs.GetItemAsync(id.ToString()[^9..], Token));
        Assert.Equal(stage.Name, told.Automation);
        Assert.Equal(run.Items[0].ItemId, told.ItemId.Value);
        Assert.Equal((3, 3, 0, 0), (told.Version, told.MaxAttempts, told.LostCount, told.ReleasedCount));
        Assert.Equal("Zürich 0", JsonDocument.Parse(told.Payload!).RootElement.GetProperty("city").GetString());
        Assert.Null(told.Result);
        Assert.NotNull(told.DueAt);
        Assert.Equal("Row 0 was refused", told.Summary.ErrorMessage);
        var late = Assert.Single(told.LateAnswers);
        Assert.Equal(("host:2", 1, "COMPLETED"), (late.Worker, late.Attempt, late.Outcome));
    }

    [Fact]
    public async Task An_item_is_told_by_all_its_executions_newest_run_first()
    {
        await using var stage = await StageAsync();
        var first = await stage.RunAsync([Failed]);
        var second = await stage.RunAsync([Completed]);
        var item = stage.Batches[0].Items[0].ToString();
        foreach (var part in (string[])[item, item[^10..]])
        {
            var told = await Runs.GetItemAsync(part, Token);
            Assert.Equal([second.Items[0].Id, first.Items[0].Id], told.Select(t => t.Summary.Id.Value));
        }
        Assert.NotNull((await Runs.GetItemAsync(item, Token))[0].Result);
    }

    [Fact]
    public async Task An_item_that_was_never_executed_is_not_found()
    {
        await using var stage = await StageAsync();
        await Assert.ThrowsAsync<NotFoundException>(() =>
            Runs.GetItemAsync(stage.Batches[0].Items[0].ToString(), Token)
        );
        await Assert.ThrowsAsync<NotFoundException>(() => Runs.GetItemAsync("ffffffff-ffff", Token));
    }

    [Fact]
    public async Task The_history_is_told_by_version()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync([Failed]);
        var history = await Runs.ListHistoryAsync(new ItemExecutionId(run.Items[0].Id), Token);
        Assert.Equal(
            [(2, Pending, Processing), (3, Processing, Failed)],
            history.Select(h => (h.Version, h.PreviousStatus, h.NewStatus))
        );
        Assert.All(history, h => Assert.Equal(("host:1", 1), (h.Actor, h.Attempt)));
        Assert.True(history[0].ChangedAt < history[1].ChangedAt);
    }

    [Fact]
    public async Task An_export_gives_every_item_of_the_run_once_in_order_and_no_other()
    {
        await using var stage = await StageAsync();
        var many = await stage.Work.BatchAsync(stage.Automation, "Many", 1005);
        var states = Enumerable.Repeat(Completed, 1003).ToArray();
        var run = await stage.Work.RunAsync(stage.Automation, [(many, states), (stage.Batches[1], [Failed, Pending])]);
        var exported = await Runs.ExportAsync(new RunId(run.Id), Token).ToListAsync(Token);
        Assert.Equal(run.Items.Select(i => i.Id), exported.Select(e => e.ItemExecutionId.Value));
        Assert.Equal(
            ("Many", 1002, "Many-1002"),
            (exported[1002].Batch, exported[1002].SequenceNumber, exported[1002].Reference)
        );
        Assert.NotNull(exported[0].Result);
        Assert.Equal("exit:1", exported[1003].ErrorCode);
        Assert.Null(exported[1004].StartedAt);
    }

    [Fact]
    public async Task Logs_are_told_in_order_of_writing_across_parts()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync([Completed, Completed]);
        var (first, second) = (stage.Rows.Tick(), stage.Rows.Tick());
        for (var attempt = 1; attempt <= 1001; attempt++)
            await stage.Rows.InsertAsync(
                "handler_log",
                ("item_execution_id", run.Items[1].Id),
                ("attempt", attempt),
                ("run_id", run.Id),
                ("written_at", second),
                ("standard_error", $"line {attempt}")
            );
        await stage.Rows.InsertAsync(
            "handler_log",
            ("item_execution_id", run.Items[0].Id),
            ("attempt", 1),
            ("run_id", run.Id),
            ("written_at", first),
            ("standard_error", "first")
        );
        var logs = await Runs.ListLogsAsync(new RunId(run.Id), Token).ToListAsync(Token);
        Assert.Equal(1002, logs.Count);
        Assert.Equal(("first", 0, stage.Batches[0].Name), (logs[0].Text, logs[0].SequenceNumber, logs[0].Batch));
        Assert.Equal(Enumerable.Range(1, 1001), logs.Skip(1).Select(l => l.Attempt));
    }

    private Task<Page<ItemExecutionSummary>> FindAsync(ItemFilter filter, int limit) =>
        Runs.FindItemsAsync(filter, new PageRequest(limit), Token);

    private async Task<IReadOnlyList<Guid>> FindAllAsync(ItemFilter filter, int limit)
    {
        List<Guid> found = [];
        string? cursor = null;
        do
        {
            var page = await Runs.FindItemsAsync(filter, new PageRequest(limit, cursor), Token);
            found.AddRange(page.Rows.Select(r => r.Id.Value));
            cursor = page.Next;
        } while (cursor is not null);
        return found;
    }

    private Task<ReadingStage> StageAsync() => ReadingStage.SetAsync(database);
}
