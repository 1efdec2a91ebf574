using System.Collections.Concurrent;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What a worker does with runs, by real work on a real database.</summary>
public abstract class WorkerServing(TestDatabase database)
{
    private static readonly RetryPolicy TwoAttempts = new()
    {
        MaxAttempts = 2,
        InitialDelay = TimeSpan.FromMilliseconds(20),
        Jitter = Jitter.None,
    };

    [Fact]
    public async Task A_run_of_instant_items_ends_completed()
    {
        await using var stage = await ServingStage.SetAsync(
            database,
            new AutomationSettings { Handler = new BuiltinHandlerDefinition("echo"), Retry = TwoAttempts },
            items: 1_200
        );
        var run = await stage.StartAsync();

        var report = await stage.WorkAsync(run);

        var summary = await stage.SummaryAsync(run);
        Assert.Equal(ExecutionStatus.Completed, summary.Status);
        Assert.Equal(1_200, summary.Items.Completed);
        Assert.Equal(1_200, report.Answered);
        Assert.Empty(await stage.ExamineAsync());
    }

    [Fact]
    public async Task Failures_are_final_or_tried_again_by_their_kind()
    {
        await using var stage = await ServingStage.SetAsync(
            database,
            new AutomationSettings { Retry = TwoAttempts },
            items: 3,
            context =>
                (context.Envelope.Item.SequenceNumber, context.Attempt) switch
                {
                    (0, _) => throw new BusinessException("unknown-country", "There is no country 'XX'."),
                    (1, 1) => throw new TimeoutException("busy"),
                    _ => Task.FromResult<object?>(new { Attempt = context.Attempt }),
                }
        );
        var run = await stage.StartAsync();

        await stage.WorkAsync(run);

        var items = await stage.ItemsAsync(run);
        Assert.Equal(
            [ExecutionStatus.Failed, ExecutionStatus.Completed, ExecutionStatus.Completed],
            items.Select(i => i.Status)
        );
        Assert.Equal([1, 2, 1], items.Select(i => i.AttemptCount));
        Assert.Equal("unknown-country", items[0].ErrorCode);
        Assert.Equal(ExecutionStatus.Failed, (await stage.SummaryAsync(run)).Status);
        Assert.Empty(await stage.ExamineAsync());
    }

    [Fact]
    public async Task An_attempt_that_takes_too_long_fails_with_timeout_and_what_it_said_last()
    {
        await using var stage = await ServingStage.SetAsync(
            database,
            new AutomationSettings { Timeout = TimeSpan.FromMilliseconds(50) },
            items: 1,
            async (_, token) =>
            {
                try
                {
                    await ServingStage.UntilStoppedAsync(token);
                    return null;
                }
                catch (OperationCanceledException stopped)
                {
                    throw new TimeoutException("was waiting for the registry", stopped);
                }
            }
        );
        var run = await stage.StartAsync();

        await stage.WorkAsync(run);

        var item = Assert.Single(await stage.ItemsAsync(run));
        Assert.Equal(ErrorCodes.Timeout, item.ErrorCode);
        Assert.Contains("was waiting for the registry", item.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Draining_finishes_what_has_begun_and_gives_back_the_rest()
    {
        var begun = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        await using var stage = await ServingStage.SetAsync(
            database,
            new AutomationSettings { Retry = TwoAttempts, Concurrency = 1 },
            items: 40,
            async (context, _) =>
            {
                if (context.Envelope.Item.SequenceNumber == 0 && begun.TrySetResult())
                    await finish.Task;
                return null;
            }
        );
        var run = await stage.StartAsync();
        using var drain = new CancellationTokenSource();
        var working = stage.WorkAsync(run, drain.Token);
        await begun.Task;

        await drain.CancelAsync();
        finish.SetResult();
        await working;

        var summary = await stage.SummaryAsync(run);
        Assert.Equal(ExecutionStatus.Processing, summary.Status);
        Assert.Equal(0, summary.Items.Processing);
        Assert.Equal(40, summary.Items.Completed + summary.Items.Pending + summary.Items.Retrying);
        Assert.True(summary.Items.Completed < 40);
        Assert.Empty(await stage.ExamineAsync());

        await stage.WorkAsync(run);

        Assert.Equal(40, (await stage.SummaryAsync(run)).Items.Completed);
        Assert.All(await stage.ItemsAsync(run), item => Assert.Null(item.ErrorCode));
    }

    [Fact]
    public async Task A_run_that_is_cancelled_while_it_is_worked_on_ends_cancelled()
    {
        var begun = new TaskCompletionSource();
        await using var stage = await ServingStage.SetAsync(
            database,
            new AutomationSettings { Concurrency = 1 },
            items: 5,
            async (_, token) =>
            {
                begun.TrySetResult();
                await ServingStage.UntilStoppedAsync(token);
                return null;
            }
        );
        var run = await stage.StartAsync();
        var working = stage.WorkAsync(run);
        await begun.Task;

        await stage.Control.CancelAsync(run, "wrong file", "tester", CancellationToken.None);
        await working;

        var summary = await stage.SummaryAsync(run);
        Assert.Equal(ExecutionStatus.Cancelled, summary.Status);
        Assert.Equal("wrong file", summary.CancellationReason);
        Assert.Equal(5, summary.Items.Cancelled);
        Assert.Empty(await stage.ExamineAsync());
    }

    [Fact]
    public async Task Two_workers_share_a_run_and_do_each_item_once()
    {
        var done = new ConcurrentBag<int>();
        await using var stage = await ServingStage.SetAsync(
            database,
            new AutomationSettings { Retry = TwoAttempts, Concurrency = 4 },
            items: 500,
            context =>
            {
                done.Add(context.Envelope.Item.SequenceNumber);
                return Task.FromResult<object?>(null);
            }
        );
        var run = await stage.StartAsync();

        await Task.WhenAll(stage.WorkAsync(run), stage.WorkAsync(run));

        Assert.Equal(Enumerable.Range(0, 500), done.Order());
        Assert.Equal(500, (await stage.SummaryAsync(run)).Items.Completed);
        Assert.Empty(await stage.ExamineAsync());
    }

    [Fact]
    public async Task A_retried_run_does_its_failed_items_once_more()
    {
        var mended = false;
        await using var stage = await ServingStage.SetAsync(
            database,
            new AutomationSettings(),
            items: 10,
            context =>
                mended || context.Envelope.Item.SequenceNumber % 2 == 0
                    ? Task.FromResult<object?>(null)
                    : throw new TimeoutException("down")
        );
        var run = await stage.StartAsync();
        await stage.WorkAsync(run);
        Assert.Equal(5, (await stage.SummaryAsync(run)).Items.Failed);

        mended = true;
        var reopened = await stage.Control.RetryAsync(run, [], "mended", "tester", CancellationToken.None);
        await stage.WorkAsync(run);

        Assert.Equal(5, reopened);
        var summary = await stage.SummaryAsync(run);
        Assert.Equal(ExecutionStatus.Completed, summary.Status);
        Assert.Equal(10, summary.Items.Completed);
        Assert.Empty(await stage.ExamineAsync());
    }

    [Fact]
    public async Task A_named_run_that_cannot_be_served_here_is_refused()
    {
        await using var stage = await ServingStage.SetAsync(
            database,
            new AutomationSettings { Handler = new CommandHandlerDefinition(["no-such-program-anywhere"]) },
            items: 1
        );
        var run = await stage.StartAsync();

        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() => stage.WorkAsync(run));

        Assert.Contains("no-such-program-anywhere", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await stage.SummaryAsync(run)).Items.Pending);
    }
}
