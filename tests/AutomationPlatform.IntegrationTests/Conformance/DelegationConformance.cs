using AutomationPlatform.Application;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;
using AutomationPlatform.IntegrationTests.Engines;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>A run that is handed to an engine whole goes as its job goes.</summary>
public abstract class DelegationConformance(TestDatabase database) : ConformanceTest(database)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_run_takes_the_status_of_its_job_and_what_nobody_reported_is_skipped()
    {
        await using var stage = await DelegationStage.SetAsync(Database, items: 3);
        await stage.LookAsync();
        var job = Assert.Single(stage.Service.Jobs);
        Assert.Contains("\"flow\":\"nightly\"", job.Body, StringComparison.Ordinal);
        Assert.Equal(ExecutionStatus.Pending, (await stage.SummaryAsync()).Status);

        job.Status = "running";
        await stage.LookAfterAsync(Second);
        Assert.Equal(ExecutionStatus.Processing, (await stage.SummaryAsync()).Status);
        var first = (await stage.ItemsAsync())[0].Id;
        var reports = stage.Get<DelegatedItems>();
        await reports.CompleteAsync(first, await reports.StartAsync(first), Payload.Parse("{}"));
        await reports.StartAsync((await stage.ItemsAsync())[1].Id);

        job.Status = "succeeded";
        await stage.LookAfterAsync(Second * 2);

        var run = await stage.SummaryAsync();
        Assert.Equal(ExecutionStatus.Completed, run.Status);
        Assert.Equal((1, 1, 1), (run.Items.Completed, run.Items.Skipped, run.Items.Cancelled));
        Assert.Equal(ExecutionStatus.Completed, run.Batches[0].Status);
        var instance = await stage.InstanceAsync();
        Assert.Equal((ExecutionStatus.Completed, "succeeded"), (instance.Status, instance.Metadata.State));
        Assert.NotNull(instance.DurationSeconds);
        Assert.Equal(SubmissionState.Ended, (await stage.SubmissionAsync()).State);
        Assert.Equal(0, await stage.LookAfterAsync(TimeSpan.FromHours(1)));
        var findings = await stage.Get<IDatabase>().ExamineAsync(repair: false, progress: null, CancellationToken.None);
        Assert.DoesNotContain(findings, f => f.Subject.Contains($"{stage.Run}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_item_that_is_closed_leaves_its_line_of_history()
    {
        await using var stage = await DelegationStage.SetAsync(Database, items: 2);
        await stage.LookAsync();
        stage.Service.Jobs[0].Status = "done";
        await stage.LookAfterAsync(Second);

        foreach (var item in await stage.ItemsAsync())
        {
            var line = Assert.Single(await stage.Get<IRunReader>().ListHistoryAsync(item.Id, CancellationToken.None));
            Assert.Equal((ExecutionStatus.Pending, ExecutionStatus.Skipped), (line.PreviousStatus, line.NewStatus));
            Assert.Equal(item.Version, line.Version);
            Assert.Contains("job-1", line.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_failed_job_fails_its_run_with_the_engines_words_and_cancels_what_is_left()
    {
        await using var stage = await DelegationStage.SetAsync(Database, items: 2);
        await stage.LookAsync();
        (stage.Service.Jobs[0].Status, stage.Service.Jobs[0].Message) = ("error", "out of disk");
        await stage.LookAfterAsync(Second);

        var run = await stage.SummaryAsync();
        Assert.Equal((ExecutionStatus.Failed, 2L), (run.Status, run.Items.Cancelled));
        Assert.Contains("out of disk", run.ErrorSummary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_succeeds_with_a_failed_item_fails_its_run()
    {
        await using var stage = await DelegationStage.SetAsync(Database, items: 1);
        await stage.LookAsync();
        var item = (await stage.ItemsAsync())[0].Id;
        var reports = stage.Get<DelegatedItems>();
        await reports.FailAsync(item, await reports.StartAsync(item), new("x", "wrong", FailureKind.Business));
        stage.Service.Jobs[0].Status = "done";
        await stage.LookAfterAsync(Second);

        Assert.Equal(ExecutionStatus.Failed, (await stage.SummaryAsync()).Status);
        Assert.Equal(ExecutionStatus.Completed, (await stage.InstanceAsync()).Status);
    }

    [Fact]
    public async Task Cancelling_a_run_cancels_its_job()
    {
        await using var stage = await DelegationStage.SetAsync(Database, items: 1);
        await stage.LookAsync();
        await stage.Get<DelegateRun>().CancelAsync(stage.Run, "wrong flow", "ada", CancellationToken.None);
        await stage.LookAsync();

        var run = await stage.SummaryAsync();
        Assert.Equal(1, stage.Service.Jobs[0].Cancels);
        Assert.Equal((ExecutionStatus.Cancelled, "wrong flow"), (run.Status, run.CancellationReason));
        Assert.Equal(1, run.Items.Cancelled);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_before_it_was_sent_never_is()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        await stage.Get<DelegateRun>().CancelAsync(stage.Run, "not today", "ada", CancellationToken.None);
        await stage.LookAsync();

        Assert.Equal(0, stage.Service.Posts);
        Assert.Equal(ExecutionStatus.Cancelled, (await stage.SummaryAsync()).Status);
        Assert.Equal(SubmissionState.Abandoned, (await stage.SubmissionAsync()).State);
    }

    [Fact]
    public async Task A_job_that_is_cancelled_in_the_engine_cancels_its_run()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        await stage.LookAsync();
        stage.Service.Jobs[0].Status = "cancelled";
        await stage.LookAfterAsync(Second);

        var run = await stage.SummaryAsync();
        Assert.Equal(ExecutionStatus.Cancelled, run.Status);
        Assert.Contains("not asked by us", run.CancellationReason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_whose_maker_ended_before_it_wrote_the_submission_down_is_sent_all_the_same(
        bool isLookedForAlone
    )
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        await Database.ExecuteAsync($"DELETE FROM submission WHERE run_id = '{stage.Run}'");

        var scope = new ReconcileScope { Run = isLookedForAlone ? stage.Run : null };
        await stage.Get<EngineReconciler>().LookAsync(scope, CancellationToken.None);

        Assert.Single(stage.Service.Jobs);
    }

    [Fact]
    public async Task An_engine_is_removed_only_when_nothing_is_open_in_it()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        var connecting = stage.Get<ConnectEngine>();
        await Assert.ThrowsAsync<ConflictException>(() =>
            connecting.RemoveAsync(stage.Engine.Name, "ada", CancellationToken.None)
        );
        await stage.LookAsync();
        stage.Service.Jobs[0].Status = "done";
        await stage.LookAfterAsync(Second);

        await connecting.RemoveAsync(stage.Engine.Name, "ada", CancellationToken.None);

        await Assert.ThrowsAsync<NotFoundException>(() =>
            stage.Get<IEngineStore>().GetAsync(stage.Engine.Name, CancellationToken.None)
        );
    }
}
