using AutomationPlatform.Application.Events;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What relays do with what was written: at least once, in order per run and subscription.</summary>
public abstract class OutboxRelaying(TestDatabase database)
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Fact]
    public async Task A_handler_is_told_the_events_of_the_domain()
    {
        await using var stage = await OutboxStage.SetAsync(database, maxAttempts: 1);
        await stage.HandlerAsync();
        var worker = await stage.Work.JoinAsync();
        var claim = await stage.Work.ClaimAsync(worker);
        await stage.Work.AnswerAsync(worker, claim, ExecutionStage.Failed(claim.Items[0]));
        await stage.Work.EndIfDoneAsync();

        stage.Relay();
        await stage.UntilHeardAsync(5);

        var run = stage.Work.Run;
        var automation = new Domain.Definition.AutomationId(stage.Work.Automation);
        var (item, itemId) = (claim.Items[0].Id, claim.Items[0].ItemId);
        var batch = Assert.IsType<BatchExecutionFailed>(stage.Heard.Events[3]);
        var end = Assert.IsType<RunFailed>(stage.Heard.Events[4]);
        DomainEvent[] expected =
        [
            new RunStarted(run, automation, TestDatabase.Start, Again: false),
            new ItemExecutionFailed(item, run, itemId, "Row 0 was refused", 1, WillRetry: false, TestDatabase.Start),
            new ItemExecutionFailedForGood(item, run, itemId, "exit:1", "Row 0 was refused", 1, TestDatabase.Start),
            batch with
            {
                RunId = run,
                FinishedAt = TestDatabase.Start,
            },
            end with
            {
                RunId = run,
                AutomationId = automation,
            },
        ];
        Assert.Equal(expected, stage.Heard.Events);
        Assert.Contains("1 of 1 items failed", end.ErrorSummary, StringComparison.Ordinal);
        await stage.UntilAsync(async () => (await stage.HandlerAsync()).Waiting == 0);
    }

    [Fact]
    public async Task A_failing_delivery_holds_back_later_ones_of_its_run_and_no_others()
    {
        await using var stage = await OutboxStage.SetAsync(database);
        await stage.HandlerAsync();
        var held = stage.Work.Run;
        await DoRunAsync(stage);
        var free = await stage.Work.CreateRunAsync();
        await DoRunAsync(stage);
        var tries = 0;
        stage.Heard.Judge = told =>
        {
            if (RunOf(told) == held && ++tries < 4)
                throw new InvalidOperationException("not now");
        };

        stage.Relay();
        await stage.UntilHeardAsync(3, step: TimeSpan.Zero);
        Assert.All(stage.Heard.Events, told => Assert.Equal(free, RunOf(told)));
        await stage.UntilHeardAsync(6);

        Assert.Equal(6, tries);
        Assert.Equal(
            [typeof(RunStarted), typeof(BatchExecutionCompleted), typeof(RunCompleted)],
            stage.Heard.Events.Where(told => RunOf(told) == held).Select(told => told.GetType())
        );
    }

    [Fact]
    public async Task Many_relays_at_once_tell_everything_in_order()
    {
        await using var stage = await OutboxStage.SetAsync(database, items: 4);
        await stage.HandlerAsync();
        const int runs = 12;
        for (var i = 0; i < 6; i++)
            stage.Relay();
        for (var i = 0; i < runs; i++)
        {
            if (i > 0)
                await stage.Work.CreateRunAsync();
            await DoRunAsync(stage);
        }

        await stage.UntilAsync(async () => (await stage.HandlerAsync()).Waiting == 0);

        foreach (var told in stage.Heard.Events.GroupBy(RunOf))
            Assert.Equal(
                [typeof(RunStarted), typeof(BatchExecutionCompleted), typeof(RunCompleted)],
                told.Select(each => each.GetType())
            );
        Assert.Equal(runs * 3, stage.Heard.Events.Count);
    }

    [Fact]
    public async Task What_a_vanished_relay_had_is_delivered_by_another_once_its_lease_is_over()
    {
        await using var stage = await OutboxStage.SetAsync(database);
        var handler = (await stage.HandlerAsync()).Subscription.Id;
        Assert.True(await stage.Outbox.LeaseAsync(handler, Guid.NewGuid(), DeliveryLimits.Lease, None));
        await DoRunAsync(stage);
        var before = stage.Work.Clock.GetUtcNow();

        stage.Relay();
        await stage.UntilHeardAsync(3);

        Assert.True(stage.Work.Clock.GetUtcNow() - before >= DeliveryLimits.Lease);
    }

    [Fact]
    public async Task A_relay_whose_lease_is_gone_writes_nothing()
    {
        await using var stage = await OutboxStage.SetAsync(database);
        var handler = (await stage.HandlerAsync()).Subscription;
        await DoRunAsync(stage);
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        Assert.True(await stage.Outbox.LeaseAsync(handler.Id, first, DeliveryLimits.Lease, None));
        Assert.False(await stage.Outbox.LeaseAsync(handler.Id, second, DeliveryLimits.Lease, None));
        var due = await stage.Outbox.ListDueAsync(handler.Id, 10, None);
        stage.Work.Clock.Advance(DeliveryLimits.Lease);
        Assert.True(await stage.Outbox.LeaseAsync(handler.Id, second, DeliveryLimits.Lease, None));

        var settled = await stage.Outbox.SettleAsync(
            handler,
            first,
            [.. due.Select(delivery => new Settlement(delivery, null, null))],
            pauseReason: null,
            None
        );

        Assert.Equal(Settled.LeaseLost, settled);
        Assert.Equal(due.Count, (await stage.Outbox.ListDueAsync(handler.Id, 10, None)).Count);
    }

    [Fact]
    public async Task A_delivery_that_is_given_up_lets_later_ones_pass_and_can_be_replayed()
    {
        await using var stage = await OutboxStage.SetAsync(database);
        var handler = (await stage.HandlerAsync()).Subscription.Id;
        var first = stage.Work.Run;
        await DoRunAsync(stage);
        var broken = true;
        var tries = 0;
        stage.Heard.Judge = told =>
        {
            if (told is RunStarted started && started.RunId == first && broken && ++tries > 0)
                throw new InvalidOperationException("cannot");
        };

        stage.Relay();
        // A day of nothing but failures would pause the subscription: other runs go well in between.
        var looks = 0;
        await stage.UntilAsync(
            async () =>
            {
                if (++looks % 12 == 0)
                {
                    await stage.Work.CreateRunAsync();
                    await DoRunAsync(stage);
                }
                return (await SummaryAsync(stage, handler)).Dead > 0;
            },
            step: TimeSpan.FromMinutes(30)
        );

        var dead = Assert.Single(await stage.Subscriptions.ListDeliveriesAsync(handler, DeliveryState.Dead, 10, None));
        Assert.Equal(("apc.run.started", first.Value), (dead.Delivery.Type, dead.Delivery.StreamId));
        Assert.Equal((DeliveryLimits.Attempts, DeliveryLimits.Attempts), (dead.Delivery.Attempts, tries));
        Assert.Equal("InvalidOperationException: cannot", dead.Error);
        await stage.UntilAsync(async () => (await SummaryAsync(stage, handler)).Waiting == 0);
        Assert.Equal(
            [typeof(BatchExecutionCompleted), typeof(RunCompleted)],
            stage.Heard.Events.Where(told => RunOf(told) == first).Select(told => told.GetType())
        );
        broken = false;
        Assert.Equal(
            1,
            await stage.Subscriptions.ReplayAsync(handler, TestDatabase.Start, deadOnly: true, "tester", None)
        );
        await stage.UntilAsync(() =>
            Task.FromResult(stage.Heard.Events[^1] is RunStarted again && again.RunId == first)
        );
        await stage.UntilAsync(async () =>
            (await stage.Subscriptions.ListDeliveriesAsync(handler, null, 10, None)).Count == 0
        );
    }

    [Fact]
    public async Task A_day_of_failures_pauses_a_subscription_with_the_reason_and_resuming_goes_on()
    {
        await using var stage = await OutboxStage.SetAsync(database);
        var handler = (await stage.HandlerAsync()).Subscription.Id;
        await DoRunAsync(stage);
        var broken = true;
        stage.Heard.Judge = _ =>
        {
            if (broken)
                throw new InvalidOperationException("database of the handler is away");
        };
        var before = stage.Work.Clock.GetUtcNow();

        stage.Relay();
        await stage.UntilAsync(
            async () => (await SummaryAsync(stage, handler)).Subscription.PausedAt is not null,
            step: TimeSpan.FromMinutes(10)
        );

        var paused = (await SummaryAsync(stage, handler)).Subscription;
        Assert.True(paused.PausedAt - before >= DeliveryLimits.FailingUntilPaused);
        Assert.Contains("database of the handler is away", paused.PauseReason, StringComparison.Ordinal);
        Assert.Empty(stage.Heard.Events);
        Assert.Equal(
            paused.PauseReason,
            await stage.Work.ScalarAsync(
                $"SELECT reason FROM audit_entry WHERE action = 'webhook.pause' AND actor = 'relay' AND entity_id = '{handler}'"
            )
        );
        broken = false;
        await stage.Subscriptions.ResumeAsync(handler, "tester", None);
        await stage.UntilAsync(async () => (await SummaryAsync(stage, handler)).Waiting == 0);
        Assert.NotEmpty(stage.Heard.Events);
        Assert.Null((await SummaryAsync(stage, handler)).Subscription.FailingSince);
    }

    [Fact]
    public async Task A_handler_that_does_not_end_is_stopped_and_told_again()
    {
        await using var stage = await OutboxStage.SetAsync(database);
        var handler = (await stage.HandlerAsync()).Subscription.Id;
        await DoRunAsync(stage);
        stage.Heard.Work = ServingStage.UntilStoppedAsync;

        stage.Relay();
        await stage.UntilAsync(async () => (await SummaryAsync(stage, handler)).Subscription.LastError is not null);

        Assert.Contains(
            nameof(TimeoutException),
            (await SummaryAsync(stage, handler)).Subscription.LastError,
            StringComparison.Ordinal
        );
        stage.Heard.Work = _ => Task.CompletedTask;
        await stage.UntilAsync(async () => (await SummaryAsync(stage, handler)).Waiting == 0);
        Assert.Equal(typeof(RunStarted), stage.Heard.Events[1].GetType());
    }

    [Fact]
    public async Task What_happens_while_a_subscription_is_paused_waits()
    {
        await using var stage = await OutboxStage.SetAsync(database);
        var handler = (await stage.HandlerAsync()).Subscription.Id;
        await stage.Subscriptions.PauseAsync(handler, "moving house", "tester", None);
        stage.Relay();
        await DoRunAsync(stage);
        stage.Work.Clock.Advance(DeliveryLimits.Lease);

        Assert.Equal(3, (await SummaryAsync(stage, handler)).Waiting);
        await Assert.ThrowsAsync<Application.ConflictException>(() =>
            stage.Subscriptions.PauseAsync(handler, "again", "tester", None)
        );
        await stage.Subscriptions.ResumeAsync(handler, "tester", None);
        await stage.UntilHeardAsync(3);
    }

    [Fact]
    public async Task A_relay_that_leaves_delivers_first_what_it_can()
    {
        await using var stage = await OutboxStage.SetAsync(database);
        await stage.HandlerAsync();
        await DoRunAsync(stage);
        using var drain = new CancellationTokenSource();
        await drain.CancelAsync();

        var leaving = stage.NewRelay().RunAsync(drain.Token, None);
        await stage.UntilAsync(() => Task.FromResult(leaving.IsCompleted), OutboxStage.Slowly);

        Assert.Equal(3, stage.Heard.Events.Count);
        Assert.Equal("0", await stage.Work.ScalarAsync("SELECT count(*) FROM delivery"));
        Assert.Equal(
            "0",
            await stage.Work.ScalarAsync("SELECT count(*) FROM subscription WHERE lease_owner IS NOT NULL")
        );
    }

    [Fact]
    public async Task A_relay_that_leaves_leaves_to_another_that_is_alive_what_that_one_has()
    {
        await using var stage = await OutboxStage.SetAsync(database);
        var handler = (await stage.HandlerAsync()).Subscription.Id;
        await DoRunAsync(stage);
        var other = Guid.NewGuid();
        Assert.True(await stage.Outbox.LeaseAsync(handler, other, DeliveryLimits.Lease, None));
        using var drain = new CancellationTokenSource();
        await drain.CancelAsync();

        var leaving = stage.NewRelay().RunAsync(drain.Token, None);
        await stage.UntilAsync(
            async () =>
            {
                await stage.Outbox.LeaseAsync(handler, other, DeliveryLimits.Lease, None);
                return leaving.IsCompleted;
            },
            step: TimeSpan.FromMilliseconds(50)
        );

        Assert.Empty(stage.Heard.Events);
        Assert.True(stage.Work.Clock.GetUtcNow() - TestDatabase.Start < DeliveryLimits.Drain);
    }

    [Fact]
    public async Task Upkeep_gives_up_what_waited_a_week_and_forgets_what_nobody_registers()
    {
        await using var stage = await OutboxStage.SetAsync(database);
        await stage.HandlerAsync();
        var webhook = await stage.SubscribeAsync("apc.run.completed");
        await DoRunAsync(stage);

        stage.Work.Clock.Advance(DeliveryLimits.WaitingAtMost + TimeSpan.FromSeconds(1));
        await stage.Outbox.TrimAsync([], None);

        var dead = Assert.Single(await stage.Subscriptions.ListDeliveriesAsync(webhook, null, 10, None));
        Assert.Equal(DeliveryState.Dead, dead.State);
        Assert.Contains("waited too long", dead.Error, StringComparison.Ordinal);
        Assert.Equal(webhook, Assert.Single(await stage.Subscriptions.ListAsync(None)).Subscription.Id);
        stage.Work.Clock.Advance(DeliveryLimits.RecordKept + TimeSpan.FromSeconds(1));
        await stage.Outbox.TrimAsync([], None);
        Assert.Empty(await stage.Subscriptions.ListDeliveriesAsync(webhook, null, 10, None));
    }

    [Fact]
    public async Task A_handler_right_after_the_commit_is_told_without_the_outbox()
    {
        await using var stage = await OutboxStage.SetAsync(database);
        var services = database.NewServices(collection =>
        {
            collection.AddSingleton(stage.Heard);
            new Application.AutomationPlatformBuilder(collection).AddDomainEventHandler<DomainEvent, Recorder>();
        });
        var units = services.GetRequiredService<Application.IUnitOfWorkFactory>();

        await units.TransactionAsync(
            async (unitOfWork, token) =>
            {
                var run = new Run(new(stage.Work.Automation));
                await unitOfWork.Runs.CreateAsync(run, token);
                run.Cancel("not needed", TestDatabase.Start);
                await unitOfWork.Runs.UpdateAsync(run, token);
                return run.Id;
            },
            user: null,
            None
        );

        Assert.IsType<RunCancelled>(Assert.Single(stage.Heard.Events));
        Assert.Empty(await stage.Subscriptions.ListAsync(None));
    }

    private static async Task<SubscriptionSummary> SummaryAsync(OutboxStage stage, SubscriptionId id) =>
        (await stage.Subscriptions.ListAsync(None)).Single(each => each.Subscription.Id == id);

    private static async Task DoRunAsync(OutboxStage stage)
    {
        var worker = await stage.Work.JoinAsync();
        await stage.Work.CompleteAsync(worker, await stage.Work.ClaimAsync(worker));
        await stage.Work.EndIfDoneAsync();
    }

    private static RunId RunOf(DomainEvent told) =>
        told switch
        {
            RunStarted started => started.RunId,
            BatchExecutionCompleted batch => batch.RunId,
            RunCompleted completed => completed.RunId,
            _ => throw new ArgumentOutOfRangeException(nameof(told), told, "is not an event of these runs"),
        };
}
