using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>How what an ended run left is done in a new one, on every database.</summary>
public abstract class ExecutionRestarting(TestDatabase database)
{
    [Fact]
    public async Task A_restart_has_the_failed_items_of_the_run_and_no_others()
    {
        await using var stage = await EndAsync(database);
        var parent = stage.Run;

        var plan = await PlanAsync(stage, parent, RestartScope.Failed);
        Assert.Equal([new RestartBatch(new(stage.Batches[1].Id), 2)], plan.Batches);
        await RestartAsync(stage, plan);

        Assert.Equal("PENDING PENDING", await stage.StatusesAsync());
        Assert.Equal(
            "1 2",
            await stage.ScalarAsync(
                "SELECT string_agg(CAST(s AS text), ' ') FROM (SELECT i.sequence_number AS s FROM item_execution e "
                    + "JOIN item i ON i.id = e.item_id WHERE e.run_id = @run ORDER BY s) AS ordered"
            )
        );
        Assert.Equal(
            $"{parent}",
            await stage.ScalarAsync("SELECT CAST(parent_run_id AS text) FROM run WHERE id = @run")
        );
        await stage.CheckAsync();
    }

    [Fact]
    public async Task A_restart_of_the_unfinished_takes_what_was_cancelled_and_skipped_too()
    {
        await using var stage = await EndAsync(database);

        var plan = await PlanAsync(stage, stage.Run, RestartScope.Unfinished);

        Assert.Equal([1, 3], plan.Batches.Select(b => b.Items));
        await RestartAsync(stage, plan);
        Assert.Equal("PENDING PENDING PENDING PENDING", await stage.StatusesAsync());
        await stage.CheckAsync();
    }

    [Fact]
    public async Task A_restarted_item_keeps_the_first_run_of_the_chain_as_its_origin()
    {
        await using var stage = await EndAsync(database);
        var first = stage.Run;
        await RestartAsync(stage, await PlanAsync(stage, first, RestartScope.Failed));
        var second = stage.Run;
        await DoAllAsync(stage, item => ExecutionStage.Failed(item));

        await RestartAsync(stage, await PlanAsync(stage, second, RestartScope.Failed));

        var open = await stage.Queue.ListOpenRunsAsync(CancellationToken.None);
        Assert.Equal(first, Assert.Single(open, run => run.Id == stage.Run).OriginRunId);
    }

    [Fact]
    public async Task What_a_run_of_the_chain_completed_is_never_repeated()
    {
        await using var stage = await EndAsync(database);
        var first = stage.Run;
        await RestartAsync(stage, await PlanAsync(stage, first, RestartScope.Failed));
        await DoAllAsync(
            stage,
            item => item.SequenceNumber == 1 ? ExecutionStage.Completed(item) : ExecutionStage.Failed(item)
        );

        Assert.Equal(1, (await PlanAsync(stage, first, RestartScope.Failed)).Items);
        Assert.Equal(3, (await PlanAsync(stage, first, RestartScope.Unfinished)).Items);

        await RestartAsync(stage, await PlanAsync(stage, first, RestartScope.Failed));
        Assert.Equal("PENDING", await stage.StatusesAsync());
        await DoAllAsync(stage, ExecutionStage.Completed);
        Assert.Equal(0, (await PlanAsync(stage, first, RestartScope.Failed)).Items);
    }

    [Fact]
    public async Task Restarting_what_has_not_ended_or_is_being_restarted_is_refused()
    {
        await using var stage = await EndAsync(database);
        var first = stage.Run;
        var plan = await PlanAsync(stage, first, RestartScope.Failed);
        await RestartAsync(stage, plan);

        await Assert.ThrowsAsync<ConflictException>(() => PlanAsync(stage, first, RestartScope.Failed));
        await Assert.ThrowsAsync<ConflictException>(() => PlanAsync(stage, stage.Run, RestartScope.Failed));
        await Assert.ThrowsAsync<ConflictException>(() => RestartAsync(stage, plan));
        await Assert.ThrowsAsync<NotFoundException>(() =>
            PlanAsync(stage, new RunId(Guid.CreateVersion7()), RestartScope.Failed)
        );
        Assert.Equal("1", await ChildrenAsync(stage, first));
    }

    [Fact]
    public async Task A_run_that_was_restarted_is_not_retried()
    {
        await using var stage = await EndAsync(database);
        var first = stage.Run;
        await RestartAsync(stage, await PlanAsync(stage, first, RestartScope.Failed));

        var refusal = await Assert.ThrowsAsync<ConflictException>(() =>
            stage.Control.RetryAsync(first, [], "again", "someone", CancellationToken.None)
        );

        Assert.Contains("restart", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_restarts_at_once_one_is_made()
    {
        await using var stage = await EndAsync(database);
        var first = stage.Run;
        var plan = await PlanAsync(stage, first, RestartScope.Failed);

        var made = await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ => stage.NewProcess())
                .ToArray()
                .Select(process => Task.Run(() => TryAsync(process)))
        );

        Assert.Equal(1, made.Count(isMade => isMade));
        Assert.Equal("1", await ChildrenAsync(stage, first));

        async Task<bool> TryAsync(IServiceProvider process)
        {
            try
            {
                await CreateAsync(process.GetRequiredService<IRunControl>(), stage, plan);
                return true;
            }
            catch (ConflictException)
            {
                return false;
            }
        }
    }

    /// <summary>A run of two batches that has ended: completed and cancelled; completed, twice failed, cancelled.</summary>
    private static async Task<ExecutionStage> EndAsync(TestDatabase database)
    {
        var stage = await ExecutionStage.SetAsync(database, 2, 4);
        await stage.CreateRunAsync();
        await stage.Control.SkipAsync(
            stage.Run,
            new WaitingItemFilter { Reference = "B0-1" },
            "not needed",
            "someone",
            CancellationToken.None
        );
        await stage.Control.SkipAsync(
            stage.Run,
            new WaitingItemFilter { Reference = "B1-3" },
            "not needed",
            "someone",
            CancellationToken.None
        );
        await DoAllAsync(
            stage,
            item =>
                item.Position >> 32 == 1 && item.SequenceNumber > 0
                    ? ExecutionStage.Failed(item)
                    : ExecutionStage.Completed(item)
        );
        Assert.Equal("COMPLETED SKIPPED COMPLETED FAILED FAILED SKIPPED", await stage.StatusesAsync());
        return stage;
    }

    private static async Task DoAllAsync(ExecutionStage stage, Func<ClaimedItem, Answer> answer)
    {
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker);
        await stage.AnswerAsync(worker, claim, [.. claim.Items.Select(answer)]);
        Assert.NotNull(await stage.EndIfDoneAsync());
        await stage.CheckAsync();
    }

    private static Task<RestartPlan> PlanAsync(ExecutionStage stage, RunId run, RestartScope scope) =>
        stage.Control.PlanRestartAsync(new RunRestart(run, scope), CancellationToken.None);

    private static async Task RestartAsync(ExecutionStage stage, RestartPlan plan) =>
        stage.Take(await CreateAsync(stage.Control, stage, plan));

    private static Task<RunId> CreateAsync(IRunControl control, ExecutionStage stage, RestartPlan plan) =>
        control.CreateRunAsync(
            new NewRun(new(stage.Automation), 1, [.. plan.Batches.Select(b => b.BatchId)], 3, "starter")
            {
                Restart = plan.Restart,
            },
            progress: null,
            CancellationToken.None
        );

    private static Task<string?> ChildrenAsync(ExecutionStage stage, RunId parent) =>
        stage.ScalarAsync($"SELECT count(*) FROM run WHERE parent_run_id = '{parent}'");
}
