using AutomationPlatform.Application;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;
using static AutomationPlatform.Domain.Execution.ExecutionStatus;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What the doctor must find, and remove, of crashes and of rows without parents, on every database.</summary>
public abstract class ExaminingLeftovers(TestDatabase database)
{
    private static readonly CancellationToken Token = CancellationToken.None;

    [Fact]
    public async Task What_a_stopped_import_left_is_found_and_removed()
    {
        await using var stage = await ExaminingStage.SetAsync(database);
        var batch = await stage.Work.BatchAsync(stage.Automation, "Stopped", 5, hidden: true);
        stage.Own([batch.Id]);
        await LeaseAsync(stage, batch, first: 0, DateTimeOffset.UnixEpoch);
        Assert.Contains("'Stopped'", (await stage.AssertMendedAsync("import-left")).Problem);
        Assert.Equal(0L, await CountAsync("batch", "id", batch.Id));
        Assert.Equal(0L, await CountAsync("item", "batch_id", batch.Id));
        Assert.Equal(0L, await CountAsync("import_lease", "batch_id", batch.Id));
    }

    [Fact]
    public async Task What_a_stopped_append_left_is_found_and_removed_and_the_batch_stays()
    {
        await using var stage = await ExaminingStage.SetAsync(database);
        var batch = await stage.Work.BatchAsync(stage.Automation, "Appended", 5);
        stage.Own([batch.Id]);
        await LeaseAsync(stage, batch, first: 3, DateTimeOffset.UnixEpoch);
        await stage.AssertMendedAsync("import-left");
        var id = new AutomationId(stage.Automation);
        Assert.Equal(3, (await database.Get<IDefinitionReader>().GetBatchAsync(id, "Appended", Token)).Items);
        Assert.Equal(3L, await CountAsync("item", "batch_id", batch.Id));
    }

