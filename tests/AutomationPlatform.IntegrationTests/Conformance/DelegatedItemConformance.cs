using AutomationPlatform.Application;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>Items of runs that were handed to an engine are started and answered one by one, under a fence.</summary>
public abstract class DelegatedItemConformance(TestDatabase database) : ConformanceTest(database)
{
    private DelegatedItems Items => Database.Get<DelegatedItems>();

    [Fact]
    public async Task An_item_is_started_and_completed_under_its_fence()
    {
        var item = (await DelegateAsync()).Items[0].Id;

        var fence = await Items.StartAsync(item, "job-1");
        await Items.CompleteAsync(item, fence, Payload.Parse("""{"done":true}"""), "job-1");

        var stored = await StoredAsync(item);
        Assert.Equal((ExecutionStatus.Completed, 1, 3), (stored.Status, stored.AttemptCount, stored.Version));
        Assert.Equal(2, fence);
        Assert.Equal(Payload.Parse("""{"done":true}"""), stored.ResultPayload);
        var history = await Database.DoAsync(uow => uow.ItemStateHistory.ListByItemExecutionAsync(item));
        Assert.Equal(
            [(ExecutionStatus.Processing, "job-1", 1), (ExecutionStatus.Completed, "job-1", 1)],
            history.Select(row => (row.NewStatus, row.CreatedBy, row.Attempt))
        );
    }

    [Fact]
    public async Task An_answer_under_another_fence_is_refused_and_says_both()
    {
        var item = (await DelegateAsync(maxAttempts: 2)).Items[0].Id;
        var first = await Items.StartAsync(item);
        Assert.Equal(ExecutionStatus.Retrying, await FailAsync(item, first));
        var second = await Items.StartAsync(item);

        var refusal = await Assert.ThrowsAsync<ConcurrencyException>(() =>
            Items.CompleteAsync(item, first, result: null)
        );

        Assert.Equal((first, second), (refusal.ExpectedVersion, refusal.ActualVersion));
        await Assert.ThrowsAsync<ConcurrencyException>(() => FailAsync(item, first));
        Assert.Equal(ExecutionStatus.Processing, (await StoredAsync(item)).Status);
    }

    [Fact]
    public async Task A_failure_is_retried_while_attempts_remain_and_a_business_failure_never()
    {
        var run = await DelegateAsync(items: 3, maxAttempts: 2);
        Assert.Equal(ExecutionStatus.Retrying, await FailAsync(run.Items[0].Id));
        Assert.Equal(ExecutionStatus.Failed, await FailAsync(run.Items[0].Id));
        Assert.Equal(ExecutionStatus.Failed, await FailAsync(run.Items[1].Id, kind: FailureKind.Business));
        await Assert.ThrowsAsync<InvalidStateException>(() => Items.StartAsync(run.Items[1].Id));

        var single = await DelegateAsync(maxAttempts: null);
        Assert.Equal(ExecutionStatus.Failed, await FailAsync(single.Items[0].Id));
        var stored = await StoredAsync(single.Items[0].Id);
        Assert.Equal(("network", "no answer"), (stored.ErrorCode, stored.ErrorMessage));
    }

    [Fact]
    public async Task Of_starts_at_once_one_succeeds()
    {
        var item = (await DelegateAsync(maxAttempts: 5)).Items[0].Id;

        var fences = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => TryStartAsync(item))));

        Assert.Equal(2, Assert.Single(fences, fence => fence is not null));
        Assert.Equal(1, (await StoredAsync(item)).AttemptCount);
    }

    [Fact]
    public async Task Items_of_other_runs_are_refused()
    {
        var story = await Story.TellAsync(Database);
        var manual = await Database.DoAsync(uow => story.RunAsync(uow));
        await Assert.ThrowsAsync<ConflictException>(() => Items.StartAsync(manual.Items[0].Id));
        await Assert.ThrowsAsync<EntityNotFoundException>(() => Items.StartAsync(new(Guid.CreateVersion7())));
    }

    [Fact]
    public async Task Nothing_is_started_in_a_run_that_is_paused_being_cancelled_or_over()
    {
        var now = Database.Clock.GetUtcNow();
        foreach (var stop in (Action<Run>[])[run => run.Pause("later", now), run => run.RequestCancel("no", now), End])
        {
            var run = await DelegateAsync();
            await Database.DoAsync(async uow =>
            {
                var loaded = await uow.Runs.GetOrThrowAsync(run.Run.Id);
                stop(loaded);
                await uow.Runs.UpdateAsync(loaded);
            });
            await Assert.ThrowsAsync<ConflictException>(() => Items.StartAsync(run.Items[0].Id));
        }

        void End(Run run)
        {
            run.Start(now);
            run.Complete(now);
        }
    }

    [Fact]
    public async Task Workers_never_touch_a_run_of_an_engine()
    {
        var run = await DelegateAsync();
        var queue = Database.Get<IWorkQueue>();
        var worker = new WorkerIdentity(new(Guid.CreateVersion7()), "host:1", "host", 1, Shard: null);
        await queue.JoinAsync(worker, TimeSpan.FromMinutes(1), CancellationToken.None);

        Assert.DoesNotContain(await queue.ListOpenRunsAsync(CancellationToken.None), open => open.Id == run.Run.Id);
        var claim = await queue.ClaimAsync(
            new(new(Guid.CreateVersion7()), worker, run.Run.Id, AfterPosition: -1, Limit: 10),
            CancellationToken.None
        );
        Assert.Empty(claim.Items);
        await Items.CompleteAsync(run.Items[0].Id, await Items.StartAsync(run.Items[0].Id), result: null);
        Assert.Null(await queue.EndIfDoneAsync(run.Run.Id, CancellationToken.None));
        var findings = await Database.Get<IDatabase>().ExamineAsync(repair: false, null, CancellationToken.None);
        Assert.DoesNotContain(findings, f => f.Subject.Contains($"{run.Run.Id}", StringComparison.Ordinal));
        Assert.Equal(
            RunDriver.Engine,
            (await Database.Get<IRunReader>().GetAsync(run.Run.Id, CancellationToken.None)).Driver
        );
    }

    private async Task<StoryRun> DelegateAsync(int items = 1, int? maxAttempts = 3)
    {
        var story = await Story.TellAsync(Database, items);
        return await Database.DoAsync(uow =>
            story.RunAsync(uow, maxAttempts, Run.ForEngine(story.Automation.Id, "x-1"))
        );
    }

    private async Task<ExecutionStatus> FailAsync(
        ItemExecutionId item,
        int? fence = null,
        FailureKind kind = FailureKind.Technical
    ) =>
        await Items.FailAsync(
            item,
            fence ?? await Items.StartAsync(item),
            new ItemFailed("network", "no answer", kind)
        );

    private async Task<int?> TryStartAsync(ItemExecutionId item)
    {
        try
        {
            return await Items.StartAsync(item);
        }
        catch (Exception refused) when (refused is ConcurrencyException or InvalidStateException)
        {
            return null;
        }
    }

    private Task<ItemExecution> StoredAsync(ItemExecutionId item) =>
        Database.DoAsync(uow => uow.ItemExecutions.GetOrThrowAsync(item));
}
