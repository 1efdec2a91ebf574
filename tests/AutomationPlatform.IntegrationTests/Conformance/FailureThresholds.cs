using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>Too many failures stop a run once, on every database.</summary>
public abstract class FailureThresholds(TestDatabase database)
{
    private const double TenPercent = 0.1;

    [Fact]
    public async Task Nothing_is_stopped_before_twenty_items_have_finished()
    {
        await using var stage = await StartAsync(items: 30);
        var worker = await stage.JoinAsync();
        await AnswerAsync(stage, worker, failed: 5, completed: 14);

        Assert.Null(await CheckAsync(stage));
        await AnswerAsync(stage, worker, failed: 0, completed: 1);

        Assert.Equal(
            "5 of 20 finished items failed: the failure threshold of 10% was reached",
            await CheckAsync(stage)
        );
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(1, false)]
    public async Task The_share_itself_is_too_much(int failed, bool stopped)
    {
        await using var stage = await StartAsync(items: 30);
        await AnswerAsync(stage, await stage.JoinAsync(), failed, completed: 20 - failed);

        Assert.Equal(stopped, await CheckAsync(stage) is not null);
    }

    [Fact]
    public async Task A_run_without_a_threshold_goes_on()
    {
        await using var stage = await StartAsync(items: 30, threshold: null);
        await AnswerAsync(stage, await stage.JoinAsync(), failed: 20, completed: 0);

        Assert.Null(await CheckAsync(stage));
        Assert.Null((await OpenRunAsync(stage)).ThresholdReason);
    }

    [Fact]
    public async Task What_is_being_done_ends_and_the_rest_is_cancelled()
    {
        await using var stage = await StartAsync(items: 40);
        var worker = await stage.JoinAsync();
        var running = await stage.ClaimAsync(worker, limit: 3);
        var delayed = await stage.ClaimAsync(worker, limit: 1);
        await stage.AnswerAsync(worker, delayed, ExecutionStage.Retried(delayed.Items[0], TimeSpan.FromMinutes(1)));
        await AnswerAsync(stage, worker, failed: 4, completed: 16);
        var reason = await CheckAsync(stage);
        Assert.Equal(reason, (await OpenRunAsync(stage)).ThresholdReason);
        Assert.Equal(reason, (await SummaryAsync(stage)).ThresholdReason);

        Assert.Empty((await stage.ClaimAsync(worker)).Items);
        Assert.Equal(17, await CancelRestAsync(stage));
        Assert.Null(await stage.EndIfDoneAsync());
        await stage.AnswerAsync(
            worker,
            running,
            ExecutionStage.Completed(running.Items[0]),
            ExecutionStage.Failed(running.Items[1]),
            AnswerPolicy.StoppedByThreshold(running.Items[2], reason!)
        );
        var end = await stage.EndIfDoneAsync();

        Assert.Equal(ExecutionStatus.Failed, end?.Status);
        Assert.StartsWith(
            $"stopped by the failure threshold ({reason}; 18 items cancelled): 5 of 40 items failed; 5 of them",
            end?.ErrorSummary
        );
        Assert.Equal(
            "FAILED",
            await stage.ScalarAsync("SELECT CAST(status AS text) FROM batch_execution WHERE run_id = @run")
        );
        Assert.Equal("18", await CountCancelledAsync(stage, reason!));
        Assert.Null((await SummaryAsync(stage)).ThresholdReason);
        await stage.CheckAsync();
    }

    [Fact]
    public async Task Failures_side_by_side_stop_a_run_once()
    {
        await using var stage = await StartAsync(items: 100);
        var reasons = await Task.WhenAll(Enumerable.Range(0, 4).Select(at => Task.Run(() => FailAsync($"host:{at}"))));

        var told = Assert.Single(reasons.SelectMany(r => r).Distinct());
        Assert.Equal(told, await stage.ScalarAsync("SELECT reason FROM failure_threshold WHERE run_id = @run"));
        await CancelRestAsync(stage);
        Assert.Equal(ExecutionStatus.Failed, (await stage.EndIfDoneAsync())?.Status);
        await stage.CheckAsync();

        async Task<List<string>> FailAsync(string name)
        {
            var queue = stage.NewProcess().GetRequiredService<IWorkQueue>();
            var worker = await stage.JoinAsync(name, queue);
            List<string> mine = [];
            while (
                await queue.ClaimAsync(stage.Request(worker, limit: 3), CancellationToken.None)
                    is { Items.Count: > 0 } claim
            )
            {
                var answers = claim.Items.Select(item => ExecutionStage.Failed(item)).ToArray();
                await queue.AnswerAsync(new(claim.Id, stage.Run, worker, answers), null, CancellationToken.None);
                if (await queue.CheckThresholdAsync(stage.Run, CancellationToken.None) is { } reason)
                    mine.Add(reason);
            }
            return mine;
        }
    }

