using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What each repository answers beyond what all of them do, and in which order.</summary>
public abstract class QueryConformance(TestDatabase database) : ConformanceTest(database)
{
    private DateTimeOffset Now => Database.Clock.GetUtcNow();

    [Fact]
    public async Task Automations_are_found_by_name_and_listed_by_it()
    {
        var names = new[] { Story.Name("b"), Story.Name("a"), Story.Name("c") };
        await using var uow = await Database.BeginAsync();
        foreach (var name in names)
            await uow.Automations.CreateAsync(new Automation(name));
        var inactive = new Automation(Story.Name("d"));
        await uow.Automations.CreateAsync(inactive);
        await uow.Automations.DeleteAsync(inactive.Id);

        Assert.Equal(names[0], (await uow.Automations.GetByNameAsync(names[0]))!.Name);
        Assert.Null(await uow.Automations.GetByNameAsync(inactive.Name));
        Assert.Null(await uow.Automations.GetByNameAsync("none of that name"));
        var listed = (await uow.Automations.ListActiveAsync(1000)).Select(a => a.Name).ToList();
        Assert.Equal(names.Order(), listed.Where(names.Contains));
        Assert.DoesNotContain(inactive.Name, listed);
    }

    [Fact]
    public async Task Batches_are_found_by_name_and_listed_newest_first()
    {
        var story = await Story.TellAsync(Database);
        Database.Clock.Advance(TimeSpan.FromSeconds(1));
        var newer = await Database.DoAsync(async uow =>
        {
            var batch = new Batch(story.Automation.Id, "newer");
            await uow.Batches.CreateAsync(batch);
            return batch;
        });
        await using var uow = await Database.BeginAsync();
        Assert.Equal(newer, await uow.Batches.GetByNameAsync(story.Automation.Id, "newer"));
        Assert.Equal([newer, story.Batch], await uow.Batches.ListByAutomationAsync(story.Automation.Id));
        Assert.Equal([newer], await uow.Batches.ListByAutomationAsync(story.Automation.Id, limit: 1));
        await uow.Batches.DeleteAsync(newer.Id);
        Assert.Equal([story.Batch], await uow.Batches.ListByAutomationAsync(story.Automation.Id));
        Assert.Equal(2, (await uow.Batches.ListByAutomationAsync(story.Automation.Id, includeSoftDeleted: true)).Count);
    }

    [Fact]
    public async Task Items_are_found_by_place_and_reference_and_listed_by_place()
    {
        var story = await Story.TellAsync(Database, items: 3);
        await using var uow = await Database.BeginAsync();
        Assert.Equal(story.Items[1], await uow.Items.GetBySequenceAsync(story.Batch.Id, 1));
        Assert.Null(await uow.Items.GetBySequenceAsync(story.Batch.Id, 9));
        Assert.Equal(story.Items[2], await uow.Items.GetByReferenceAsync(story.Batch.Id, "ref-2"));
        Assert.Null(await uow.Items.GetByReferenceAsync(story.Batch.Id, "ref-9"));
        Assert.Equal(story.Items, await uow.Items.ListByBatchAsync(story.Batch.Id));
        Assert.Equal([story.Items[0]], await uow.Items.ListByBatchAsync(story.Batch.Id, limit: 1));
    }

    [Fact]
    public async Task Runs_are_found_by_what_they_belong_to_and_where_they_stand()
    {
        var story = await Story.TellAsync(Database);
        var correlation = Guid.NewGuid().ToString();
        var (pending, running) = await Database.DoAsync(async uow =>
        {
            var waiting = new Run(story.Automation.Id, correlation);
            await uow.Runs.CreateAsync(waiting);
            var started = new Run(story.Automation.Id, correlation, parentRunId: waiting.Id);
            started.Start(Now);
            await uow.Runs.CreateAsync(started);
            return (waiting, started);
        });
        await using var uow = await Database.BeginAsync();
        var both = new[] { pending, running }.OrderByDescending(r => $"{r.Id}", StringComparer.Ordinal).ToList();
        Assert.Equal(both, await uow.Runs.ListByCorrelationIdAsync(correlation));
        Assert.Equal(both, await uow.Runs.ListByAutomationAsync(story.Automation.Id));
        Assert.Equal([pending], await uow.Runs.ListByAutomationAsync(story.Automation.Id, ExecutionStatus.Pending));
        Assert.Equal([running], await uow.Runs.ListRunningAsync(story.Automation.Id));
        Assert.Contains(running, await uow.Runs.ListRunningAsync());
        Assert.Contains(pending, await uow.Runs.ListByStatusAsync(ExecutionStatus.Pending));
        Assert.DoesNotContain(running, await uow.Runs.ListByStatusAsync(ExecutionStatus.Pending));
        Assert.Equal([running], await uow.Runs.ListAsync(Filter.Where("parent_run_id", pending.Id)));
        Assert.Equal(
            [running],
            await uow.Runs.ListAsync(Filter.Where("status", "processing").And("automationId", story.Automation.Id))
        );
        Assert.Equal(2, await uow.Runs.CountAsync(Filter.Where("driver", "MANUAL").And("correlationId", correlation)));
    }

