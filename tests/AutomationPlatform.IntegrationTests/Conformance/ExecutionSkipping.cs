using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What is left out of runs, and automations that are paused, on every database.</summary>
public abstract class ExecutionSkipping(TestDatabase database)
{
    private static readonly WaitingItemFilter All = new();

    [Fact]
    public async Task Skipping_takes_what_was_never_begun_and_says_how_many_retries_it_left()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 6);
        var worker = await stage.JoinAsync();
        var claim = await stage.ClaimAsync(worker, limit: 3);
        await stage.AnswerAsync(
            worker,
            claim,
            ExecutionStage.Retried(claim.Items[1], TimeSpan.FromSeconds(5)),
            ExecutionStage.Retried(claim.Items[2], TimeSpan.Zero)
        );
        Assert.Equal(new WaitingItemCounts(3, 2), await CountAsync(stage, All));

        Assert.Equal(new SkippedItems(3, 2), await SkipAsync(stage, All));

        Assert.Equal("PROCESSING RETRYING RETRYING SKIPPED SKIPPED SKIPPED", await stage.StatusesAsync());
        Assert.Equal("PROCESSING", await stage.RunStatusAsync());
        Assert.Equal("0", await stage.ScalarAsync("SELECT sum(pending) FROM item_count WHERE run_id = @run"));
        Assert.Equal("3", await stage.ScalarAsync("SELECT sum(skipped) FROM item_count WHERE run_id = @run"));
        Assert.Equal(
            "3",
            await HistoryAsync(stage, "h.reason = 'not needed' AND h.created_by = 'someone' AND h.attempt = 0")
        );
        await stage.CheckAsync();
        Assert.Equal(new SkippedItems(0, 2), await SkipAsync(stage, All));
    }

    [Fact]
    public async Task Skipping_everything_ends_the_run_completed()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 2);

        Assert.Equal(new SkippedItems(2, 0), await SkipAsync(stage, All));

        Assert.Equal("COMPLETED", await stage.RunStatusAsync());
        await stage.CheckAsync();
        await Assert.ThrowsAsync<ConflictException>(() => SkipAsync(stage, All));
    }

    [Fact]
    public async Task Only_what_matches_is_skipped()
    {
        await using var stage = await ExecutionStage.SetAsync(database, 4, 4);
        await stage.CreateRunAsync();
        var second = new WaitingItemFilter { Batches = [new BatchId(stage.Batches[1].Id)] };

        Assert.Equal(1, (await SkipAsync(stage, second with { Reference = "B1-3" })).Skipped);
        Assert.Equal(0, (await SkipAsync(stage, second with { Reference = "B0-3" })).Skipped);
        Assert.Equal(2, (await SkipAsync(stage, second with { LastSequenceNumber = 1 })).Skipped);
        Assert.Equal(2, (await SkipAsync(stage, All with { FirstSequenceNumber = 2, LastSequenceNumber = 2 })).Skipped);

        Assert.Equal("PENDING PENDING SKIPPED PENDING SKIPPED SKIPPED SKIPPED SKIPPED", await stage.StatusesAsync());
        await stage.CheckAsync();
    }

    [Fact]
    public async Task What_is_skipped_is_not_claimed_and_the_rest_ends_the_run()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 3);
        await SkipAsync(stage, All with { FirstSequenceNumber = 1 });
        var worker = await stage.JoinAsync();

        var claim = await stage.ClaimAsync(worker);

        Assert.Equal(0, Assert.Single(claim.Items).SequenceNumber);
        await stage.CompleteAsync(worker, claim);
        Assert.Equal(ExecutionStatus.Completed, (await stage.EndIfDoneAsync())?.Status);
        await stage.CheckAsync();
    }

    [Fact]
    public async Task Skipping_in_a_run_that_is_being_cancelled_or_for_no_reason_is_refused()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 2);
        await Assert.ThrowsAsync<ValidationException>(() =>
            stage.Control.SkipAsync(stage.Run, All, " ", "someone", CancellationToken.None)
        );
        var worker = await stage.JoinAsync();
        await stage.ClaimAsync(worker, limit: 1);
        await stage.Control.CancelAsync(stage.Run, "no more", "someone", CancellationToken.None);
        await Assert.ThrowsAsync<ConflictException>(() => SkipAsync(stage, All));
        Assert.Equal("PROCESSING CANCELLED", await stage.StatusesAsync());
    }

    [Fact]
    public async Task Skips_claims_and_a_cancel_at_once_take_each_item_once()
    {
        const int items = 400;
        await using var stage = await ExecutionStage.StartAsync(database, items);
        var worker = await stage.JoinAsync();
        var others = Enumerable.Range(0, 4).Select(_ => stage.NewProcess()).ToArray();

        await Task.WhenAll(
            Task.Run(() => SkipInAsync(others[0])),
            Task.Run(() => SkipInAsync(others[1])),
            Task.Run(async () =>
            {
                for (var chunk = 0; chunk < 10; chunk++)
                    await others[2]
                        .GetRequiredService<IWorkQueue>()
                        .ClaimAsync(stage.Request(worker, limit: 10), CancellationToken.None);
            }),
            Task.Run(() => CancelInAsync(others[3]))
        );

        var ended = await stage.ScalarAsync(
            "SELECT count(*) FROM item_execution WHERE run_id = @run AND status IN ('SKIPPED', 'CANCELLED', 'PROCESSING')"
        );
        Assert.Equal($"{items}", ended);
        await stage.CheckAsync();

        async Task SkipInAsync(IServiceProvider process)
        {
            try
            {
                await process
                    .GetRequiredService<IRunControl>()
                    .SkipAsync(stage.Run, All, "not needed", "someone", CancellationToken.None);
            }
            catch (ConflictException)
            {
                // The cancellation came first.
            }
        }

        async Task CancelInAsync(IServiceProvider process)
        {
            try
            {
                await process
                    .GetRequiredService<IRunControl>()
                    .CancelAsync(stage.Run, "no more", "someone", CancellationToken.None);
            }
            catch (ConflictException)
            {
                // The skips were faster than every claim, and with their last item the run ended.
            }
        }
    }

    [Fact]
    public async Task Nothing_is_claimed_from_a_paused_automation_until_it_is_resumed()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 2);
        var worker = await stage.JoinAsync();

        await PauseAsync(stage, "rebuilding the registry");

        Assert.Empty((await stage.ClaimAsync(worker)).Items);
        Assert.True(Assert.Single(await OpenRunsAsync(stage)).Paused);
        Assert.Equal(
            "rebuilding the registry someone 2",
            await stage.ScalarAsync(
                "SELECT pause_reason || ' ' || updated_by || ' ' || version FROM automation "
                    + $"WHERE id = '{stage.Automation}' AND paused_at IS NOT NULL"
            )
        );
        await Assert.ThrowsAsync<ConflictException>(() => PauseAsync(stage, "again"));
        await PauseAsync(stage, reason: null);
        Assert.Equal(2, (await stage.ClaimAsync(worker)).Items.Count);
        await Assert.ThrowsAsync<ConflictException>(() => PauseAsync(stage, reason: null));
    }

    [Fact]
    public async Task Resuming_an_automation_wakes_workers()
    {
        await using var stage = await ExecutionStage.StartAsync(database, items: 1);
        await PauseAsync(stage, "later");
        await Waking.WakesAsync(
            database,
            stage.NewProcess,
            process =>
                process
                    .GetRequiredService<IRunControl>()
                    .SetAutomationPausedAsync(new(stage.Automation), null, "someone", CancellationToken.None)
        );
    }

    private static Task PauseAsync(ExecutionStage stage, string? reason) =>
        stage.Control.SetAutomationPausedAsync(new(stage.Automation), reason, "someone", CancellationToken.None);

    private static async Task<IEnumerable<OpenRun>> OpenRunsAsync(ExecutionStage stage) =>
        (await stage.Queue.ListOpenRunsAsync(CancellationToken.None)).Where(run => run.Id == stage.Run);

    private static Task<SkippedItems> SkipAsync(ExecutionStage stage, WaitingItemFilter filter) =>
        stage.Control.SkipAsync(stage.Run, filter, " not needed ", "someone", CancellationToken.None);

    private static Task<WaitingItemCounts> CountAsync(ExecutionStage stage, WaitingItemFilter filter) =>
        stage.Control.CountWaitingAsync(stage.Run, filter, CancellationToken.None);

    private static Task<string?> HistoryAsync(ExecutionStage stage, string condition) =>
        stage.ScalarAsync(
            "SELECT count(*) FROM item_state_history h JOIN item_execution e ON e.id = h.item_execution_id "
                + $"WHERE e.run_id = @run AND h.new_status = 'SKIPPED' AND h.previous_status = 'PENDING' AND {condition}"
        );
}
