using System.Text.Json;
using System.Text.Json.Serialization;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace AutomationPlatform.IntegrationTests.Kit;

/// <summary>The shipped test kit does what its users' tests rely on.</summary>
public sealed class TestPlatformTests
{
    private static readonly RetryPolicy ThreeAttempts = new() { MaxAttempts = 3, Jitter = Jitter.None };

    [Fact]
    public async Task A_drained_run_has_ended_with_its_results_and_history()
    {
        await using var platform = await TestPlatform.StartAsync(p =>
            p.AddItemHandler("Automation", context => new { Doubled = context.PayloadAs<int>() * 2 })
        );
        var run = await platform.StartRunAsync(new RunData { Items = [1, new ItemData(2, "two")] });

        var report = await platform.DrainAsync();

        Assert.Equal(run, Assert.Single(report.Ended).Id);
        Assert.Empty(report.Waiting);
        Assert.Equal((2, 0, TimeSpan.Zero), (report.Answered, report.Late, report.Passed));
        var items = await platform.ItemsAsync(run);
        Assert.Equal(["""{"doubled":2}""", """{"doubled":4}"""], items.Select(item => item.Result));
        Assert.Equal("two", items[1].Reference);
        Assert.Equal(
            [ExecutionStatus.Processing, ExecutionStatus.Completed],
            (await platform.HistoryAsync(items[0].ItemExecutionId)).Select(change => change.NewStatus)
        );
        Assert.Equal(TestPlatform.Start, items[0].FinishedAt);
        Assert.Equal(2, (await platform.RunAsync(run)).Items.Completed);
        Assert.Empty(await platform.ExamineAsync());
    }

    [Fact]
    public async Task A_retry_is_waited_for_or_the_clock_is_moved_to_it()
    {
        await using var platform = await TestPlatform.StartAsync(p =>
            p.AddItemHandler(
                "Automation",
                context => context.Attempt < 3 ? throw new InvalidOperationException("busy") : "done"
            )
        );
        var run = await platform.StartRunAsync(
            new RunData
            {
                Automation = new AutomationData { Retry = ThreeAttempts },
                Items = [1],
            }
        );

        var first = await platform.DrainAsync();
        var rest = await platform.DrainAsync(moveClock: true);

        var waiting = Assert.Single(first.Waiting);
        Assert.Equal((run, RunWait.Retry), (waiting.Id, waiting.Reason));
        Assert.Equal(TestPlatform.Start.AddSeconds(1), waiting.DueAt);
        Assert.Equal(ExecutionStatus.Completed, Assert.Single(rest.Ended).Status);
        Assert.Equal(TimeSpan.FromSeconds(3), rest.Passed);
        Assert.Equal(3, (await platform.ItemsAsync(run))[0].AttemptCount);
    }

    [Fact]
    public async Task An_answer_after_a_lost_lease_is_late_and_the_item_is_done_again()
    {
        await using var platform = await TestPlatform.StartAsync(p =>
            p.AddItemHandler("Automation", context => context.Attempt)
        );
        platform.LoseLeaseAt(attempt => attempt.Item.SequenceNumber == 1);
        var run = await platform.StartRunAsync(
            new RunData
            {
                Automation = new AutomationData { Retry = ThreeAttempts },
                Items = [1, 2, 3],
            }
        );

        var report = await platform.DrainAsync();

        Assert.Equal(ExecutionStatus.Completed, Assert.Single(report.Ended).Status);
        Assert.InRange(report.Late, 1, 2);
        var items = await platform.ItemsAsync(run);
        Assert.Equal("2", items[1].Result);
        var late = Assert.Single(await platform.LateAnswersAsync(items[1].ItemExecutionId));
        Assert.Equal((1, "COMPLETED"), (late.Attempt, late.Outcome));
        Assert.Empty(await platform.ExamineAsync());
    }

    [Fact]
    public async Task An_item_of_one_attempt_that_was_lost_has_an_unknown_outcome()
    {
        TestPlatform? platform = null;
        await using var started = await TestPlatform.StartAsync(p =>
            p.AddItemHandler(
                "Automation",
                async (_, token) =>
                {
                    await platform!.LoseLeasesAsync(token);
                    return null;
                }
            )
        );
        platform = started;
        var run = await platform.StartRunAsync(new RunData { Items = [1] });

        var report = await platform.DrainAsync();

        Assert.Equal(ExecutionStatus.Failed, Assert.Single(report.Ended).Status);
        Assert.Equal(ErrorCodes.UnknownOutcome, (await platform.ItemsAsync(run))[0].ErrorCode);
        Assert.Equal(1, report.Late);
    }