    [Fact]
    public async Task Executions_are_found_by_run_batch_and_item()
    {
        var story = await Story.TellAsync(Database, items: 3);
        var (run, other) = await Database.DoAsync(async uow => (await story.RunAsync(uow), await story.RunAsync(uow)));
        await using var uow = await Database.BeginAsync();
        Assert.Equal(run.Batch, await uow.BatchExecutions.GetByRunAndBatchAsync(run.Run.Id, story.Batch.Id));
        Assert.Equal([run.Batch], await uow.BatchExecutions.ListByRunAsync(run.Run.Id));
        Assert.Equal(
            new[] { run.Batch, other.Batch }.OrderByDescending(b => $"{b.Id}", StringComparer.Ordinal),
            await uow.BatchExecutions.ListByBatchAsync(story.Batch.Id)
        );
        Assert.Equal(run.Items[1], await uow.ItemExecutions.GetByRunAndItemAsync(run.Run.Id, story.Items[1].Id));
        Assert.Equal(run.Items, await uow.ItemExecutions.ListByBatchExecutionAsync(run.Batch.Id));
        Assert.Equal(3, await uow.ItemExecutions.CountAsync(Filter.Where("runId", $"{run.Run.Id}")));
        Assert.Equal(
            [run.Items[2]],
            await uow.ItemExecutions.ListAsync(Filter.Where("runId", run.Run.Id).And("itemId", story.Items[2].Id))
        );
    }

    [Fact]
    public async Task Executions_of_deactivated_items_are_still_listed()
    {
        var story = await Story.TellAsync(Database, items: 2);
        var run = await Database.DoAsync(uow => story.RunAsync(uow));
        await Database.DoAsync(async uow =>
        {
            var loaded = await uow.Runs.GetOrThrowAsync(run.Run.Id);
            loaded.Cancel("over", Now);
            await uow.Runs.UpdateAsync(loaded);
            await uow.Items.DeleteAsync(story.Items[0].Id);
        });
        await using var uow = await Database.BeginAsync();
        Assert.Equal(2, (await uow.ItemExecutions.ListByBatchExecutionAsync(run.Batch.Id)).Count);
    }

    [Fact]
    public async Task Items_of_a_run_made_in_code_are_counted_and_listed_by_where_they_stand()
    {
        var story = await Story.TellAsync(Database, items: 3);
        var run = await Database.DoAsync(async uow =>
        {
            var told = await story.RunAsync(uow);
            told.Items[0].Start(Now);
            told.Items[0].Fail("exit:1", "no", Now);
            await uow.ItemExecutions.UpdateAsync(told.Items[0]);
            return told;
        });
        await using var uow = await Database.BeginAsync();
        var counts = await uow.ItemExecutions.CountByStatusAsync(run.Run.Id);
        Assert.Equal(Lifecycle.Statuses.Order(), counts.Keys.Order());
        Assert.Equal(
            (2, 1, 0),
            (counts[ExecutionStatus.Pending], counts[ExecutionStatus.Failed], counts[ExecutionStatus.Completed])
        );
        Assert.Equal([run.Items[0]], await uow.ItemExecutions.ListFailedAsync(run.Run.Id));
        Assert.Equal(
            run.Items.Skip(1).OrderBy(i => $"{i.Id}", StringComparer.Ordinal),
            await uow.ItemExecutions.ListPendingAsync(run.Run.Id)
        );
        Assert.Single(await uow.ItemExecutions.ListPendingAsync(run.Run.Id, limit: 1));
        Assert.Empty(await uow.ItemExecutions.ListPendingAsync(new(Guid.CreateVersion7())));
    }

