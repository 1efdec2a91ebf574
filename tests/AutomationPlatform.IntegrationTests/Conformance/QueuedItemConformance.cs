using AutomationPlatform.Application;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>In a run that workers drive, entities may cancel, skip and retry; queue, counts and failures stay right.</summary>
public abstract class QueuedItemConformance(TestDatabase database) : ConformanceTest(database)
{
    private static readonly ExecutionStatus[] OneOfEach =
    [
        ExecutionStatus.Pending,
        ExecutionStatus.Processing,
        ExecutionStatus.Completed,
        ExecutionStatus.Failed,
        ExecutionStatus.Retrying,
    ];

    private DateTimeOffset Now => Database.Clock.GetUtcNow();

    public static TheoryData<ExecutionStatus, string> AdmittedChanges =>
        new()
        {
            { ExecutionStatus.Pending, "cancel" },
            { ExecutionStatus.Pending, "skip" },
            { ExecutionStatus.Processing, "cancel" },
            { ExecutionStatus.Retrying, "cancel" },
            { ExecutionStatus.Failed, "retry" },
            { ExecutionStatus.Failed, "retry and cancel" },
        };

    [Theory]
    [MemberData(nameof(AdmittedChanges))]
    public async Task An_admitted_change_keeps_queue_counts_and_failures_right(ExecutionStatus from, string verb)
    {
        var run = await StoredAsync(OneOfEach);
        var id = ItemOf(run, from);
        var before = await ExamineAsync();
        var expected = (await CountAsync(run)).ToDictionary();

        var changed = await ChangeAsync(id, item => Apply(item, verb));

        expected[from]--;
        expected[changed.Status]++;
        Assert.Equal(expected, await CountAsync(run));
        Assert.Equal(before, await ExamineAsync());
        await using var uow = await Database.BeginAsync();
        Assert.Equal(changed.Version, (await uow.ItemStateHistory.GetLatestAsync(id))!.Version);
        Assert.Equal(
            changed.Status == ExecutionStatus.Failed ? 1
                : from == ExecutionStatus.Failed ? 0
                : 1,
            (await uow.ItemExecutions.ListFailedAsync(new RunId(run.Id))).Count
        );
        Assert.Equal(
            from == ExecutionStatus.Pending ? 0 : 1,
            (await uow.ItemExecutions.ListPendingAsync(new(run.Id))).Count
        );
    }

    [Fact]
    public async Task A_retried_item_can_be_claimed_at_its_old_place()
    {
        var run = await StoredAsync(OneOfEach);
        var item = run.Items.Single(i => i.Status == ExecutionStatus.Failed);
        var changed = await ChangeAsync(new(item.Id), execution => execution.Retry("again", Now));
        Assert.Equal(
            $"{item.Position}/{changed.Version}/RETRYING",
            await Database.ScalarAsync(
                $"""
                SELECT position || '/' || version || '/' || previous_status FROM ready
                WHERE item_execution_id = '{item.Id}'
                """
            )
        );
    }

    [Fact]
    public async Task Retrying_an_item_of_a_failed_run_opens_its_batch_and_run_again()
    {
        var run = await StoredAsync([ExecutionStatus.Completed, ExecutionStatus.Failed]);
        await ChangeAsync(ItemOf(run, ExecutionStatus.Failed), item => item.Retry("again", Now));
        await using var uow = await Database.BeginAsync();
        Assert.Equal(ExecutionStatus.Retrying, (await uow.Runs.GetOrThrowAsync(new(run.Id))).Status);
        var batch = await uow.BatchExecutions.GetOrThrowAsync(new(run.BatchExecutions[0]));
        Assert.Equal(ExecutionStatus.Retrying, batch.Status);
        Assert.Null(batch.FinishedAt);
    }

    [Fact]
    public async Task Retrying_an_item_wakes_workers()
    {
        var run = await StoredAsync([ExecutionStatus.Completed, ExecutionStatus.Failed]);
        await Waking.WakesAsync(
            Database,
            () => Database.NewServices(),
            process =>
                process
                    .GetRequiredService<IUnitOfWorkFactory>()
                    .TransactionAsync(
                        async (uow, token) =>
                        {
                            var item = await uow.ItemExecutions.GetOrThrowAsync(
                                ItemOf(run, ExecutionStatus.Failed),
                                cancellationToken: token
                            );
                            item.Retry("again", Now);
                            await uow.ItemExecutions.UpdateAsync(item, token);
                            return true;
                        }
                    )
        );
    }

    [Fact]
    public async Task Retrying_an_item_of_a_run_that_was_restarted_is_refused()
    {
        var run = await StoredAsync([ExecutionStatus.Failed]);
        await Database.DoAsync(async uow =>
        {
            var loaded = await uow.Runs.GetOrThrowAsync(new(run.Id));
            await uow.Runs.CreateAsync(new Run(loaded.AutomationId, parentRunId: loaded.Id));
        });
        await RefusedAsync(ItemOf(run, ExecutionStatus.Failed), item => item.Retry("again", Now));
    }

    [Fact]
    public async Task Retrying_an_item_of_a_run_that_is_being_cancelled_is_refused()
    {
        var run = await StoredAsync(OneOfEach);
        await Database.DoAsync(async uow =>
        {
            var loaded = await uow.Runs.GetOrThrowAsync(new(run.Id));
            loaded.RequestCancel("enough", Now);
            await uow.Runs.UpdateAsync(loaded);
        });
        await RefusedAsync(ItemOf(run, ExecutionStatus.Failed), item => item.Retry("again", Now));
    }

