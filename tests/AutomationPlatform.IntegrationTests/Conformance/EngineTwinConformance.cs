using System.Net;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;
using AutomationPlatform.IntegrationTests.Engines;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>A process that was away for longer than its lease and another that took over: one job goes on.</summary>
public abstract class EngineTwinConformance(TestDatabase database) : ConformanceTest(database)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_process_that_wakes_after_its_lease_sends_nothing()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        var stopped = stage.NewReconciler(
            Database.Clock,
            store =>
                InterruptedStore.Around(
                    store,
                    () =>
                    {
                        Database.Clock.Advance(EngineDefaults.Lease);
                        return Task.CompletedTask;
                    }
                )
        );
        await stage.LookAsync(stopped);
        Assert.Equal(0, stage.Service.Posts);

        await stage.LookAsync();

        Assert.Equal(1, stage.Service.Posts);
        Assert.Equal("job-1", (await stage.InstanceAsync()).ExternalId);
    }

    [Fact]
    public async Task What_arrives_after_another_has_sent_is_taken_back_by_who_sent_it()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        OnFirstPost(stage, () => stage.LookAfterAsync(EngineDefaults.Lease));

        await stage.LookAsync(stage.NewReconciler(new FakeTimeProvider()));

        Assert.Equal(["queued", "cancelled"], stage.Service.Jobs.Select(job => job.Status));
        await OnlyTheFirstGoesOnAsync(stage);
    }

    [Fact]
    public async Task What_arrives_after_the_submission_was_closed_is_taken_back_too()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        OnFirstPost(
            stage,
            async () =>
            {
                await stage.LookAfterAsync(EngineDefaults.Lease);
                stage.Service.Jobs[0].Status = "done";
                await stage.LookAfterAsync(Minute);
            }
        );
        var late = stage.NewReconciler(new FakeTimeProvider());
        await stage.LookAsync(late);

        Assert.Equal(["done", "cancelled"], stage.Service.Jobs.Select(job => job.Status));
        Assert.Equal(ExecutionStatus.Completed, (await stage.SummaryAsync()).Status);
        Assert.Equal("job-1", (await stage.InstanceAsync()).ExternalId);
    }

    [Fact]
    public async Task What_another_has_found_is_not_taken_back()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        stage.Service.AfterPost = _ => stage.LookAfterAsync(EngineDefaults.Lease);

        await stage.LookAsync(stage.NewReconciler(new FakeTimeProvider()));

        Assert.Equal(0, Assert.Single(stage.Service.Jobs).Cancels);
        stage.Service.Jobs[0].Status = "done";
        await stage.LookAfterAsync(Minute);
        Assert.Equal(ExecutionStatus.Completed, (await stage.SummaryAsync()).Status);
    }

    [Fact]
    public async Task What_was_sent_twice_and_answered_to_nobody_is_cancelled_before_the_submission_is_closed()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        stage.Service.Before = context =>
        {
            context.Abort();
            return Task.FromResult(true);
        };
        await stage.LookAsync();
        stage.Service.Recover();
        await stage.LookAfterAsync(Minute);
        Assert.Equal(2, (await stage.SubmissionAsync()).Sends);

        // The first was only late: it arrives when the second has been accepted.
        stage.Service.Twin("job-1");

        await OnlyTheFirstGoesOnAsync(stage);
    }

    [Fact]
    public async Task Two_that_are_found_become_the_older_one()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        stage.Service.AfterPost = context =>
        {
            stage.Service.Twin("job-1");
            context.Abort();
            return Task.CompletedTask;
        };
        await stage.LookAsync();
        await stage.LookAfterAsync(Minute);

        await OnlyTheFirstGoesOnAsync(stage);
        Assert.Equal(1, stage.Service.Posts);
    }

    [Fact]
    public async Task A_job_that_goes_on_although_its_submission_is_closed_is_an_orphan_and_one_that_ended_is_none()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        await stage.LookAsync();
        var connecting = stage.Get<ConnectEngine>();
        Assert.Empty(await OrphansAsync());
        stage.Service.Jobs[0].Status = "done";
        await stage.LookAfterAsync(Minute);
        Assert.Empty(await OrphansAsync());

        stage.Service.Jobs[0].Status = "running";
        var orphan = Assert.Single(await OrphansAsync());
        Assert.Equal(("job-1", stage.Run.Value), (orphan.Job.ExternalId, orphan.Job.SubmissionId));
        Assert.True(orphan.IsSubmissionClosed);

        Task<IReadOnlyList<Orphan>> OrphansAsync() =>
            connecting.FindOrphansAsync(stage.Engine.Name, CancellationToken.None);
    }

    [Fact]
    public async Task An_engine_that_is_down_for_an_hour_before_the_send_gets_one_job()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        stage.Service.Refuse(HttpStatusCode.ServiceUnavailable);
        for (var look = 0; look < 3; look++)
            await stage.LookAfterAsync(20 * Minute);
        stage.Service.Recover();
        for (var look = 0; look < 3; look++)
            await stage.LookAfterAsync(EngineDefaults.LongestTrouble);

        Assert.Equal(1, stage.Service.Posts);
        Assert.Null((await stage.SubmissionAsync()).TroubleSince);
    }

    private static void OnFirstPost(DelegationStage stage, Func<Task> meanwhile) =>
        stage.Service.Before = async context =>
        {
            if (!HttpMethods.IsPost(context.Request.Method))
                return false;
            stage.Service.Recover();
            await meanwhile();
            return false;
        };

    private static async Task OnlyTheFirstGoesOnAsync(DelegationStage stage)
    {
        Assert.Equal(2, stage.Service.Jobs.Count);
        stage.Service.Jobs[0].Status = "done";
        await stage.LookAfterAsync(EngineDefaults.Lease);
        Assert.Equal(["done", "cancelled"], stage.Service.Jobs.Select(job => job.Status));
        Assert.Equal(0, stage.Service.Jobs[0].Cancels);
        Assert.Equal("job-1", (await stage.InstanceAsync()).ExternalId);
        Assert.Equal(ExecutionStatus.Completed, (await stage.SummaryAsync()).Status);
    }
}