    [Fact]
    public async Task Engines_instances_and_links_are_found_by_what_they_belong_to()
    {
        var story = await Story.TellAsync(Database);
        await using var uow = await Database.BeginAsync();
        var type = Guid.NewGuid().ToString("N");
        var engine = new Engine(Story.Name("z"), type);
        await uow.Engines.CreateAsync(engine);
        var first = new Engine(Story.Name("a"), type);
        await uow.Engines.CreateAsync(first);
        var instance = new OrchestrationInstance(engine.Id, "build/7");
        instance.Start(Now);
        await uow.OrchestrationInstances.CreateAsync(instance);
        var run = new Run(story.Automation.Id);
        await uow.Runs.CreateAsync(run);
        var link = new RunOrchestration(run.Id, instance.Id, Now);
        await uow.RunOrchestrations.CreateAsync(link);

        Assert.Equal(engine, await uow.Engines.GetByNameAsync(engine.Name));
        Assert.Equal([first, engine], await uow.Engines.ListByTypeAsync(type));
        Assert.Equal(instance, await uow.OrchestrationInstances.GetByExternalIdAsync(engine.Id, "build/7"));
        Assert.Equal([instance], await uow.OrchestrationInstances.ListByEngineAsync(engine.Id));
        Assert.Contains(instance, await uow.OrchestrationInstances.ListRunningAsync());
        Assert.Contains(instance, await uow.OrchestrationInstances.ListByStatusAsync(ExecutionStatus.Processing));
        Assert.Equal(link, await uow.RunOrchestrations.GetByRunAndInstanceAsync(run.Id, instance.Id));
        Assert.Equal([link], await uow.RunOrchestrations.ListByRunAsync(run.Id));
        Assert.Equal([link], await uow.RunOrchestrations.ListByInstanceAsync(instance.Id));
        Assert.Equal(
            1,
            await uow.OrchestrationInstances.CountAsync(Filter.Where("observation", "OK").And("engineId", engine.Id))
        );
    }

    [Fact]
    public async Task What_is_still_being_made_is_not_seen()
    {
        await using var rows = await StoredRows.OpenAsync(Database);
        var work = new StoredWork(rows);
        var automation = await work.AutomationAsync(Story.Name());
        var hidden = await work.BatchAsync(automation, Story.Name(), 1, hidden: true);
        var batch = await work.BatchAsync(automation, Story.Name(), 3);
        await rows.InsertAsync(
            "import_lease",
            ("batch_id", batch.Id),
            ("first_sequence_number", 1),
            ("owner", Guid.NewGuid()),
            ("lease_until", TestDatabase.Start)
        );
        var run = await work.RunAsync(automation, [(batch, [ExecutionStatus.Pending])], hidden: true);
        await rows.InsertAsync(
            "run_creation",
            ("run_id", run.Id),
            ("owner", Guid.NewGuid()),
            ("lease_until", TestDatabase.Start)
        );
        await using var uow = await Database.BeginAsync();
        Assert.Null(await uow.Batches.GetAsync(new(hidden.Id), includeSoftDeleted: true));
        Assert.Null(await uow.Batches.GetByNameAsync(new(automation), hidden.Name));
        Assert.Single(await uow.Items.ListByBatchAsync(new(batch.Id), includeSoftDeleted: true));
        Assert.Null(await uow.Items.GetBySequenceAsync(new(batch.Id), 2));
        Assert.Null(await uow.Runs.GetAsync(new(run.Id), includeSoftDeleted: true));
        Assert.Empty(await uow.Runs.ListByAutomationAsync(new(automation)));
        Assert.Empty(await uow.BatchExecutions.ListByRunAsync(new(run.Id)));
        Assert.False(await uow.ItemExecutions.ExistsAsync(new(run.Items[0].Id), includeSoftDeleted: true));
        Assert.Empty(await uow.ItemExecutions.ListByBatchExecutionAsync(new(run.BatchExecutions[0])));
        await Assert.ThrowsAsync<ReferencedEntityException>(() => uow.Automations.DeleteAsync(new(automation)));
    }
}