    [Fact]
    public async Task What_only_workers_do_is_refused()
    {
        var run = await StoredAsync(OneOfEach);
        var processing = ItemOf(run, ExecutionStatus.Processing);
        await RefusedAsync(ItemOf(run, ExecutionStatus.Pending), item => item.Start(Now));
        await RefusedAsync(ItemOf(run, ExecutionStatus.Retrying), item => item.Start(Now));
        await RefusedAsync(processing, item => item.Complete(Now));
        await RefusedAsync(processing, item => item.Fail("exit:1", "no", Now));
        await RefusedAsync(processing, item => item.FailForGood("exit:65", "no", Now));
        await RefusedAsync(processing, item => item.Lose(oneAttempt: false, Now));
        await RefusedAsync(processing, item => item.Release(Now));
        await RefusedAsync(processing, item => item.Deactivate(Now));
    }

    [Fact]
    public async Task The_run_and_its_batches_follow_their_items_and_get_no_more_of_them()
    {
        var run = await StoredAsync(OneOfEach);
        var story = await Story.TellAsync(Database);
        await using var uow = await Database.BeginAsync();
        var loaded = await uow.Runs.GetOrThrowAsync(new(run.Id));
        loaded.Complete(Now);
        await Assert.ThrowsAsync<InvalidStateException>(() => uow.Runs.UpdateAsync(loaded));
        var batch = await uow.BatchExecutions.GetOrThrowAsync(new(run.BatchExecutions[0]));
        batch.Fail(Now);
        await Assert.ThrowsAsync<InvalidStateException>(() => uow.BatchExecutions.UpdateAsync(batch));
        await Assert.ThrowsAsync<InvalidStateException>(() => uow.Runs.DeleteAsync(new(run.Id)));
        await Assert.ThrowsAsync<InvalidStateException>(() =>
            uow.BatchExecutions.CreateAsync(new BatchExecution(new(run.Id), story.Batch.Id))
        );
        await Assert.ThrowsAsync<InvalidStateException>(() =>
            uow.ItemExecutions.CreateAsync(new ItemExecution(new(run.Id), batch.Id, story.Items[0].Id))
        );
        await uow.CommitAsync();
        Assert.Equal(
            ExecutionStatus.Processing,
            (await Database.DoAsync(u => u.Runs.GetOrThrowAsync(new(run.Id)))).Status
        );
    }

    [Fact]
    public async Task A_change_that_comes_too_late_leaves_the_queue_as_it_was()
    {
        var run = await StoredAsync([ExecutionStatus.Pending, ExecutionStatus.Pending]);
        var id = new ItemExecutionId(run.Items[0].Id);
        await using (var slow = await Database.BeginAsync())
        {
            var stale = await slow.ItemExecutions.GetOrThrowAsync(id);
            // As a claim does, without taking the row of the queue: so it would be missed if it went.
            await Database.ExecuteAsync($"UPDATE item_execution SET version = version + 1 WHERE id = '{id}'");
            stale.Cancel("too late", Now);
            await Assert.ThrowsAsync<ConcurrencyException>(() => slow.ItemExecutions.UpdateAsync(stale));
            await slow.CommitAsync();
        }
        Assert.Equal(
            2L,
            Convert.ToInt64(await Database.ScalarAsync($"SELECT count(*) FROM ready WHERE run_id = '{run.Id}'"))
        );
        Assert.Equal(2, (await CountAsync(run))[ExecutionStatus.Pending]);
    }

    private void Apply(ItemExecution item, string verb)
    {
        if (verb.StartsWith("retry", StringComparison.Ordinal))
            item.Retry("again", Now);
        if (verb.EndsWith("cancel", StringComparison.Ordinal))
            item.Cancel("not wanted", Now);
        if (verb == "skip")
            item.Skip("not needed", Now);
    }

    private async Task<StoredRun> StoredAsync(ExecutionStatus[] items)
    {
        await using var rows = await StoredRows.OpenAsync(Database);
        var work = new StoredWork(rows);
        var automation = await work.AutomationAsync(Story.Name());
        var batch = await work.BatchAsync(automation, Story.Name(), items.Length);
        return await work.RunAsync(automation, [(batch, items)]);
    }

    private static ItemExecutionId ItemOf(StoredRun run, ExecutionStatus status) =>
        new(run.Items.First(item => item.Status == status).Id);

    private Task<ItemExecution> ChangeAsync(ItemExecutionId id, Action<ItemExecution> change) =>
        Database.DoAsync(async uow =>
        {
            var item = await uow.ItemExecutions.GetOrThrowAsync(id);
            change(item);
            await uow.ItemExecutions.UpdateAsync(item);
            return item;
        });

    private async Task RefusedAsync(ItemExecutionId id, Action<ItemExecution> change)
    {
        var before = await Database.DoAsync(uow => uow.ItemExecutions.GetOrThrowAsync(id));
        await Assert.ThrowsAsync<InvalidStateException>(() => ChangeAsync(id, change));
        var after = await Database.DoAsync(uow => uow.ItemExecutions.GetOrThrowAsync(id));
        Assert.Equivalent(before, after, strict: true);
    }

    private Task<IReadOnlyDictionary<ExecutionStatus, long>> CountAsync(StoredRun run) =>
        Database.DoAsync(uow => uow.ItemExecutions.CountByStatusAsync(new RunId(run.Id)));

    private async Task<string[]> ExamineAsync()
    {
        var findings = await Database.Get<IDatabase>().ExamineAsync(repair: false, null, CancellationToken.None);
        return [.. findings.Select(finding => $"{finding.Check} {finding.Subject}").Order()];
    }
}
