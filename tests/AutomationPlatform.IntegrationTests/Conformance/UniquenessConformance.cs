using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What must be unique is, among active rows, and a refusal names the constraint and the values.</summary>
public abstract class UniquenessConformance(TestDatabase database) : ConformanceTest(database)
{
    [Fact]
    public async Task An_automations_name_is_taken_while_it_is_active()
    {
        var story = await Story.TellAsync(Database);
        var name = story.Automation.Name;
        await using var uow = await Database.BeginAsync();
        var refusal = await Assert.ThrowsAsync<DuplicateEntityException>(() =>
            uow.Automations.CreateAsync(new Automation(name))
        );
        AssertRefusal(refusal, nameof(Automation), "ux_automation_name", ("name", name));

        await uow.Automations.DeleteAsync(story.Automation.Id);
        await uow.Automations.CreateAsync(new Automation(name));
        await uow.CommitAsync();
    }

    [Fact]
    public async Task Activating_one_of_two_namesakes_is_refused()
    {
        var story = await Story.TellAsync(Database);
        await using var uow = await Database.BeginAsync();
        await uow.Automations.DeleteAsync(story.Automation.Id);
        await uow.Automations.CreateAsync(new Automation(story.Automation.Name));
        var former = await uow.Automations.GetOrThrowAsync(story.Automation.Id, includeSoftDeleted: true);
        former.Activate(Database.Clock.GetUtcNow());
        var refusal = await Assert.ThrowsAsync<DuplicateEntityException>(() => uow.Automations.UpdateAsync(former));
        AssertRefusal(refusal, nameof(Automation), "ux_automation_name", ("name", former.Name));
        await uow.CommitAsync();
    }

    [Fact]
    public async Task After_a_refused_change_the_unit_of_work_goes_on()
    {
        var taken = await Story.TellAsync(Database);
        var story = await Story.TellAsync(Database);
        await using var uow = await Database.BeginAsync();
        var automation = await uow.Automations.GetOrThrowAsync(story.Automation.Id);
        automation.Rename(taken.Automation.Name, Database.Clock.GetUtcNow());
        await Assert.ThrowsAsync<DuplicateEntityException>(() => uow.Automations.UpdateAsync(automation));

        var another = new Automation(Story.Name());
        await uow.Automations.CreateAsync(another);
        var free = Story.Name();
        automation.Rename(free, Database.Clock.GetUtcNow());
        await uow.Automations.UpdateAsync(automation);
        await uow.CommitAsync();

        await using var check = await Database.BeginAsync();
        Assert.Equal(free, (await check.Automations.GetOrThrowAsync(automation.Id)).Name);
        Assert.True(await check.Automations.ExistsAsync(another.Id));
    }

    [Fact]
    public async Task After_a_refused_creation_the_same_object_can_be_created()
    {
        var story = await Story.TellAsync(Database);
        await using var uow = await Database.BeginAsync();
        var automation = new Automation(story.Automation.Name, "with a definition");
        await Assert.ThrowsAsync<DuplicateEntityException>(() => uow.Automations.CreateAsync(automation));
        automation.Rename(Story.Name(), Database.Clock.GetUtcNow());
        await uow.Automations.CreateAsync(automation);
        await uow.CommitAsync();
        var definition = await Database.DoAsync(u => u.Automations.GetDefinitionAsync(automation.Id, 1));
        Assert.NotNull(definition);
    }

    [Fact]
    public async Task A_batchs_name_is_taken_within_its_automation()
    {
        var story = await Story.TellAsync(Database);
        var other = await Story.TellAsync(Database);
        Assert.Equal("batch", other.Batch.Name);
        await using var uow = await Database.BeginAsync();
        var refusal = await Assert.ThrowsAsync<DuplicateEntityException>(() =>
            uow.Batches.CreateAsync(new Batch(story.Automation.Id, "batch"))
        );
        AssertRefusal(
            refusal,
            nameof(Batch),
            "ux_batch_name",
            ("automation_id", $"{story.Automation.Id}"),
            ("name", "batch")
        );
    }

    [Fact]
    public async Task An_items_place_and_reference_are_taken_within_its_batch()
    {
        var story = await Story.TellAsync(Database);
        var batch = story.Batch.Id;
        await using var uow = await Database.BeginAsync();
        var place = await Assert.ThrowsAsync<DuplicateEntityException>(() => uow.Items.CreateAsync(new Item(batch, 0)));
        var reference = await Assert.ThrowsAsync<DuplicateEntityException>(() =>
            uow.Items.CreateAsync(new Item(batch, 1, reference: "ref-0"))
        );
        AssertRefusal(
            place,
            nameof(Item),
            "ux_item_sequence_number",
            ("batch_id", $"{batch}"),
            ("sequence_number", "0")
        );
        AssertRefusal(reference, nameof(Item), "ux_item_reference", ("batch_id", $"{batch}"), ("reference", "ref-0"));
        await uow.Items.CreateAsync(new Item(batch, 1));
        await uow.Items.CreateAsync(new Item(batch, 2));
        await uow.CommitAsync();
    }

