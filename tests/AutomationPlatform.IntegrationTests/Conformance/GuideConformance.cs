using AutomationPlatform.Application;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What <c>docs/unit-of-work.md</c> and <c>docs/value-objects.md</c> show, run.</summary>
public abstract class GuideConformance(TestDatabase database) : ConformanceTest(database)
{
    [Fact]
    public async Task A_unit_of_work_changes_what_it_loaded()
    {
        var unitOfWorkFactory = Database.Get<IUnitOfWorkFactory>();
        var clock = Database.Get<TimeProvider>();
        await Database.DoAsync(work => work.Automations.CreateAsync(new Automation("Data Import")));

        await using var uow = await unitOfWorkFactory.BeginAsync(user: "admin");
        var automation = await uow.Automations.GetByNameAsync("Data Import");
        automation!.Describe("Imports customers", clock.GetUtcNow());
        await uow.Automations.UpdateAsync(automation);
        await uow.CommitAsync();

        var stored = await Database.DoAsync(work => work.Automations.GetOrThrowAsync(automation.Id));
        Assert.Equal(("Imports customers", "admin"), (stored.Description, stored.UpdatedBy));
    }

    [Fact]
    public async Task A_filter_holds_all_of_its_conditions()
    {
        var story = await Story.TellAsync(Database, items: 2);
        var (run, _, items) = await Database.DoAsync(work => story.RunAsync(work));
        await Database.DoAsync(work => story.RunAsync(work));
        await Database.DoAsync(async work =>
        {
            var item = await work.ItemExecutions.GetOrThrowAsync(items[1].Id);
            item.Start(Database.Clock.GetUtcNow());
            item.FailForGood("no-name", "It has no name.", Database.Clock.GetUtcNow());
            await work.ItemExecutions.UpdateAsync(item);
        });

        var failed = Filter.Where("status", ExecutionStatus.Failed).And("runId", run.Id);

        var found = await Database.DoAsync(work => work.ItemExecutions.ListAsync(failed));
        Assert.Equal(items[1].Id, Assert.Single(found).Id);
    }
}
