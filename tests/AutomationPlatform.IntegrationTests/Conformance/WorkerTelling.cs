using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.IntegrationTests.Databases;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What workers and handlers say of themselves while they work, and what is left of it afterwards.</summary>
public abstract class WorkerTelling(TestDatabase database)
{
    private static readonly CancellationToken Token = CancellationToken.None;

    [Fact]
    public async Task Progress_is_seen_while_the_item_is_done_and_goes_with_its_answer()
    {
        var release = new TaskCompletionSource();
        ClaimedItem? claimed = null;
        await using var stage = await ServingStage.SetAsync(
            database,
            new AutomationSettings(),
            items: 1,
            async context =>
            {
                claimed = context.Envelope.Item;
                context.ReportProgress(0.25, "page 1\0 of 4");
                context.ReportProgress(7, "page 2 of 4");
                await release.Task;
                return null;
            }
        );
        var run = await stage.StartAsync();
        var working = stage.WorkAsync(run);

        await ServingStage.UntilAsync(async () =>
            (await stage.ActivityAsync(run)).Progress is [{ Message: "page 2 of 4" }]
        );
        var activity = await stage.ActivityAsync(run);
        var said = Assert.Single(activity.Progress);
        Assert.Equal((claimed!.Id, 1.0), (said.ItemExecutionId, said.Fraction));
        var shown = Assert.Single(await stage.Reader.GetItemAsync(claimed.Id.ToString(), Token));
        Assert.Equal(said, shown.Progress);
        var worker = Assert.Single(activity.Workers);
        Assert.Equal((1, true), (worker.Items, worker.Since <= activity.Now));
        release.SetResult();
        await working;

        Assert.Equal(0, await stage.CountAsync("item_progress"));
        Assert.Equal(0, await stage.CountAsync("worker_service"));
        Assert.Empty(await stage.ExamineAsync());
    }

    [Fact]
    public async Task Progress_of_an_attempt_that_is_over_is_ignored()
    {
        ClaimedItem? claimed = null;
        await using var stage = await ServingStage.SetAsync(
            database,
            new AutomationSettings(),
            items: 1,
            context =>
            {
                claimed = context.Envelope.Item;
                return Task.FromResult<object?>(null);
            }
        );
        var run = await stage.StartAsync();
        await stage.WorkAsync(run);

        await stage.Queue.ReportProgressAsync(run, [new ProgressReport(claimed!, 0.5, "too late")], Token);

        Assert.Equal(0, await stage.CountAsync("item_progress"));
    }

    [Fact]
    public async Task A_run_that_no_worker_can_serve_says_why()
    {
        await using var stage = await ServingStage.SetAsync(
            database,
            new AutomationSettings { Handler = new CommandHandlerDefinition(["no-such-program-anywhere"]) },
            items: 1
        );
        var run = await stage.StartAsync();
        Assert.Equal("no-worker", await WhyAsync());
        using var drain = new CancellationTokenSource();
        var working = stage.WorkAsync(new WorkerOptions { Name = "first" }, drain.Token);

        await ServingStage.UntilAsync(async () => await WhyAsync() == "not-servable");
        var service = Assert.Single((await stage.ActivityAsync(run)).Services);
        Assert.Equal("first", service.Worker);
        Assert.Contains("no-such-program-anywhere", service.Refusal, StringComparison.Ordinal);
        await drain.CancelAsync();
        await working;

        Assert.Empty((await stage.ActivityAsync(run)).Services);
        Assert.Equal(0, await stage.CountAsync("worker_service"));

        async Task<string> WhyAsync() =>
            Assert.Single(RunOutlook.WhyWaiting(await stage.SummaryAsync(run), await stage.ActivityAsync(run))).Code;
    }
}