    [Fact]
    public async Task A_batch_and_an_item_are_in_a_run_once()
    {
        var story = await Story.TellAsync(Database);
        await using var uow = await Database.BeginAsync();
        var run = await story.RunAsync(uow);
        var batch = await Assert.ThrowsAsync<DuplicateEntityException>(() =>
            uow.BatchExecutions.CreateAsync(new BatchExecution(run.Run.Id, story.Batch.Id))
        );
        var item = await Assert.ThrowsAsync<DuplicateEntityException>(() =>
            uow.ItemExecutions.CreateAsync(new ItemExecution(run.Run.Id, run.Batch.Id, story.Items[0].Id))
        );
        Assert.Equal("ux_batch_execution_run_batch", batch.Constraint);
        Assert.Equal("ux_item_execution_item_run", item.Constraint);
        await uow.CommitAsync();
    }

    [Fact]
    public async Task An_engines_name_an_external_id_and_a_link_are_taken_once()
    {
        var story = await Story.TellAsync(Database);
        await using var uow = await Database.BeginAsync();
        var (engine, instance) = await Story.EngineAsync(uow);
        var run = new Run(story.Automation.Id);
        await uow.Runs.CreateAsync(run);
        await uow.RunOrchestrations.CreateAsync(new RunOrchestration(run.Id, instance.Id, TestDatabase.Start));

        var name = await Assert.ThrowsAsync<DuplicateEntityException>(() =>
            uow.Engines.CreateAsync(new Engine(engine.Name, "argo"))
        );
        var external = await Assert.ThrowsAsync<DuplicateEntityException>(() =>
            uow.OrchestrationInstances.CreateAsync(new OrchestrationInstance(engine.Id, "build/1"))
        );
        var pair = await Assert.ThrowsAsync<DuplicateEntityException>(() =>
            uow.RunOrchestrations.CreateAsync(new RunOrchestration(run.Id, instance.Id, TestDatabase.Start))
        );
        AssertRefusal(name, nameof(Engine), "ux_engine_name", ("name", engine.Name));
        AssertRefusal(
            external,
            nameof(OrchestrationInstance),
            "ux_orchestration_instance_external_id",
            ("engine_id", $"{engine.Id}"),
            ("external_id", "build/1")
        );
        Assert.Equal("ux_run_orchestration_run_instance", pair.Constraint);
        await uow.CommitAsync();
    }

    [Fact]
    public async Task What_does_not_exist_cannot_be_referred_to()
    {
        var story = await Story.TellAsync(Database);
        await using var uow = await Database.BeginAsync();
        var run = await story.RunAsync(uow);
        var nothing = Guid.CreateVersion7();
        await Refused(() => uow.Batches.CreateAsync(new Batch(new(nothing), "batch")), "Automation");
        await Refused(() => uow.Items.CreateAsync(new Item(new(nothing), 0)), "Batch");
        await Refused(() => uow.Runs.CreateAsync(new Run(new(nothing))), "Automation");
        await Refused(() => uow.Runs.CreateAsync(new Run(story.Automation.Id, parentRunId: new(nothing))), "Run");
        await Refused(() => uow.BatchExecutions.CreateAsync(new BatchExecution(new(nothing), story.Batch.Id)), "Run");
        await Refused(() => uow.BatchExecutions.CreateAsync(new BatchExecution(run.Run.Id, new(nothing))), "Batch");
        await Refused(
            () => uow.ItemExecutions.CreateAsync(new ItemExecution(new(nothing), run.Batch.Id, story.Items[0].Id)),
            "Run"
        );
        await Refused(
            () => uow.ItemExecutions.CreateAsync(new ItemExecution(run.Run.Id, new(nothing), story.Items[0].Id)),
            "BatchExecution"
        );
        await Refused(
            () => uow.ItemExecutions.CreateAsync(new ItemExecution(run.Run.Id, run.Batch.Id, new(nothing))),
            "Item"
        );
        await Refused(
            () => uow.OrchestrationInstances.CreateAsync(new OrchestrationInstance(new(nothing), "build/1")),
            "Engine"
        );
        await uow.CommitAsync();

        async Task Refused(Func<Task> creation, string missing)
        {
            var refusal = await Assert.ThrowsAsync<EntityNotFoundException>(creation);
            Assert.Equal(missing, refusal.Entity);
            Assert.Contains($"{nothing}", refusal.Id, StringComparison.Ordinal);
        }
    }

    private static void AssertRefusal(
        DuplicateEntityException refusal,
        string entity,
        string constraint,
        params (string Column, string Value)[] values
    )
    {
        Assert.Equal((entity, constraint), (refusal.Entity, refusal.Constraint));
        Assert.Equal(values.ToDictionary(v => v.Column, v => v.Value), refusal.Values);
        Assert.All(values, value => Assert.Contains(value.Value, refusal.Message, StringComparison.Ordinal));
    }
}
