using AutomationPlatform.Application.Events;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>One transaction, one identity map, one user; events after the commit and only then.</summary>
public abstract class UnitOfWorkConformance(TestDatabase database) : ConformanceTest(database)
{
    [Fact]
    public async Task What_is_committed_is_there_for_others()
    {
        var automation = new Automation(Story.Name());
        await using (var uow = await Database.BeginAsync())
        {
            await uow.Automations.CreateAsync(automation);
            await uow.CommitAsync();
        }
        Assert.True(await Database.DoAsync(uow => uow.Automations.ExistsAsync(automation.Id)));
    }

    [Fact]
    public async Task Rolling_back_leaves_nothing()
    {
        var automation = new Automation(Story.Name());
        await using (var uow = await Database.BeginAsync())
        {
            await uow.Automations.CreateAsync(automation);
            await uow.RollbackAsync();
        }
        Assert.False(await Database.DoAsync(uow => uow.Automations.ExistsAsync(automation.Id)));
    }

    [Fact]
    public async Task Disposing_without_commit_leaves_nothing()
    {
        var automation = new Automation(Story.Name());
        await using (var uow = await Database.BeginAsync())
            await uow.Automations.CreateAsync(automation);
        Assert.False(await Database.DoAsync(uow => uow.Automations.ExistsAsync(automation.Id)));
    }

    [Fact]
    public async Task An_exception_in_a_transaction_leaves_nothing()
    {
        var automation = new Automation(Story.Name());
        await Assert.ThrowsAsync<TimeoutException>(() =>
            Database.DoAsync(async uow =>
            {
                await uow.Automations.CreateAsync(automation);
                throw new TimeoutException();
            })
        );
        Assert.False(await Database.DoAsync(uow => uow.Automations.ExistsAsync(automation.Id)));
    }

    [Fact]
    public async Task After_its_end_the_repositories_refuse_further_use()
    {
        var automation = new Automation(Story.Name());
        await using var uow = await Database.BeginAsync();
        await uow.Automations.CreateAsync(automation);
        await uow.CommitAsync();
        var id = automation.Id;
        await Assert.ThrowsAsync<InvalidOperationException>(() => uow.Automations.GetAsync(id));
        await Assert.ThrowsAsync<InvalidOperationException>(() => uow.Automations.GetOrThrowAsync(id));
        await Assert.ThrowsAsync<InvalidOperationException>(() => uow.Automations.ListAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => uow.Automations.CountAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => uow.Automations.ExistsAsync(id));
        await Assert.ThrowsAsync<InvalidOperationException>(() => uow.Automations.CreateAsync(new Automation("x")));
        await Assert.ThrowsAsync<InvalidOperationException>(() => uow.Automations.UpdateAsync(automation));
        await Assert.ThrowsAsync<InvalidOperationException>(() => uow.Automations.DeleteAsync(id));
        await Assert.ThrowsAsync<InvalidOperationException>(() => uow.Automations.RefreshAsync(automation));
        await Assert.ThrowsAsync<InvalidOperationException>(() => uow.ItemStateHistory.GetLatestAsync(default));
        await Assert.ThrowsAsync<InvalidOperationException>(() => uow.CommitAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => uow.RollbackAsync());
    }

    [Fact]
    public async Task The_same_row_loaded_twice_is_the_same_object()
    {
        var story = await Story.TellAsync(Database);
        await using var uow = await Database.BeginAsync();
        var byId = await uow.Automations.GetAsync(story.Automation.Id);
        var byName = await uow.Automations.GetByNameAsync(story.Automation.Name);
        var listed = await uow.Automations.ListAsync(Filter.Where("id", story.Automation.Id));
        Assert.Same(byId, byName);
        Assert.Same(byId, Assert.Single(listed));
    }

    [Fact]
    public async Task What_was_just_created_is_found_as_the_same_object()
    {
        await using var uow = await Database.BeginAsync();
        var automation = new Automation(Story.Name());
        await uow.Automations.CreateAsync(automation);
        Assert.Same(automation, await uow.Automations.GetAsync(automation.Id));
    }

    [Fact]
    public async Task Creation_is_stamped_by_clock_and_user()
    {
        await using var uow = await Database.BeginAsync("maker");
        var automation = new Automation(Story.Name());
        await uow.Automations.CreateAsync(automation);
        await uow.CommitAsync();
        var stored = await Database.DoAsync(u => u.Automations.GetOrThrowAsync(automation.Id));
        var now = Database.Clock.GetUtcNow();
        Assert.Equal(new AuditInfo(now, "maker", now, "maker"), stored.Audit);
        Assert.Equal(1, stored.Version);
    }

