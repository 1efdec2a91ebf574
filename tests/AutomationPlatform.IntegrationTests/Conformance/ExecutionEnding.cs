using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>How runs end, are cancelled, and are opened again, on every database.</summary>
public abstract class ExecutionEnding(TestDatabase database)
{
    [Fact]
    public async Task A_run_ends_exactly_once_however_many_look()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 3);
        var worker = await stage.JoinAsync();
        Assert.Null(await stage.EndIfDoneAsync());
        await stage.CompleteAsync(worker, await stage.ClaimAsync(worker));
        var others = Enumerable.Range(0, 4).Select(_ => stage.NewProcess().GetRequiredService<IWorkQueue>()).ToArray();

        var ends = await Task.WhenAll(
            others.Select(queue => Task.Run(() => queue.EndIfDoneAsync(stage.Run, CancellationToken.None)))
        );

        var end = Assert.Single(ends, e => e is not null);
        Assert.Equal((ExecutionStatus.Completed, TestDatabase.Start), (end!.Status, end.FinishedAt));
        Assert.IsType<RunCompleted>(Assert.Single(stage.Events.Told));
        Assert.Equal("COMPLETED", await stage.RunStatusAsync());
        Assert.Equal("3 3", await VersionsAsync(stage));
        Assert.Equal("1", await stage.ScalarAsync("SELECT count(*) FROM item_count WHERE run_id = @run"));
        await stage.CheckAsync();
    }

    [Fact]
    public async Task A_run_without_items_ends_at_once()
    {
        await using var stage = await ExecutionStage.SetAsync(database, 0);
        await stage.CreateRunAsync();

        Assert.Equal("COMPLETED", await stage.RunStatusAsync());
        Assert.Equal("3 3", await VersionsAsync(stage));
        Assert.NotNull(await stage.ScalarAsync("SELECT started_at FROM run WHERE id = @run"));
        Assert.IsType<RunCompleted>(Assert.Single(stage.Events.Told));
    }

    [Fact]
    public async Task One_failed_item_makes_its_batch_and_run_failed()
    {
        await using var stage = await ExecutionStage.SetAsync(database, 2, 1);
        await stage.CreateRunAsync();
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker);
        await stage.AnswerAsync(
            worker,
            claim,
            ExecutionStage.Completed(claim.Items[0]),
            ExecutionStage.Failed(claim.Items[1])
        );
        Assert.Null(await stage.EndIfDoneAsync());
        Assert.Equal("FAILED PROCESSING", await BatchesAsync(stage));

        await stage.AnswerAsync(worker, claim, ExecutionStage.Completed(claim.Items[2]));
        var end = await stage.EndIfDoneAsync();

        Assert.Equal(ExecutionStatus.Failed, end!.Status);
        Assert.Equal("1 of 3 items failed; one of them: exit:1: Row 1 was refused", end.ErrorSummary);
        Assert.Equal("FAILED COMPLETED", await BatchesAsync(stage));
        Assert.Equal(
            [typeof(ItemExecutionFailed), typeof(BatchExecutionFailed), typeof(RunFailed)],
            stage.Events.Told.Select(e => e.GetType())
        );
    }

    [Fact]
    public async Task Failed_items_are_opened_again_by_code()
    {
        await using var stage = await FailAsync(["exit:1", "exit:2", "exit:1"]);
        Assert.Equal(ExecutionStatus.Failed, (await stage.EndIfDoneAsync())?.Status);
        Assert.Equal(2, await stage.Control.CountFailedAsync(stage.Run, ["exit:1"], CancellationToken.None));

        var retried = await stage.Control.RetryAsync(
            stage.Run,
            ["exit:1"],
            "mended",
            "someone",
            CancellationToken.None
        );

        Assert.Equal(2, retried);
        Assert.Equal("RETRYING FAILED RETRYING", await stage.StatusesAsync());
        Assert.Equal("RETRYING", await stage.RunStatusAsync());
        Assert.Equal("RETRYING", await BatchesAsync(stage));
        Assert.Null(await stage.ScalarAsync("SELECT error_summary FROM run WHERE id = @run"));
        await stage.CheckAsync();
        var worker = await stage.JoinAsync("host:2");
        var claim = await stage.ClaimAsync(worker);
        Assert.All(claim.Items, i => Assert.Equal((2, 2), (i.AttemptsUsed, i.MaxAttempts)));
        Assert.Equal("PROCESSING", await stage.RunStatusAsync());
        await stage.CompleteAsync(worker, claim);
        Assert.Equal(ExecutionStatus.Failed, (await stage.EndIfDoneAsync())?.Status);
        await stage.CheckAsync();
    }

    [Fact]
    public async Task Failed_items_of_a_run_under_way_are_opened_again_in_it()
    {
        await using var stage = await FailAsync(["exit:1", null]);

        Assert.Equal(1, await stage.Control.RetryAsync(stage.Run, [], "mended", "someone", CancellationToken.None));

        Assert.Equal("RETRYING PROCESSING", await stage.StatusesAsync());
        Assert.Equal("PROCESSING", await stage.RunStatusAsync());
        await stage.CheckAsync();
    }

    [Fact]
    public async Task Retrying_a_run_that_did_not_fail_or_is_being_cancelled_is_refused()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 1);
        await Refused<ConflictException>(stage, () => RetryAsync(stage.Run));
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker);
        await stage.Control.CancelAsync(stage.Run, "no more", "someone", CancellationToken.None);
        await Refused<ConflictException>(stage, () => RetryAsync(stage.Run));
        await Refused<NotFoundException>(stage, () => RetryAsync(new RunId(Guid.CreateVersion7())));
        await Refused<ValidationException>(
            stage,
            () => stage.Control.RetryAsync(stage.Run, [], " ", "someone", CancellationToken.None)
        );
        Assert.Single(claim.Items);

        Task RetryAsync(RunId run) => stage.Control.RetryAsync(run, [], "again", "someone", CancellationToken.None);
    }

    [Fact]
    public async Task Cancelling_cancels_what_waits_and_the_run_when_the_rest_has_ended()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 4);
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker, limit: 2);
        await stage.AnswerAsync(worker, claim, ExecutionStage.Retried(claim.Items[1], TimeSpan.FromSeconds(5)));

        var cancelled = await stage.Control.CancelAsync(stage.Run, "no more", "someone", CancellationToken.None);

        Assert.Equal(3, cancelled);
        Assert.Equal("PROCESSING CANCELLED CANCELLED CANCELLED", await stage.StatusesAsync());
        Assert.Equal("PROCESSING", await stage.RunStatusAsync());
        await stage.CheckAsync();
        await stage.AnswerAsync(worker, claim, ExecutionStage.Completed(claim.Items[0]));
        Assert.Equal(ExecutionStatus.Cancelled, (await stage.EndIfDoneAsync())?.Status);
        Assert.Equal("no more", Assert.IsType<RunCancelled>(stage.Events.Told[^1]).CancellationReason);
        await Refused<ConflictException>(
            stage,
            () => stage.Control.CancelAsync(stage.Run, "again", "someone", CancellationToken.None)
        );
        await stage.CheckAsync();
    }

    [Fact]
    public async Task Cancelling_a_run_that_has_not_begun_ends_it_at_once()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 2);

        Assert.Equal(2, await stage.Control.CancelAsync(stage.Run, "no more", "someone", CancellationToken.None));

        Assert.Equal("CANCELLED", await stage.RunStatusAsync());
        Assert.Equal("CANCELLED", await BatchesAsync(stage));
        await stage.CheckAsync();
    }

    [Fact]
    public async Task A_paused_run_is_resumed_once()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 1);
        await stage.Control.SetPausedAsync(stage.Run, "lunch", "someone", CancellationToken.None);
        Assert.True(Assert.Single(await OpenRunsAsync(stage)).Paused);
        await Refused<ConflictException>(stage, () => SetPausedAsync("again"));

        await SetPausedAsync(null);

        Assert.False(Assert.Single(await OpenRunsAsync(stage)).Paused);
        await Refused<ConflictException>(stage, () => SetPausedAsync(null));

        Task SetPausedAsync(string? reason) =>
            stage.Control.SetPausedAsync(stage.Run, reason, "someone", CancellationToken.None);
    }

    /// <summary>A run whose items failed with these codes; null leaves one PROCESSING.</summary>
    private async Task<ExecutionStage> FailAsync(string?[] codes)
    {
        var stage = await ExecutionStage.StartAsync(database, codes.Length, maxAttempts: 1);
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker);
        var failed = claim.Items.Zip(codes).Where(pair => pair.Second is not null);
        await stage.AnswerAsync(worker, claim, [.. failed.Select(p => ExecutionStage.Failed(p.First, p.Second!))]);
        return stage;
    }

    private static async Task Refused<TException>(ExecutionStage stage, Func<Task> act)
        where TException : Exception
    {
        var before = await stage.ScalarAsync("SELECT version FROM run WHERE id = @run");
        await Assert.ThrowsAsync<TException>(act);
        Assert.Equal(before, await stage.ScalarAsync("SELECT version FROM run WHERE id = @run"));
    }

    private static async Task<OpenRun[]> OpenRunsAsync(ExecutionStage stage) =>
        [.. (await stage.Queue.ListOpenRunsAsync(CancellationToken.None)).Where(r => r.Id == stage.Run)];

    private static Task<string?> BatchesAsync(ExecutionStage stage) =>
        stage.ScalarAsync(
            "SELECT string_agg(s, ' ') FROM (SELECT CAST(status AS text) AS s FROM batch_execution "
                + "WHERE run_id = @run ORDER BY ordinal) AS ordered"
        );

    private static Task<string?> VersionsAsync(ExecutionStage stage) =>
        stage.ScalarAsync(
            "SELECT r.version || ' ' || b.version FROM run r JOIN batch_execution b ON b.run_id = r.id WHERE r.id = @run"
        );
}
