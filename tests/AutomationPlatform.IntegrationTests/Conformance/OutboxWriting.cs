using System.Text.Json;
using AutomationPlatform.Application.Events;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.IntegrationTests.Databases;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What is written into the outbox, by whichever path it happened.</summary>
public abstract class OutboxWriting(TestDatabase database)
{
    [Fact]
    public async Task A_run_tells_its_whole_story_in_order()
    {
        await using var stage = await OutboxStage.SetAsync(database, items: 2);
        var webhook = await stage.SubscribeAsync();

        await FailAsync(stage);

        string[] expected =
        [
            "apc.run.started",
            "apc.item.failed",
            "apc.item.failed",
            "apc.item.failed",
            "apc.item.failed-for-good",
            "apc.batch.failed",
            "apc.run.failed",
        ];
        Assert.Equal(expected, await stage.TypesAsync(webhook));
    }

    [Fact]
    public async Task A_run_that_goes_well_tells_little()
    {
        await using var stage = await OutboxStage.SetAsync(database, items: 3);
        var webhook = await stage.SubscribeAsync();
        var worker = await stage.Work.JoinAsync();

        await stage.Work.CompleteAsync(worker, await stage.Work.ClaimAsync(worker));
        await stage.Work.EndIfDoneAsync();

        Assert.Equal(["apc.run.started", "apc.batch.completed", "apc.run.completed"], await stage.TypesAsync(webhook));
        var end = (await stage.WaitingAsync(webhook))[^1].Delivery;
        using var data = JsonDocument.Parse(end.Data);
        Assert.Equal(3, data.RootElement.GetProperty("items").GetProperty("completed").GetInt64());
        Assert.Equal((end.StreamId, end.Subject), (stage.Work.Run.Value, stage.Work.Run.Value));
    }

    [Fact]
    public async Task Nothing_is_written_where_nobody_subscribes()
    {
        await using var stage = await OutboxStage.SetAsync(database, items: 2);

        await FailAsync(stage);

        Assert.Equal("0", await stage.Work.ScalarAsync("SELECT count(*) FROM delivery"));
        Assert.Equal("0", await stage.Work.ScalarAsync("SELECT count(*) FROM run_milestone WHERE run_id = @run"));
    }

    [Fact]
    public async Task Only_what_is_wanted_is_written()
    {
        await using var stage = await OutboxStage.SetAsync(database, items: 2);
        var ends = await stage.SubscribeAsync("apc.run.failed", "apc.run.completed");
        var losses = await stage.SubscribeAsync("apc.item.failed-for-good");

        await FailAsync(stage);

        Assert.Equal(["apc.run.failed"], await stage.TypesAsync(ends));
        Assert.Equal(["apc.item.failed-for-good"], await stage.TypesAsync(losses));
        Assert.Equal("2", await stage.Work.ScalarAsync("SELECT count(*) FROM delivery"));
    }

    [Fact]
    public async Task An_answer_that_came_too_late_tells_nothing()
    {
        await using var stage = await OutboxStage.SetAsync(database);
        var worker = await stage.Work.JoinAsync();
        var claim = await stage.Work.ClaimAsync(worker);
        await stage.Work.LoseAsync();
        var webhook = await stage.SubscribeAsync();

        await stage.Work.AnswerAsync(worker, claim, ExecutionStage.Failed(claim.Items[0]));

        Assert.Empty(await stage.TypesAsync(webhook));
    }