    [Fact]
    public async Task Where_nothing_is_left_to_stop_a_run_just_fails()
    {
        await using var stage = await StartAsync(items: 20);
        await AnswerAsync(stage, await stage.JoinAsync(), failed: 20, completed: 0);

        Assert.Null(await CheckAsync(stage));
        Assert.StartsWith("20 of 20 items failed", (await stage.EndIfDoneAsync())?.ErrorSummary);
    }

    [Fact]
    public async Task A_retry_after_it_counts_anew_and_the_run_stays_failed()
    {
        await using var stage = await StoppedAsync(items: 60);
        Assert.Equal(ExecutionStatus.Failed, (await stage.EndIfDoneAsync())?.Status);

        Assert.Equal(10, await RetryAsync(stage));
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker);
        Assert.Equal(10, claim.Items.Count);
        Assert.Null(await CheckAsync(stage));
        await stage.AnswerAsync(worker, claim, [.. claim.Items.Select(item => ExecutionStage.Failed(item))]);

        Assert.Null(await CheckAsync(stage));
        var end = await stage.EndIfDoneAsync();
        Assert.Equal(ExecutionStatus.Failed, end?.Status);
        Assert.Equal(10, await RetryAsync(stage));
        await stage.CompleteAsync(worker, await stage.ClaimAsync(worker));
        end = await stage.EndIfDoneAsync();

