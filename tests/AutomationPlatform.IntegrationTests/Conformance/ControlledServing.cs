using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>Limits and failure thresholds as workers meet them, by real work on a real database.</summary>
public abstract class ControlledServing(TestDatabase database)
{
    [Fact]
    public async Task Two_workers_never_have_more_in_flight_than_the_limit()
    {
        var (running, most, done) = (0, 0, 0);
        await using var stage = await ServingStage.SetAsync(
            database,
            new AutomationSettings { Concurrency = 6, Limits = new ExecutionLimits(InFlight: 3, Rate: null) },
            items: 40,
            async context =>
            {
                var now = Interlocked.Increment(ref running);
                for (var seen = Volatile.Read(ref most); now > seen; seen = Volatile.Read(ref most))
                    Interlocked.CompareExchange(ref most, now, seen);
                await Task.Yield();
                Interlocked.Increment(ref done);
                Interlocked.Decrement(ref running);
                return null;
            }
        );
        var run = await stage.StartAsync();

        await Task.WhenAll(stage.WorkAsync(run), stage.WorkAsync(run));

        Assert.Equal((40, ExecutionStatus.Completed), (done, (await stage.SummaryAsync(run)).Status));
        Assert.InRange(most, 1, 3);
        Assert.Empty(await stage.ExamineAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_worker_waits_for_the_tokens_of_a_rate(bool instant)
    {
        await using var stage = await ServingStage.SetAsync(
            database,
            new AutomationSettings
            {
                Handler = instant ? new BuiltinHandlerDefinition("echo") : null,
                Limits = new ExecutionLimits(InFlight: null, new Rate(20, TimeSpan.FromSeconds(1))),
            },
            items: 26,
            instant ? null : (_, _) => Task.FromResult<object?>(null)
        );
        var run = await stage.StartAsync();

        await stage.WorkAsync(run);

        var summary = await stage.SummaryAsync(run);
        Assert.Equal((26, ExecutionStatus.Completed), (summary.Items.Completed, summary.Status));
        // Twenty at once, then one every 50 ms.
        Assert.InRange(
            summary.FinishedAt!.Value - summary.StartedAt!.Value,
            TimeSpan.FromMilliseconds(290),
            TimeSpan.MaxValue
        );
        Assert.Empty(await stage.ExamineAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task Too_many_failures_stop_a_run_and_what_was_not_begun_is_cancelled()
    {
        var finish = new TaskCompletionSource();
        await using var stage = await ServingStage.SetAsync(
            database,
            new AutomationSettings { Concurrency = 4, FailureThreshold = 0.25 },
            items: 300,
            async context =>
            {
                if (context.Envelope.Item.SequenceNumber >= 40)
                    await finish.Task;
                return context.Envelope.Item.SequenceNumber % 2 == 0
                    ? throw new BusinessException("unknown-country", "There is no country 'XX'.")
                    : null;
            }
        );
        var run = await stage.StartAsync();
        var working = Task.WhenAll(stage.WorkAsync(run), stage.WorkAsync(run));
        while ((await stage.SummaryAsync(run)).Items.Pending > 0)
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();

        finish.SetResult();
        await working;

        var summary = await stage.SummaryAsync(run);
        Assert.Equal(ExecutionStatus.Failed, summary.Status);
        Assert.StartsWith("stopped by the failure threshold (", summary.ErrorSummary, StringComparison.Ordinal);
        Assert.InRange(summary.Items.Completed + summary.Items.Failed, ExecutionDefaults.FinishedBeforeThreshold, 48);
        Assert.Equal(300, summary.Items.Completed + summary.Items.Failed + summary.Items.Cancelled);
        var cancelled = (await stage.ItemsAsync(run)).Where(item => item.Status == ExecutionStatus.Cancelled);
        Assert.All(cancelled, item => Assert.Equal(ErrorCodes.Threshold, item.ErrorCode));
        Assert.Empty(await stage.ExamineAsync());
    }

    [Fact]
    public async Task An_instant_run_with_a_threshold_and_limits_is_done_whole()
    {
        await using var stage = await ServingStage.SetAsync(
            database,
            new AutomationSettings
            {
                Handler = new BuiltinHandlerDefinition("echo"),
                FailureThreshold = 0.5,
                Limits = new ExecutionLimits(InFlight: 70, Rate: null),
            },
            items: 600
        );
        var run = await stage.StartAsync();

        await Task.WhenAll(stage.WorkAsync(run), stage.WorkAsync(run));

        var summary = await stage.SummaryAsync(run);
        Assert.Equal((600, ExecutionStatus.Completed), (summary.Items.Completed, summary.Status));
        Assert.Empty(await stage.ExamineAsync());
    }
}