    [Fact]
    public async Task An_import_under_way_is_left_alone()
    {
        await using var stage = await ExaminingStage.SetAsync(database);
        var batch = await stage.Work.BatchAsync(stage.Automation, "Under way", 2, hidden: true);
        stage.Own([batch.Id]);
        await LeaseAsync(stage, batch, first: 0, DateTimeOffset.MaxValue.AddYears(-1000));
        Assert.Empty(await stage.ExamineAsync(repair: true));
        Assert.Equal(2L, await CountAsync("item", "batch_id", batch.Id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_left_of_a_run_in_the_making_is_found_and_removed(bool leased)
    {
        await using var stage = await ExaminingStage.SetAsync(database);
        var batch = await stage.Work.BatchAsync(stage.Automation, "Used", 2);
        var run = await stage.Work.RunAsync(stage.Automation, [(batch, [Pending, Pending])], hidden: true);
        stage.Own([run.Id]);
        if (leased)
            await stage.Rows.InsertAsync(
                "run_creation",
                ("run_id", run.Id),
                ("owner", Guid.NewGuid()),
                ("lease_until", DateTimeOffset.UnixEpoch)
            );
        await stage.Rows.InsertAsync("failure_threshold", ("run_id", run.Id), ("share", 0.1));
        await stage.AssertMendedAsync("run-left");
        foreach (
            var table in (string[])
                ["item_execution", "batch_execution", "ready", "item_count", "run_creation", "failure_threshold"]
        )
            Assert.Equal(0L, await CountAsync(table, "run_id", run.Id));
        Assert.Equal(0L, await CountAsync("run", "id", run.Id));
    }

    [Fact]
    public async Task Rows_whose_parents_are_gone_are_found_and_removed_where_nothing_is_lost_by_it()
    {
        await using var stage = await ExaminingStage.SetAsync(database);
        var gone = Guid.CreateVersion7();
        stage.Own([gone]);
        var moment = stage.Rows.Tick();
        await stage.Rows.InsertAsync(
            "item_count",
            ("batch_execution_id", gone),
            ("worker_id", Guid.Empty),
            ("run_id", Guid.NewGuid())
        );
        await stage.AssertMendedAsync("orphan-count");
        await LogAsync(stage, gone);
        await stage.AssertMendedAsync("orphan-log");
        await stage.Rows.InsertAsync(
            "late_answer",
            ("item_execution_id", gone),
            ("attempt", 1),
            ("worker", "w"),
            ("received_at", moment),
            ("outcome", "COMPLETED")
        );
        await stage.AssertMendedAsync("orphan-late-answer");
        await LeaseAsync(stage, new StoredBatch(gone, "", []), 0, moment);
        await stage.AssertMendedAsync("orphan-lease");
        await stage.Rows.InsertAsync(
            "run_creation",
            ("run_id", gone),
            ("owner", gone),
            ("lease_until", DateTimeOffset.MaxValue.AddYears(-1000))
        );
        await stage.AssertMendedAsync("orphan-creation");
        await stage.Rows.InsertAsync("failure_threshold", ("run_id", gone), ("share", 0.1));
        await stage.AssertMendedAsync("orphan-threshold");
        await stage.Rows.InsertAsync("rate_bucket", ("automation_id", gone), ("tokens", 1), ("refilled_at", moment));
        await stage.AssertMendedAsync("orphan-bucket");
    }

    [Fact]
    public async Task What_vanished_workers_and_handlers_said_is_found_and_removed()
    {
        await using var stage = await ExaminingStage.SetAsync(database);
        var gone = Guid.CreateVersion7();
        stage.Own([gone]);
        await stage.Rows.InsertAsync("worker_service", ("worker_id", gone), ("run_id", gone));
        await stage.AssertMendedAsync("orphan-service");
        await stage.Rows.InsertAsync(
            "item_progress",
            ("item_execution_id", gone),
            ("run_id", gone),
            ("version", 2),
            ("reported_at", TestDatabase.Start)
        );
        await stage.AssertMendedAsync("orphan-progress");
    }

    [Fact]
    public async Task Items_and_histories_without_parents_are_found_and_kept()
    {
        await using var stage = await ExaminingStage.SetAsync(database);
        var gone = Guid.CreateVersion7();
        stage.Own([gone]);
        await stage.HistoryAsync(new StoredItem(gone, gone, gone, 0, Pending, 1), 2, Pending, Processing);
        await stage.AssertFoundAsync("orphan-history");
        await using var other = await ExaminingStage.SetAsync(database);
        var item = await other.Rows.InsertEntityAsync("item", ("batch_id", Guid.NewGuid()), ("sequence_number", 0));
        other.Own([item]);
        await other.AssertFoundAsync("orphan-item");
    }

    [Fact]
    public async Task An_item_of_another_batch_is_found()
    {
        await using var stage = await ExaminingStage.SetAsync(database);
        var run = await stage.RunAsync("MANUAL", [Completed], [Completed]);
        await stage.ExecuteAsync(
            "UPDATE item_execution SET batch_execution_id = "
                + "(SELECT id FROM batch_execution WHERE run_id = item_execution.run_id AND ordinal = 1) WHERE id = @id",
            run.Items[0].Id
        );
        await stage.AssertFoundAsync("foreign-item");
    }

    [Fact]
    public async Task More_than_a_hundred_findings_of_a_check_are_counted()
    {
        database.RequireAvailable();
        await using var rows = await StoredRows.OpenAsync(database);
        await using var stage = await ExaminingStage.SetAsync(database);
        for (var at = 0; at < 103; at++)
            await LogAsync(stage, Guid.CreateVersion7());
        var doctor = database.Get<IDatabase>();
        var found = (await doctor.ExamineAsync(false, null, Token)).Where(f => f.Check == "orphan-log").ToList();
        Assert.Equal(101, found.Count);
        Assert.Equal(("3 more", "103 findings in all"), (found[^1].Subject, found[^1].Problem));
        await doctor.ExamineAsync(true, null, Token);
        Assert.DoesNotContain(await doctor.ExamineAsync(false, null, Token), f => f.Check == "orphan-log");
    }

    [Fact]
    public async Task Progress_names_each_check_as_it_begins()
    {
        database.RequireAvailable();
        var told = new Told();
        await database.Get<IDatabase>().ExamineAsync(repair: false, told, Token);
        Assert.Contains("histories have no gap", told.Lines);
        Assert.Equal("definitions can be read", told.Lines[^1]);
    }

    private static Task LeaseAsync(ExaminingStage stage, StoredBatch batch, int first, DateTimeOffset until) =>
        stage.Rows.InsertAsync(
            "import_lease",
            ("batch_id", batch.Id),
            ("first_sequence_number", first),
            ("owner", Guid.NewGuid()),
            ("lease_until", until)
        );

    private static Task LogAsync(ExaminingStage stage, Guid item) =>
        stage.Rows.InsertAsync(
            "handler_log",
            ("item_execution_id", item),
            ("attempt", 1),
            ("run_id", item),
            ("written_at", stage.Rows.Tick()),
            ("standard_error", "text")
        );

    private async Task<object?> CountAsync(string table, string column, Guid id) =>
        await database.ScalarAsync($"SELECT count(*) FROM {table} WHERE {column} = '{id}'");

    private sealed class Told : IProgress<string>
    {
        internal List<string> Lines { get; } = [];

        public void Report(string value) => Lines.Add(value);
    }
}
