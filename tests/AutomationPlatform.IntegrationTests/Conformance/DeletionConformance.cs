using AutomationPlatform.Application;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What is removed goes with what is below it, and nothing goes that something else needs.</summary>
public abstract class DeletionConformance(TestDatabase database) : ConformanceTest(database)
{
    private DateTimeOffset Now => Database.Clock.GetUtcNow();

    [Fact]
    public async Task An_automation_goes_with_its_batches_items_and_definitions()
    {
        var story = await Story.TellAsync(Database, items: 3);
        await using (var uow = await Database.BeginAsync())
        {
            var batch = await uow.Batches.GetOrThrowAsync(story.Batch.Id);
            await uow.Automations.DeleteAsync(story.Automation.Id, soft: false, expectedVersion: 1);
            Assert.Null(await uow.Batches.GetAsync(batch.Id));
            await uow.CommitAsync();
        }
        await using var check = await Database.BeginAsync();
        Assert.False(await check.Automations.ExistsAsync(story.Automation.Id, includeSoftDeleted: true));
        Assert.False(await check.Batches.ExistsAsync(story.Batch.Id, includeSoftDeleted: true));
        Assert.False(await check.Items.ExistsAsync(story.Items[2].Id, includeSoftDeleted: true));
        Assert.Null(await check.Automations.GetDefinitionAsync(story.Automation.Id, 1));
    }

    [Fact]
    public async Task An_automation_goes_with_what_its_rate_left()
    {
        var story = await Story.TellAsync(Database);
        await using (var rows = await StoredRows.OpenAsync(Database))
            await rows.InsertAsync(
                "rate_bucket",
                ("automation_id", story.Automation.Id.Value),
                ("tokens", 1),
                ("refilled_at", Now)
            );

        await Database.DoAsync(uow => uow.Automations.DeleteAsync(story.Automation.Id, soft: false));

        Assert.Equal(
            "0",
            $"{await Database.ScalarAsync($"SELECT count(*) FROM rate_bucket WHERE automation_id = '{story.Automation.Id}'")}"
        );
    }

    [Fact]
    public async Task A_batch_goes_with_its_items()
    {
        var story = await Story.TellAsync(Database, items: 2);
        await Database.DoAsync(uow => uow.Batches.DeleteAsync(story.Batch.Id, soft: false));
        await using var check = await Database.BeginAsync();
        Assert.True(await check.Automations.ExistsAsync(story.Automation.Id));
        Assert.Equal(
            0,
            await check.Items.CountAsync(Filter.Where("batchId", story.Batch.Id), includeSoftDeleted: true)
        );
    }

    [Fact]
    public async Task A_deactivated_one_can_be_removed()
    {
        var story = await Story.TellAsync(Database);
        await Database.DoAsync(uow => uow.Automations.DeleteAsync(story.Automation.Id));
        await Database.DoAsync(uow => uow.Automations.DeleteAsync(story.Automation.Id, soft: false));
        Assert.False(
            await Database.DoAsync(uow => uow.Automations.ExistsAsync(story.Automation.Id, includeSoftDeleted: true))
        );
    }

    [Fact]
    public async Task What_a_run_refers_to_stays()
    {
        var story = await Story.TellAsync(Database);
        var run = await Database.DoAsync(uow => story.RunAsync(uow));
        await Database.DoAsync(async uow => await EndAsync(uow, run.Run.Id));
        await using var uow = await Database.BeginAsync();
        await RefusedAsync(uow.Automations.DeleteAsync(story.Automation.Id, soft: false), run.Run.Id);
        await RefusedAsync(uow.Batches.DeleteAsync(story.Batch.Id, soft: false), run.Run.Id);
        await RefusedAsync(uow.Items.DeleteAsync(story.Items[0].Id, soft: false), run.Run.Id);
        await uow.CommitAsync();
        Assert.True(await Database.DoAsync(u => u.Items.ExistsAsync(story.Items[0].Id)));
    }

    [Fact]
    public async Task Executions_leave_by_retention_alone()
    {
        var story = await Story.TellAsync(Database);
        var run = await Database.DoAsync(uow => story.RunAsync(uow));
        await using var uow = await Database.BeginAsync();
        await Assert.ThrowsAsync<ReferencedEntityException>(() => uow.Runs.DeleteAsync(run.Run.Id, soft: false));
        await Assert.ThrowsAsync<ReferencedEntityException>(() =>
            uow.BatchExecutions.DeleteAsync(run.Batch.Id, soft: false)
        );
        await Assert.ThrowsAsync<ReferencedEntityException>(() =>
            uow.ItemExecutions.DeleteAsync(run.Items[0].Id, soft: false)
        );
    }