        // Nothing failed in the end, but forty items were never done.
        Assert.Equal(ExecutionStatus.Failed, end?.Status);
        Assert.Contains("40 items cancelled): 0 of 60 items failed", end?.ErrorSummary);
        await stage.CheckAsync();
    }

    [Fact]
    public async Task After_a_retry_in_full_swing_only_what_comes_then_is_counted()
    {
        await using var stage = await StartAsync(items: 80);
        var worker = await stage.JoinAsync();
        await AnswerAsync(stage, worker, failed: 10, completed: 15);
        Assert.Equal(10, await RetryAsync(stage));
        Assert.Null(await CheckAsync(stage));

        await AnswerAsync(stage, worker, failed: 4, completed: 15);
        Assert.Null(await CheckAsync(stage));
        await AnswerAsync(stage, worker, failed: 1, completed: 0);

        Assert.StartsWith("5 of 20 finished items", await CheckAsync(stage));
    }

    [Fact]
    public async Task A_retry_while_it_stops_lets_the_run_go_on()
    {
        await using var stage = await StartAsync(items: 60);
        var worker = await stage.JoinAsync();
        await AnswerAsync(stage, worker, failed: 10, completed: 10);
        Assert.NotNull(await CheckAsync(stage));
        Assert.Empty((await stage.ClaimAsync(worker)).Items);

        await RetryAsync(stage);

        Assert.Equal(50, (await stage.ClaimAsync(worker)).Items.Count);
        Assert.Equal(0, await CancelRestAsync(stage));
        await stage.CheckAsync();
    }

    [Fact]
    public async Task Retrying_one_item_by_its_entity_counts_anew_too()
    {
        await using var stage = await StoppedAsync(items: 60);
        await stage.EndIfDoneAsync();
        var failed = await stage.ScalarAsync(
            "SELECT CAST(min(CAST(item_execution_id AS text)) AS text) FROM item_failure WHERE run_id = @run"
        );

        await database.DoAsync(async uow =>
        {
            var item = await uow.ItemExecutions.GetOrThrowAsync(new(Guid.Parse(failed!)));
            item.Retry("again", stage.Clock.GetUtcNow());
            await uow.ItemExecutions.UpdateAsync(item);
        });

        Assert.Single((await stage.ClaimAsync(await stage.JoinAsync())).Items);
        Assert.Equal(
            "19/9",
            await stage.ScalarAsync(
                "SELECT finished_before || '/' || failed_before FROM failure_threshold WHERE run_id = @run"
            )
        );
        await stage.CheckAsync();
    }

    [Fact]
    public async Task A_wish_to_cancel_goes_before_the_threshold()
    {
        await using var stage = await StartAsync(items: 40);
        var worker = await stage.JoinAsync();
        await AnswerAsync(stage, worker, failed: 10, completed: 10);
        await CheckAsync(stage);

        Assert.Equal(20, await stage.Control.CancelAsync(stage.Run, "enough", "tester", CancellationToken.None));

        Assert.Null(await CheckAsync(stage));
        Assert.Equal("CANCELLED", await stage.RunStatusAsync());
        Assert.Equal(
            "0",
            await stage.ScalarAsync(
                "SELECT count(*) FROM item_execution WHERE run_id = @run AND error_code = 'threshold'"
            )
        );
    }

    [Fact]
    public async Task Lost_items_count_without_an_answer()
    {
        await using var stage = await StartAsync(items: 40, maxAttempts: 1);
        await stage.ClaimAsync(await stage.JoinAsync(), limit: 20);
        await stage.LoseAsync();

        Assert.StartsWith("20 of 20 finished items", await CheckAsync(stage));
    }

    [Fact]
    public async Task A_share_out_of_range_is_refused_before_anything_is_made()
    {
        await using var stage = await ExecutionStage.SetAsync(database, 1);
        await Assert.ThrowsAsync<ValidationException>(() => stage.CreateRunAsync(threshold: 1.5));
    }

    private async Task<ExecutionStage> StartAsync(int items, double? threshold = TenPercent, int? maxAttempts = 3)
    {
        var stage = await ExecutionStage.SetAsync(database, items);
        await stage.CreateRunAsync(maxAttempts, threshold: threshold);
        return stage;
    }

    /// <summary>Stopped after ten failures and ten successes, the rest cancelled, not ended yet.</summary>
    private async Task<ExecutionStage> StoppedAsync(int items)
    {
        var stage = await StartAsync(items);
        await AnswerAsync(stage, await stage.JoinAsync(), failed: 10, completed: 10);
        Assert.NotNull(await CheckAsync(stage));
        await CancelRestAsync(stage);
        return stage;
    }

    private static async Task AnswerAsync(ExecutionStage stage, WorkerIdentity worker, int failed, int completed)
    {
        var claim = await stage.ClaimAsync(worker, failed + completed);
        Assert.Equal(failed + completed, claim.Items.Count);
        await stage.AnswerAsync(
            worker,
            claim,
            [
                .. claim.Items.Take(failed).Select(item => ExecutionStage.Failed(item)),
                .. claim.Items.Skip(failed).Select(ExecutionStage.Completed),
            ]
        );
    }

    private static Task<string?> CheckAsync(ExecutionStage stage) =>
        stage.Queue.CheckThresholdAsync(stage.Run, CancellationToken.None);

    private static async Task<int> CancelRestAsync(ExecutionStage stage)
    {
        var cancelled = 0;
        while (
            await stage.Control.CancelWaitingSliceAsync(stage.Run, "host:1", CancellationToken.None)
                is > 0
                    and var slice
        )
            cancelled += slice;
        return cancelled;
    }

    private static Task<long> RetryAsync(ExecutionStage stage) =>
        stage.Control.RetryAsync(stage.Run, [], "again", "tester", CancellationToken.None);

    private static async Task<OpenRun> OpenRunAsync(ExecutionStage stage) =>
        (await stage.Queue.ListOpenRunsAsync(CancellationToken.None)).Single(run => run.Id == stage.Run);

    private Task<RunSummary> SummaryAsync(ExecutionStage stage) =>
        database.Get<IRunReader>().GetAsync(stage.Run, CancellationToken.None);

    private static Task<string?> CountCancelledAsync(ExecutionStage stage, string reason) =>
        stage.ScalarAsync(
            "SELECT count(*) FROM item_execution e JOIN item_state_history h ON h.item_execution_id = e.id "
                + "AND h.version = e.version WHERE e.run_id = @run AND e.status = 'CANCELLED' "
                + $"AND e.error_code = 'threshold' AND h.code = 'threshold' AND h.reason = '{reason}'"
        );
}