    [Fact]
    public async Task A_change_is_stamped_by_its_user()
    {
        var story = await Story.TellAsync(Database);
        var later = Database.Clock.GetUtcNow().AddMinutes(1);
        await Database.DoAsync(
            async uow =>
            {
                var automation = await uow.Automations.GetOrThrowAsync(story.Automation.Id);
                automation.Describe("changed", later);
                await uow.Automations.UpdateAsync(automation);
            },
            "changer"
        );
        var stored = await Database.DoAsync(u => u.Automations.GetOrThrowAsync(story.Automation.Id));
        Assert.Equal("changer", stored.UpdatedBy);
        Assert.Equal(later, stored.UpdatedAt);
        Assert.Null(stored.CreatedBy);
        Assert.Equal(2, stored.Version);
    }

    [Fact]
    public async Task Events_are_told_after_the_commit_in_order()
    {
        var told = new List<DomainEvent>();
        var story = await Story.TellAsync(Database);
        using var listening = Database.Get<IEventBus>().Subscribe(new Listener<RunFailed>(told.Add, Involves(story)));
        using var also = Database.Get<IEventBus>().Subscribe(new Listener<RunCompleted>(told.Add, Involves(story)));
        await using var uow = await Database.BeginAsync();
        var first = await EndedRunAsync(run => run.Fail("no", Database.Clock.GetUtcNow()));
        var second = await EndedRunAsync(run => run.Complete(Database.Clock.GetUtcNow()));
        Assert.Empty(told);
        await uow.CommitAsync();
        Assert.Equal([first, second], told.Select(e => e is RunFailed failed ? failed.RunId : ((RunCompleted)e).RunId));

        async Task<RunId> EndedRunAsync(Action<Run> end)
        {
            var run = new Run(story.Automation.Id);
            await uow.Runs.CreateAsync(run);
            run.Start(Database.Clock.GetUtcNow());
            end(run);
            await uow.Runs.UpdateAsync(run);
            return run.Id;
        }
    }

    [Fact]
    public async Task Events_are_told_only_of_what_was_committed()
    {
        var told = new List<DomainEvent>();
        var story = await Story.TellAsync(Database);
        using var listening = Database.Get<IEventBus>().Subscribe(new Listener<RunFailed>(told.Add, Involves(story)));
        await using (var uow = await Database.BeginAsync())
        {
            await uow.Runs.CreateAsync(Failed(new Run(story.Automation.Id)));
            await uow.RollbackAsync();
        }
        await using (var uow = await Database.BeginAsync())
        {
            var run = new Run(story.Automation.Id);
            await uow.Runs.CreateAsync(run);
            Failed(run);
            await uow.CommitAsync();
        }
        Assert.Empty(told);

        Run Failed(Run run)
        {
            run.Start(Database.Clock.GetUtcNow());
            run.Fail("no", Database.Clock.GetUtcNow());
            return run;
        }
    }

    [Fact]
    public async Task A_failing_handler_undoes_nothing_and_stops_no_other()
    {
        var told = new List<DomainEvent>();
        var story = await Story.TellAsync(Database);
        var bus = Database.Get<IEventBus>();
        using var failing = bus.Subscribe(
            new Listener<DomainEvent>(_ => throw new TimeoutException(), e => Involves(story)(e))
        );
        using var listening = bus.Subscribe(new Listener<RunCompleted>(told.Add, Involves(story)));
        var run = new Run(story.Automation.Id);
        await Database.DoAsync(async uow =>
        {
            run.Start(Database.Clock.GetUtcNow());
            run.Complete(Database.Clock.GetUtcNow());
            await uow.Runs.CreateAsync(run);
        });
        Assert.Single(told);
        Assert.True(await Database.DoAsync(uow => uow.Runs.ExistsAsync(run.Id)));
    }

    [Fact]
    public async Task An_entity_of_another_unit_of_work_is_refused()
    {
        var story = await Story.TellAsync(Database);
        await using var uow = await Database.BeginAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => uow.Automations.UpdateAsync(story.Automation));
        await Assert.ThrowsAsync<InvalidOperationException>(() => uow.Automations.RefreshAsync(story.Automation));
    }

    private static Func<DomainEvent, bool> Involves(Story story) =>
        told =>
            told is RunFailed failed && failed.AutomationId == story.Automation.Id
            || told is RunCompleted completed && completed.AutomationId == story.Automation.Id;

    private sealed class Listener<TEvent>(Action<TEvent> hear, Func<DomainEvent, bool> wanted)
        : IDomainEventHandler<TEvent>
        where TEvent : DomainEvent
    {
        public Task HandleAsync(TEvent domainEvent, CancellationToken cancellationToken)
        {
            if (wanted(domainEvent))
                hear(domainEvent);
            return Task.CompletedTask;
        }
    }
}