    [Fact]
    public async Task What_a_run_waits_for_is_said()
    {
        await using var platform = await TestPlatform.StartAsync(p => p.AddItemHandler("A", _ => "done"));
        var paused = await platform.StartRunAsync(
            new RunData
            {
                Automation = new AutomationData { Name = "A" },
                Items = [1],
            }
        );
        await platform.Get<IRunControl>().SetPausedAsync(paused, "lunch", "test", CancellationToken.None);
        var remote = AutomationSettings.Default with { Handler = new RemoteHandlerDefinition() };
        await platform.StartRunAsync(
            new RunData
            {
                Automation = new AutomationData { Name = "B", Settings = remote },
                Items = [1],
            }
        );

        var report = await platform.DrainAsync();

        Assert.Equal(
            [("A", RunWait.Paused), ("B", RunWait.Handler)],
            report.Waiting.OrderBy(run => run.Automation).Select(run => (run.Automation, run.Reason))
        );
    }

    [Fact]
    public async Task Data_is_made_with_the_defaults_it_is_not_about()
    {
        await using var platform = await TestPlatform.StartAsync(p => p.AddItemHandler("Automation", Echo));
        var run = await platform.StartRunAsync(
            new RunData
            {
                Batches =
                [
                    new BatchData { Items = [Payload.Parse("1"), null] },
                    new BatchData
                    {
                        Name = "Q1",
                        Payload = new { Quarter = 1 },
                        Items = [3],
                    },
                ],
                CorrelationId = "ext-1",
                Priority = 9,
            }
        );
        await platform.StartRunAsync(new RunData { Items = [4] });

        var report = await platform.DrainAsync();

        Assert.Equal(["ext-1", null], report.Ended.Select(ended => ended.CorrelationId));
        Assert.Equal(["Batch 1", "Q1"], report.Ended[0].Batches.Select(batch => batch.Name));
        Assert.Equal(["1", null, "3"], (await platform.ItemsAsync(run)).Select(item => item.Result));

        static object? Echo(ItemContext context) => context.Payload;
    }

    [Fact]
    public async Task A_handler_is_given_everything_about_its_attempt()
    {
        ItemContext? given = null;
        await using var platform = await TestPlatform.StartAsync(p =>
            p.AddItemHandler("Automation", context => (given = context).PayloadAs<int[]>(JsonSerializerOptions.Web)[0])
        );
        var batch = new BatchData { Payload = new { Quarter = 1 }, Items = [new[] { 7 }] };
        var run = await platform.StartRunAsync(new RunData { Batches = [batch] });

        await platform.DrainAsync();

        Assert.Equal("7", (await platform.ItemsAsync(run))[0].Result);
        Assert.Equal(TestPlatform.Start + AutomationSettings.DefaultTimeout, given!.Deadline);
        Assert.Equal(given.Envelope.IdempotencyKey, given.IdempotencyKey);
        Assert.Equal(new Quarter(1), given.BatchPayloadAs<Quarter>());
        Assert.True(given.Logger is not NullLogger);
        var refused = Assert.Throws<BusinessException>(() => given.BatchPayloadAs<int>());
        Assert.Equal("bad-payload", refused.Code);
    }

    [Fact]
    public async Task Platforms_share_nothing()
    {
        await using var one = await TestPlatform.StartAsync();
        await using var other = await TestPlatform.StartAsync();
        await one.AddAutomationAsync();

        await other.AddAutomationAsync();

        await Assert.ThrowsAsync<DuplicateEntityException>(() => one.AddAutomationAsync());
    }

    [Fact]
    public async Task Readers_and_writers_of_one_memory_wait_for_each_other()
    {
        await using var platform = await TestPlatform.StartAsync(p => p.AddItemHandler("Automation", _ => "done"));
        var run = await platform.StartRunAsync(new RunData { Items = [.. Enumerable.Repeat<object?>(1, 200)] });

        var reading = Enumerable.Range(0, 4).Select(_ => Task.Run(ReadUntilEndedAsync)).ToArray();
        var adding = Task.Run(async () =>
        {
            for (var number = 0; number < 20; number++)
                await platform.AddAutomationAsync(new AutomationData { Name = $"Another {number}" });
        });
        await platform.DrainAsync();
        await Task.WhenAll([.. reading, adding]);

        Assert.Equal(200, (await platform.RunAsync(run)).Items.Completed);
        Assert.Empty(await platform.ExamineAsync());

        async Task ReadUntilEndedAsync()
        {
            while (!(await platform.RunAsync(run)).Status.IsFinished())
                Assert.Equal(200, (await platform.ItemsAsync(run)).Count);
        }
    }

    private sealed record Quarter([property: JsonPropertyName("quarter")] int Number);
}