    [Fact]
    public async Task An_item_lost_for_good_is_told()
    {
        await using var stage = await OutboxStage.SetAsync(database, maxAttempts: 1);
        var webhook = await stage.SubscribeAsync("apc.item.failed", "apc.item.failed-for-good");
        await stage.Work.ClaimAsync(await stage.Work.JoinAsync());

        await stage.Work.LoseAsync();

        var told = await stage.WaitingAsync(webhook);
        Assert.Equal(["apc.item.failed", "apc.item.failed-for-good"], told.Select(story => story.Delivery.Type));
        using var data = JsonDocument.Parse(told[1].Delivery.Data);
        Assert.Equal(ErrorCodes.UnknownOutcome, data.RootElement.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Pausing_and_resuming_is_told_and_a_retry_begins_the_run_again()
    {
        await using var stage = await OutboxStage.SetAsync(database);
        var webhook = await stage.SubscribeAsync("apc.run.started", "apc.run.paused", "apc.run.resumed");
        await FailAsync(stage);
        await stage.Work.Control.RetryAsync(stage.Work.Run, [], "mended", "tester", CancellationToken.None);
        await stage.Work.Control.SetPausedAsync(stage.Work.Run, "wait", "tester", CancellationToken.None);
        await stage.Work.Control.SetPausedAsync(stage.Work.Run, null, "tester", CancellationToken.None);

        await stage.Work.ClaimAsync(await stage.Work.JoinAsync());

        var told = await stage.WaitingAsync(webhook);
        Assert.Equal(
            ["apc.run.started", "apc.run.paused", "apc.run.resumed", "apc.run.started"],
            told.Select(story => story.Delivery.Type)
        );
        Assert.Equal([false, true], told.Where(IsStart).Select(story => Again(story.Delivery)));
        Assert.Equal(told.Count, told.Select(story => story.Delivery.EventId).Distinct().Count());

        static bool IsStart(DeliveryStory story) => story.Delivery.Type == "apc.run.started";
    }

    [Fact]
    public async Task Milestones_are_told_once_each_and_not_after_the_end()
    {
        await using var stage = await OutboxStage.SetAsync(database, items: 10);
        var webhook = await stage.SubscribeAsync("apc.run.progress");
        var worker = await stage.Work.JoinAsync();

        foreach (var chunk in (int[])[1, 3, 6])
        {
            await stage.Work.CompleteAsync(worker, await stage.Work.ClaimAsync(worker, chunk));
            await stage.Outbox.RaiseProgressAsync(CancellationToken.None);
            await stage.Outbox.RaiseProgressAsync(CancellationToken.None);
        }
        await stage.Work.EndIfDoneAsync();
        await stage.Outbox.RaiseProgressAsync(CancellationToken.None);

        var told = await stage.WaitingAsync(webhook);
        Assert.Equal([10, 40], told.Select(story => Percent(story.Delivery)));
    }

    [Fact]
    public async Task A_change_through_an_entity_tells_the_same()
    {
        await using var stage = await OutboxStage.SetAsync(database);
        var webhook = await stage.SubscribeAsync();

        await database.DoAsync(async unitOfWork =>
        {
            var run = new Run(new(stage.Work.Automation));
            await unitOfWork.Runs.CreateAsync(run);
            var batch = new BatchExecution(run.Id, new(stage.Work.Batches[0].Id));
            await unitOfWork.BatchExecutions.CreateAsync(batch);
            var item = new ItemExecution(run.Id, batch.Id, new(stage.Work.Batches[0].Items[0]), maxAttempts: 2);
            await unitOfWork.ItemExecutions.CreateAsync(item);
            run.Start(TestDatabase.Start);
            await unitOfWork.Runs.UpdateAsync(run);
            item.Start(TestDatabase.Start);
            item.Fail("exit:1", "disk full", TestDatabase.Start);
            item.Start(TestDatabase.Start);
            await unitOfWork.ItemExecutions.UpdateAsync(item);
            item.FailForGood("no", "it is no use", TestDatabase.Start);
            await unitOfWork.ItemExecutions.UpdateAsync(item);
            batch.Start(TestDatabase.Start);
            batch.Fail(TestDatabase.Start);
            await unitOfWork.BatchExecutions.UpdateAsync(batch);
            run.Fail("1 of 1 items failed", TestDatabase.Start);
            await unitOfWork.Runs.UpdateAsync(run);
        });

        var told = await stage.WaitingAsync(webhook);
        Assert.Equal(
            [
                "apc.batch.failed",
                "apc.item.failed",
                "apc.item.failed",
                "apc.item.failed-for-good",
                "apc.run.failed",
                "apc.run.started",
            ],
            told.Select(story => story.Delivery.Type).Order(StringComparer.Ordinal)
        );
        AssertCatalogued(told);
    }

    [Fact]
    public async Task What_is_rolled_back_was_never_told()
    {
        await using var stage = await OutboxStage.SetAsync(database);
        var webhook = await stage.SubscribeAsync();

        await using (var unitOfWork = await database.BeginAsync())
        {
            var run = new Run(new(stage.Work.Automation));
            await unitOfWork.Runs.CreateAsync(run);
            run.Start(TestDatabase.Start);
            await unitOfWork.Runs.UpdateAsync(run);
            await unitOfWork.RollbackAsync();
        }

        Assert.Empty(await stage.TypesAsync(webhook));
    }

    [Fact]
    public async Task An_instance_of_an_engine_tells_its_changes_among_those_of_its_run()
    {
        await using var stage = await OutboxStage.SetAsync(database);
        var webhook = await stage.SubscribeAsync("apc.engine-instance.changed");
        await database.DoAsync(async unitOfWork =>
        {
            var engine = new Engine($"engine {Guid.NewGuid()}", "jenkins");
            await unitOfWork.Engines.CreateAsync(engine);
            var instance = new OrchestrationInstance(engine.Id, "job/7");
            await unitOfWork.OrchestrationInstances.CreateAsync(instance);
            instance.Start(TestDatabase.Start);
            await unitOfWork.OrchestrationInstances.UpdateAsync(instance);
            await unitOfWork.RunOrchestrations.CreateAsync(
                new RunOrchestration(stage.Work.Run, instance.Id, TestDatabase.Start)
            );
            instance.Complete(TestDatabase.Start);
            await unitOfWork.OrchestrationInstances.UpdateAsync(instance);
        });

        var told = await stage.WaitingAsync(webhook);
        AssertCatalogued(told);
        Assert.Equal(2, told.Count);
        Assert.Equal(told[0].Delivery.Subject, told[0].Delivery.StreamId);
        Assert.Equal(stage.Work.Run.Value, told[1].Delivery.StreamId);
    }

    [Fact]
    public async Task Its_data_has_exactly_the_fields_of_the_catalogue()
    {
        await using var stage = await OutboxStage.SetAsync(database, items: 2);
        var webhook = await stage.SubscribeAsync();
        await stage.Work.Control.SetPausedAsync(stage.Work.Run, "wait", "tester", CancellationToken.None);
        await stage.Work.Control.SetPausedAsync(stage.Work.Run, null, "tester", CancellationToken.None);
        var worker = await stage.Work.JoinAsync();
        await stage.Work.CompleteAsync(worker, await stage.Work.ClaimAsync(worker, limit: 1));
        await stage.Outbox.RaiseProgressAsync(CancellationToken.None);
        await FailAsync(stage);
        await stage.Work.CreateRunAsync();
        await stage.Work.CompleteAsync(worker, await stage.Work.ClaimAsync(worker));
        await stage.Work.EndIfDoneAsync();
        await stage.Work.CreateRunAsync();
        await stage.Work.Control.CancelAsync(stage.Work.Run, "not needed", "tester", CancellationToken.None);
        await stage.Work.EndIfDoneAsync();

        var told = await stage.WaitingAsync(webhook);

        AssertCatalogued(told);
        Assert.Equal(
            EventCatalogue
                .All.Select(each => each.Name)
                .Where(name => !name.StartsWith("apc.engine", StringComparison.Ordinal))
                .Order(),
            told.Select(story => story.Delivery.Type).Distinct().Order()
        );
    }

    /// <summary>Everything fails: once with a retry, then for good.</summary>
    private static async Task FailAsync(OutboxStage stage)
    {
        var worker = await stage.Work.JoinAsync();
        var claim = await stage.Work.ClaimAsync(worker);
        await stage.Work.AnswerAsync(
            worker,
            claim,
            [.. claim.Items.Select(item => ExecutionStage.Retried(item, TimeSpan.Zero))]
        );
        claim = await stage.Work.ClaimAsync(worker);
        await stage.Work.AnswerAsync(
            worker,
            claim,
            [ExecutionStage.Failed(claim.Items[0]), .. claim.Items.Skip(1).Select(ExecutionStage.Completed)]
        );
        await stage.Work.EndIfDoneAsync();
    }

    private static void AssertCatalogued(IReadOnlyList<DeliveryStory> told)
    {
        foreach (var delivery in told.Select(story => story.Delivery))
        {
            var catalogued = Assert.Single(EventCatalogue.All, each => each.Name == delivery.Type);
            using var data = JsonDocument.Parse(delivery.Data);
            Assert.Equal(catalogued.Data, data.RootElement.EnumerateObject().Select(field => field.Name));
            var instants = data
                .RootElement.EnumerateObject()
                .Where(field => field.Name.EndsWith("At", StringComparison.Ordinal));
            Assert.All(
                instants,
                field => Assert.Matches(@"^""[-0-9]{10}T[0-9:]{8}\.[0-9]{6}Z""$|^null$", field.Value.GetRawText())
            );
        }
    }

    private static bool Again(Delivery delivery)
    {
        using var data = JsonDocument.Parse(delivery.Data);
        return data.RootElement.GetProperty("again").GetBoolean();
    }

    private static int Percent(Delivery delivery)
    {
        using var data = JsonDocument.Parse(delivery.Data);
        return data.RootElement.GetProperty("percent").GetInt32();
    }
}
