using System.Net;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Databases;
using AutomationPlatform.IntegrationTests.Engines;
using Microsoft.AspNetCore.Http;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>Nothing that goes wrong with one submission is lost, forgotten, or in the way of others.</summary>
public abstract class EngineOutlastingConformance(TestDatabase database) : ConformanceTest(database)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_fault_that_nobody_expected_is_told_with_the_submission_and_outlasted()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        await stage.LookAsync();
        var stumbling = Stumbling(
            stage,
            nameof(ISubmissionStore.ListPartsAsync),
            new InvalidOperationException("oops")
        );
        Database.Clock.Advance(Minute);
        await stage.LookAsync(stumbling);
        Assert.Contains("oops", (await stage.SubmissionAsync()).Trouble, StringComparison.Ordinal);

        stage.Service.Jobs[0].Status = "done";
        Database.Clock.Advance(EngineDefaults.LongestTrouble);
        await stage.LookAsync(stumbling);

        Assert.Equal(ExecutionStatus.Completed, (await stage.SummaryAsync()).Status);
    }

    [Fact]
    public async Task A_look_that_loses_the_database_gives_its_submission_back()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        var lost = new DatabaseUnavailableException("the database is gone");
        var stumbling = Stumbling(stage, nameof(ISubmissionStore.NoteSendAsync), lost);
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => stage.LookAsync(stumbling));

        Assert.Equal(1, await stage.LookAsync());

        Assert.Equal(1, stage.Service.Posts);
    }

    [Fact]
    public async Task What_is_final_is_not_asked_for_again_though_the_process_died_before_the_run_ended()
    {
        await using var stage = await DelegationStage.SetAsync(Database, items: 1);
        await stage.LookAsync();
        stage.Service.Jobs[0].Status = "done";
        Database.Clock.Advance(Minute);
        var died = new DatabaseUnavailableException("died");
        var dying = Stumbling(stage, nameof(ISubmissionStore.NotePartsAsync), died);
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => stage.LookAsync(dying));
        stage.Service.Forget();

        await stage.LookAsync();

        Assert.Equal(ExecutionStatus.Completed, (await stage.SummaryAsync()).Status);
        Assert.Equal(Domain.Orchestration.Observation.Ok, (await stage.InstanceAsync()).Observation);
    }

    [Fact]
    public async Task A_job_that_cannot_be_searched_is_learnt_of_by_sending_again_and_cancelled_when_it_is_not_wanted_any_more()
    {
        await using var stage = await DelegationStage.SetAsync(
            Database,
            settings: new() { ["idempotent"] = "true" },
            searches: false
        );
        stage.Service.IsIdempotent = true;
        stage.Service.AfterPost = Cut;
        await stage.LookAsync();
        stage.Service.Recover();
        await stage.CancelAsync();

        await stage.LookAfterAsync(Minute);

        Assert.Equal("cancelled", Assert.Single(stage.Service.Jobs).Status);
        Assert.Equal(ExecutionStatus.Cancelled, (await stage.SummaryAsync()).Status);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_while_its_send_may_be_under_way_is_not_given_up_before_that_is_known()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        stage.Service.Refuse(HttpStatusCode.BadGateway);
        await stage.LookAsync();
        stage.Service.Recover();
        await stage.CancelAsync();
        await stage.LookAsync();
        Assert.Equal(SubmissionState.Sent, (await stage.SubmissionAsync()).State);

        await stage.LookAfterAsync(EngineDefaults.Settle);

        Assert.Equal(SubmissionState.Abandoned, (await stage.SubmissionAsync()).State);
        Assert.Equal(0, stage.Service.Posts);
    }

    [Fact]
    public async Task A_repetition_that_is_refused_does_not_fail_a_run_whose_first_send_may_have_arrived()
    {
        await using var stage = await DelegationStage.SetAsync(
            Database,
            settings: new() { ["idempotent"] = "true" },
            searches: false
        );
        stage.Service.IsIdempotent = true;
        stage.Service.AfterPost = Cut;
        await stage.LookAsync();
        stage.Service.Refuse(HttpStatusCode.Conflict, "the first request with that key is in progress");
        await stage.LookAfterAsync(TimeSpan.FromSeconds(2));
        Assert.Equal(SubmissionState.Sent, (await stage.SubmissionAsync()).State);

        stage.Service.Recover();
        await stage.LookAfterAsync(Minute);

        Assert.Equal("job-1", (await stage.InstanceAsync()).ExternalId);
        Assert.Single(stage.Service.Jobs);
    }

    [Fact]
    public async Task A_repetition_that_is_refused_again_and_again_fails_the_run_in_the_end()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        stage.Service.Refuse(HttpStatusCode.BadGateway);
        await stage.LookAsync();
        stage.Service.Before = context =>
        {
            context.Response.StatusCode = context.Request.Method == "POST" ? 422 : 404;
            return Task.FromResult(true);
        };

        for (var look = 0; look < 3; look++)
            await stage.LookAfterAsync(EngineDefaults.LongestTrouble);

        Assert.Equal(ExecutionStatus.Failed, (await stage.SummaryAsync()).Status);
    }

    [Fact]
    public async Task A_repetition_that_was_not_sent_leaves_the_first_to_be_searched()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        stage.Service.Refuse(HttpStatusCode.BadGateway);
        await stage.LookAsync();
        stage.Service.Before = context =>
        {
            context.Response.StatusCode = context.Request.Method == "POST" ? 429 : 404;
            return Task.FromResult(true);
        };
        await stage.LookAfterAsync(EngineDefaults.Settle);

        var submission = await stage.SubmissionAsync();
        Assert.Equal((SubmissionState.Sent, 1), (submission.State, submission.Sends));
        Assert.NotNull(submission.SentAt);
    }

    [Fact]
    public async Task A_run_that_nobody_wrote_down_is_sent_by_whoever_watches_it()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        await Database.ExecuteAsync($"DELETE FROM submission WHERE run_id = '{stage.Run}'");

        await stage.LookAsync();

        Assert.Single(stage.Service.Jobs);
    }

    [Fact]
    public async Task A_run_that_nobody_wrote_down_fails_when_its_engine_is_gone()
    {
        await using var stage = await DelegationStage.SetAsync(Database, items: 1);
        await Database.ExecuteAsync($"DELETE FROM submission WHERE run_id = '{stage.Run}'");
        await stage.Get<ConnectEngine>().RemoveAsync(stage.Engine.Name, "ada", CancellationToken.None);

        await stage.LookAsync();

        var run = await stage.SummaryAsync();
        Assert.Equal((ExecutionStatus.Failed, 1L), (run.Status, run.Items.Cancelled));
        Assert.Contains(stage.Engine.Name, run.ErrorSummary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_that_cannot_be_used_here_is_not_in_the_way_of_another()
    {
        var file = Path.GetTempFileName();
        await using var unusable = await DelegationStage.SetAsync(Database, credential: $"file:{file}", started: false);
        for (var run = 0; run < EngineDefaults.Turns * 5; run++)
            await unusable.StartAsync(items: 0);
        await using var stage = await DelegationStage.SetAsync(Database);
        File.Delete(file);
        var reconciler = stage.Get<EngineReconciler>();

        // The first finds out that it cannot be used.
        await reconciler.LookAsync(new ReconcileScope(), CancellationToken.None);
        await reconciler.LookAsync(new ReconcileScope(), CancellationToken.None);

        Assert.Equal(1, stage.Service.Posts);
        Assert.Equal(0, unusable.Service.Posts);
    }

    [Fact]
    public async Task An_engine_of_a_name_that_is_taken_leaves_nothing_behind()
    {
        await using var stage = await DelegationStage.SetAsync(Database, started: false);
        var before = await CountConnectionsAsync();
        await Assert.ThrowsAsync<Domain.DuplicateEntityException>(() =>
            stage
                .Get<ConnectEngine>()
                .AddAsync(
                    new EngineDescription(
                        stage.Engine.Name,
                        "webhook",
                        stage.Service.Url,
                        Credential: null,
                        stage.Engine.Settings
                    ),
                    "ada",
                    CancellationToken.None
                )
        );
        Assert.Equal(before, await CountConnectionsAsync());
    }

    private Task<object?> CountConnectionsAsync() => Database.ScalarAsync("SELECT count(*) FROM engine_connection");

    private EngineReconciler Stumbling(DelegationStage stage, string member, Exception cause) =>
        stage.NewReconciler(Database.Clock, store => StumblingStore.Around(store, member, cause));

    private static Task Cut(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }
}
