using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;
using static AutomationPlatform.Domain.Execution.ExecutionStatus;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What reading runs must do on every database.</summary>
public abstract class RunReading(TestDatabase database)
{
    private static readonly CancellationToken Token = CancellationToken.None;

    private IRunReader Runs => database.Get<IRunReader>();

    [Fact]
    public async Task A_run_is_told_with_its_counts_and_its_batches_in_order()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync([Completed, Failed], [Pending, Processing, Retrying, Cancelled, Skipped]);
        var told = await Runs.GetAsync(new RunId(run.Id), Token);
        Assert.Equal(new ItemCounts(1, 1, 1, 1, 1, 1, 1), told.Items);
        Assert.Equal(7, told.Items.Total);
        Assert.Equal([stage.Batches[0].Name, stage.Batches[1].Name], told.Batches.Select(b => b.Name));
        Assert.Equal(new ItemCounts(0, 0, 1, 1, 0, 0, 0), told.Batches[0].Items);
        Assert.Equal(Failed, told.Batches[0].Status);
        Assert.Equal(Processing, told.Status);
        Assert.Equal(stage.Name, told.Automation);
        Assert.Equal("maker", told.CreatedBy);
        Assert.Equal(TimeSpan.Zero, told.CreatedAt.Offset);
        Assert.NotNull(told.StartedAt);
        Assert.Null(told.FinishedAt);
    }

    [Fact]
    public async Task Items_of_a_run_that_no_worker_drives_are_counted_one_by_one()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync("MANUAL", [Completed, Completed, Failed], [Pending]);
        var expected = new ItemCounts(1, 0, 2, 1, 0, 0, 0);
        Assert.Equal(expected, (await Runs.GetAsync(new RunId(run.Id), Token)).Items);
        Assert.Equal(expected, (await stage.ListAsync()).Rows.Single().Items);
    }

    [Fact]
    public async Task A_run_that_does_not_exist_is_not_found()
    {
        database.RequireAvailable();
        var id = new RunId(Guid.CreateVersion7());
        var error = await Assert.ThrowsAsync<NotFoundException>(() => Runs.GetAsync(id, Token));
        Assert.Contains(id.ToString(), error.Message);
    }

    [Fact]
    public async Task Runs_are_listed_newest_first_in_pages_that_join_without_a_gap()
    {
        await using var stage = await StageAsync();
        List<Guid> made = [];
        for (var at = 0; at < 5; at++)
            made.Add((await stage.RunAsync([Completed])).Id);
        made.Reverse();
        List<Guid> listed = [];
        string? cursor = null;
        do
        {
            var page = await stage.ListAsync(new PageRequest(2, cursor));
            Assert.InRange(page.Rows.Count, 1, 2);
            listed.AddRange(page.Rows.Select(r => r.Id.Value));
            Assert.All(page.Rows, r => Assert.Equal(1, r.Items.Completed));
            cursor = page.Next;
        } while (cursor is not null);
        Assert.Equal(made, listed);
    }

    [Fact]
    public async Task Runs_are_found_by_status_moment_and_correlation_id()
    {
        await using var stage = await StageAsync();
        var correlation = Guid.NewGuid().ToString();
        var failed = await stage.RunAsync([Failed]);
        var open = await stage.RunAsync([Processing]);
        var moment = stage.Rows.Tick();
        var late = await stage.Work.RunAsync(
            stage.Automation,
            [(stage.Batches[0], [Completed])],
            correlationId: correlation
        );
        Assert.Equal([failed.Id], await stage.IdsAsync(new RunFilter(Status: Failed)));
        Assert.Equal([open.Id], await stage.IdsAsync(new RunFilter(Status: Processing)));
        Assert.Equal([late.Id], await stage.IdsAsync(new RunFilter(Since: moment)));
        Assert.Equal([late.Id], await stage.IdsAsync(new RunFilter(CorrelationId: correlation)));
        Assert.Empty(await stage.IdsAsync(new RunFilter(CorrelationId: "unheard of")));
    }

    [Fact]
    public async Task A_run_in_the_making_is_invisible()
    {
        await using var stage = await StageAsync();
        var batch = await stage.Work.BatchAsync(stage.Automation, "Only", 1);
        var run = await stage.Work.RunAsync(stage.Automation, [(batch, [Pending])], hidden: true);
        Assert.Empty((await stage.ListAsync()).Rows);
        await Assert.ThrowsAsync<NotFoundException>(() => Runs.GetAsync(new RunId(run.Id), Token));
        await Assert.ThrowsAsync<NotFoundException>(() => Runs.ResolveAsync(run.Id.ToString(), Token));
        await Assert.ThrowsAsync<NotFoundException>(() => Runs.GetItemAsync(run.Items[0].Id.ToString(), Token));
        Assert.Empty(await Runs.ExportAsync(new RunId(run.Id), Token).ToListAsync(Token));
        var byReference = new ItemFilter(Reference: "Only-0");
        Assert.DoesNotContain(
            (await Runs.FindItemsAsync(byReference, new PageRequest(), Token)).Rows,
            row => row.RunId.Value == run.Id
        );
    }

    [Fact]
    public async Task A_run_is_paused_while_it_or_its_automation_is_and_neither_once_it_has_ended()
    {
        await using var stage = await StageAsync();
        var open = await stage.RunAsync([Processing]);
        var ended = await stage.RunAsync([Completed]);
        await stage.Rows.ExecuteAsync(
            "UPDATE automation SET paused_at = created_at, pause_reason = 'holiday' WHERE id = @id",
            ("id", stage.Automation)
        );
        await stage.Rows.ExecuteAsync(
            "UPDATE run SET cancel_requested_at = created_at WHERE automation_id = @id",
            ("id", stage.Automation)
        );
        var told = await Runs.GetAsync(new RunId(open.Id), Token);
        Assert.True(told.Paused && told.Cancelling);
        Assert.Equal("holiday", told.PauseReason);
        var later = await Runs.GetAsync(new RunId(ended.Id), Token);
        Assert.False(later.Paused || later.Cancelling);
        Assert.Null(later.PauseReason);
    }

    [Fact]
    public async Task A_run_is_found_by_its_id_and_by_the_beginning_or_end_of_it()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync([Completed]);
        var id = run.Id.ToString();
        foreach (var part in (string[])[id, id.ToUpperInvariant(), id[..20], id[^8..], id[^13..], id.Replace("-", "")])
            Assert.Equal(run.Id, (await Runs.ResolveAsync(part, Token)).Value);
    }

    [Theory]
    [InlineData("0192f3a")]
    [InlineData("latest-run-of-all")]
    [InlineData("")]
    public async Task Too_little_of_an_id_is_refused(string part)
    {
        database.RequireAvailable();
        await Assert.ThrowsAsync<InvalidInputException>(() => Runs.ResolveAsync(part, Token));
        await Assert.ThrowsAsync<InvalidInputException>(() => Runs.GetItemAsync(part, Token));
    }

    [Fact]
    public async Task A_beginning_that_several_runs_have_is_refused_with_their_ids()
    {
        await using var stage = await StageAsync();
        var first = await stage.RunAsync([Completed]);
        var second = await stage.RunAsync([Completed]);
        var error = await Assert.ThrowsAsync<InvalidInputException>(() =>
            Runs.ResolveAsync(first.Id.ToString()[..8], Token)
        );
        Assert.Contains("several", error.Message);
        Assert.Equal(first.Id.ToString()[..8], second.Id.ToString()[..8]);
    }

    [Fact]
    public async Task Errors_are_grouped_by_fingerprint_with_the_most_frequent_first()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync([Failed, Completed, Failed, Failed]);
        await stage.Rows.ExecuteAsync(
            "UPDATE item_failure SET fingerprint = 'timeout: too slow', code = 'timeout' WHERE item_execution_id = @id",
            ("id", run.Items[2].Id)
        );
        var errors = await Runs.ListErrorsAsync(new RunId(run.Id), 10, Token);
        Assert.Equal([2L, 1L], errors.Select(e => e.Count));
        Assert.Equal(["exit:1", "timeout"], errors.Select(e => e.Code));
        Assert.Equal("Row 0 was refused", errors[0].Message);
        Assert.Equal("exit:1: Row # was refused", errors[0].Fingerprint);
        Assert.Equal(run.Items[0].Id, errors[0].FirstItemExecutionId.Value);
        Assert.Single(await Runs.ListErrorsAsync(new RunId(run.Id), 1, Token));
    }

    [Fact]
    public async Task Workers_are_told_with_what_they_hold()
    {
        await using var stage = await StageAsync();
        var run = await stage.RunAsync([Processing, Processing, Pending]);
        var worker = Assert.Single((await Runs.GetActivityAsync(new RunId(run.Id), Token)).Workers);
        Assert.Equal(("host:1", "host", 2L), (worker.Name, worker.Host, worker.Items));
    }

    [Theory]
    [InlineData("not a cursor!")]
    [InlineData("cnVucwA")]
    [InlineData("aXRlbXMAMQAy")]
    public async Task A_cursor_that_no_list_gave_is_refused(string cursor)
    {
        database.RequireAvailable();
        var page = new PageRequest(Cursor: cursor);
        await Assert.ThrowsAsync<InvalidInputException>(() => Runs.ListAsync(new RunFilter(), page, Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public async Task A_page_of_no_row_or_of_too_many_is_refused(int limit)
    {
        database.RequireAvailable();
        var page = new PageRequest(limit);
        await Assert.ThrowsAsync<InvalidInputException>(() => Runs.ListAsync(new RunFilter(), page, Token));
    }

    private Task<ReadingStage> StageAsync() => ReadingStage.SetAsync(database);
}
