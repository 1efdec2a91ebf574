using System.Data.Common;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>History is written by each change, once, and stays; so does every definition.</summary>
public abstract class AppendOnlyConformance(TestDatabase database) : ConformanceTest(database)
{
    private DateTimeOffset Now => Database.Clock.GetUtcNow();

    [Fact]
    public async Task Each_status_change_leaves_one_row_of_history()
    {
        var story = await Story.TellAsync(Database);
        var item = await Database.DoAsync(
            async uow =>
            {
                var execution = (await story.RunAsync(uow, maxAttempts: 2)).Items[0];
                execution.Start(Now);
                await uow.ItemExecutions.UpdateAsync(execution);
                execution.Fail("exit:1", "it broke", Now);
                execution.Start(Now);
                await uow.ItemExecutions.UpdateAsync(execution);
                execution.Complete(Now, Payload.Parse("{}"));
                await uow.ItemExecutions.UpdateAsync(execution);
                return execution;
            },
            "worker"
        );
        await using var check = await Database.BeginAsync();
        var history = await check.ItemStateHistory.ListByItemExecutionAsync(item.Id);
        Assert.Equal(
            [
                (2, ExecutionStatus.Pending, ExecutionStatus.Processing, 1),
                (3, ExecutionStatus.Processing, ExecutionStatus.Retrying, 1),
                (4, ExecutionStatus.Retrying, ExecutionStatus.Processing, 2),
                (5, ExecutionStatus.Processing, ExecutionStatus.Completed, 2),
            ],
            history.Select(h => (h.Version, h.PreviousStatus, h.NewStatus, h.Attempt))
        );
        Assert.Equal(("exit:1", "it broke"), (history[1].Code, history[1].Message));
        Assert.All(history, row => Assert.Equal(("worker", Now), (row.CreatedBy, row.CreatedAt)));
        Assert.Equal(5, (await check.ItemStateHistory.GetLatestAsync(item.Id))!.Version);
        Assert.Null(await check.ItemStateHistory.GetLatestAsync(new(Guid.CreateVersion7())));
    }

    [Fact]
    public async Task Creation_leaves_no_history_and_a_start_before_it_does()
    {
        var story = await Story.TellAsync(Database, items: 2);
        await using var uow = await Database.BeginAsync();
        var run = new Run(story.Automation.Id);
        await uow.Runs.CreateAsync(run);
        var batch = new BatchExecution(run.Id, story.Batch.Id);
        await uow.BatchExecutions.CreateAsync(batch);
        var waiting = new ItemExecution(run.Id, batch.Id, story.Items[0].Id);
        await uow.ItemExecutions.CreateAsync(waiting);
        var started = new ItemExecution(run.Id, batch.Id, story.Items[1].Id);
        started.Start(Now);
        await uow.ItemExecutions.CreateAsync(started);
        Assert.Empty(await uow.ItemStateHistory.ListByItemExecutionAsync(waiting.Id));
        Assert.Single(await uow.ItemStateHistory.ListByItemExecutionAsync(started.Id));
    }

    [Fact]
    public async Task Two_changes_of_one_item_leave_the_history_of_the_first()
    {
        var story = await Story.TellAsync(Database);
        var id = (await Database.DoAsync(uow => story.RunAsync(uow))).Items[0].Id;
        await using var slow = await Database.BeginAsync();
        var stale = await slow.ItemExecutions.GetOrThrowAsync(id);
        await Database.DoAsync(async uow =>
        {
            var execution = await uow.ItemExecutions.GetOrThrowAsync(id);
            execution.Skip("first", Now);
            await uow.ItemExecutions.UpdateAsync(execution);
        });
        stale.Cancel("second", Now);
        await Assert.ThrowsAsync<ConcurrencyException>(() => slow.ItemExecutions.UpdateAsync(stale));
        await slow.ItemExecutions.RefreshAsync(stale);
        await slow.CommitAsync();
        await using var check = await Database.BeginAsync();
        var row = Assert.Single(await check.ItemStateHistory.ListByItemExecutionAsync(id));
        Assert.Equal("first", row.Reason);
    }

    [Theory]
    [InlineData("UPDATE item_state_history SET reason = 'other'")]
    [InlineData("DELETE FROM item_state_history")]
    [InlineData("UPDATE definition_version SET number = number + 1")]
    [InlineData("DELETE FROM definition_version")]
    public async Task The_database_itself_refuses_to_change_them(string statement)
    {
        var story = await Story.TellAsync(Database);
        var id = await SkippedItemAsync(story);
        var refusal = await Assert.ThrowsAnyAsync<DbException>(() => Database.ExecuteAsync(statement));
        Assert.Contains("append-only", refusal.Message, StringComparison.Ordinal);
        await using var check = await Database.BeginAsync();
        Assert.Single(await check.ItemStateHistory.ListByItemExecutionAsync(id));
        Assert.NotNull(await check.Automations.GetDefinitionAsync(story.Automation.Id, 1));
    }

    [Fact]
    public async Task Each_definition_stays_as_it_was()
    {
        var first = new Schema("""{"type":"object"}""");
        var second = new Schema("""{"type":"array"}""");
        var settings = AutomationSettings.Default with
        {
            Handler = new CommandHandlerDefinition(["python3", "handle.py"]),
            Retry = new RetryPolicy { MaxAttempts = 3 },
        };
        var automation = new Automation(Story.Name(), itemSchema: first, settings: settings);
        await Database.DoAsync(uow => uow.Automations.CreateAsync(automation), "maker");
        await Database.DoAsync(async uow =>
        {
            var loaded = await uow.Automations.GetOrThrowAsync(automation.Id);
            Assert.Equal(settings, loaded.Settings);
            Assert.Equal(first, loaded.ItemSchema);
            loaded.UpdateSchemas(Now, itemSchema: second);
            await uow.Automations.UpdateAsync(loaded);
        });
        await using var check = await Database.BeginAsync();
        var one = await check.Automations.GetDefinitionAsync(automation.Id, 1);
        var two = await check.Automations.GetDefinitionAsync(automation.Id, 2);
        Assert.Equal(new DefinitionVersion(automation.Id, 1, new(null, first, settings)), one);
        Assert.Equal(new DefinitionVersion(automation.Id, 2, new(null, second, settings)), two);
        Assert.Null(await check.Automations.GetDefinitionAsync(automation.Id, 3));
    }

    protected async Task<ItemExecutionId> SkippedItemAsync(Story story)
    {
        var execution = await Database.DoAsync(async uow =>
        {
            var item = (await story.RunAsync(uow)).Items[0];
            item.Skip("left out", Now);
            await uow.ItemExecutions.UpdateAsync(item);
            return item;
        });
        return execution.Id;
    }
}