    [Fact]
    public async Task What_an_unfinished_run_uses_cannot_be_deactivated()
    {
        var story = await Story.TellAsync(Database);
        var run = await Database.DoAsync(uow => story.RunAsync(uow));
        await using (var uow = await Database.BeginAsync())
        {
            await RefusedAsync(uow.Automations.DeleteAsync(story.Automation.Id), run.Run.Id);
            await RefusedAsync(uow.Batches.DeleteAsync(story.Batch.Id), run.Run.Id);
            await RefusedAsync(uow.Items.DeleteAsync(story.Items[0].Id), run.Run.Id);
            await uow.CommitAsync();
        }
        await Database.DoAsync(uow => EndAsync(uow, run.Run.Id));
        await Database.DoAsync(async uow =>
        {
            await uow.Items.DeleteAsync(story.Items[0].Id);
            await uow.Batches.DeleteAsync(story.Batch.Id);
            await uow.Automations.DeleteAsync(story.Automation.Id);
        });
        Assert.False(await Database.DoAsync(u => u.Automations.ExistsAsync(story.Automation.Id)));
    }

    [Fact]
    public async Task A_refused_deactivation_stores_nothing_with_the_next_change()
    {
        var story = await Story.TellAsync(Database);
        await Database.DoAsync(uow => story.RunAsync(uow));
        await using (var uow = await Database.BeginAsync())
        {
            await Assert.ThrowsAsync<ReferencedEntityException>(() => uow.Batches.DeleteAsync(story.Batch.Id));
            await uow.Engines.CreateAsync(new Engine(Story.Name(), "jenkins"));
            await uow.CommitAsync();
        }
        Assert.True(await Database.DoAsync(u => u.Batches.ExistsAsync(story.Batch.Id)));
    }

    [Fact]
    public async Task Payloads_that_a_run_refers_to_cannot_change()
    {
        var story = await Story.TellAsync(Database);
        await using (var uow = await Database.BeginAsync())
        {
            var early = await uow.Items.GetOrThrowAsync(story.Items[0].Id);
            early.UpdatePayload(Payload.Parse("1"), Now);
            await uow.Items.UpdateAsync(early);
            await uow.CommitAsync();
        }
        var run = await Database.DoAsync(uow => story.RunAsync(uow));
        await using var late = await Database.BeginAsync();
        var item = await late.Items.GetOrThrowAsync(story.Items[0].Id);
        item.UpdatePayload(Payload.Parse("2"), Now);
        await RefusedAsync(late.Items.UpdateAsync(item), run.Run.Id);
        var batch = await late.Batches.GetOrThrowAsync(story.Batch.Id);
        batch.UpdatePayload(payload: null, Now);
        await RefusedAsync(late.Batches.UpdateAsync(batch), run.Run.Id);
        await late.CommitAsync();
        Assert.Equal(
            Payload.Parse("1"),
            (await Database.DoAsync(u => u.Items.GetOrThrowAsync(story.Items[0].Id))).Payload
        );
    }

    [Fact]
    public async Task An_engine_goes_with_its_instances_and_links_once_their_runs_have_ended()
    {
        var story = await Story.TellAsync(Database);
        var run = new Run(story.Automation.Id);
        var (engine, instance, link) = await Database.DoAsync(async uow =>
        {
            await uow.Runs.CreateAsync(run);
            var (made, build) = await Story.EngineAsync(uow);
            var attached = new RunOrchestration(run.Id, build.Id, Now);
            await uow.RunOrchestrations.CreateAsync(attached);
            return (made, build, attached);
        });
        await using (var uow = await Database.BeginAsync())
        {
            await RefusedAsync(uow.Engines.DeleteAsync(engine.Id), run.Id);
            await RefusedAsync(uow.Engines.DeleteAsync(engine.Id, soft: false), run.Id);
            await RefusedAsync(uow.OrchestrationInstances.DeleteAsync(instance.Id), run.Id);
            await RefusedAsync(uow.OrchestrationInstances.DeleteAsync(instance.Id, soft: false), run.Id);
            await uow.CommitAsync();
        }
        await Database.DoAsync(uow => EndAsync(uow, run.Id));
        await Database.DoAsync(uow => uow.Engines.DeleteAsync(engine.Id, soft: false));
        await using var check = await Database.BeginAsync();
        Assert.False(await check.Engines.ExistsAsync(engine.Id, includeSoftDeleted: true));
        Assert.False(await check.OrchestrationInstances.ExistsAsync(instance.Id, includeSoftDeleted: true));
        Assert.False(await check.RunOrchestrations.ExistsAsync(link.Id, includeSoftDeleted: true));
    }

    private async Task EndAsync(IUnitOfWork uow, RunId id)
    {
        var run = await uow.Runs.GetOrThrowAsync(id);
        run.Cancel("the test is over", Now);
        await uow.Runs.UpdateAsync(run);
    }

    private static async Task RefusedAsync(Task deletion, RunId run)
    {
        var refusal = await Assert.ThrowsAsync<ReferencedEntityException>(() => deletion);
        Assert.Contains($"{run}", refusal.ReferredBy, StringComparison.Ordinal);
    }
}
