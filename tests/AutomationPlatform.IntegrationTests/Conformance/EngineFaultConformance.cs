using System.Net;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.IntegrationTests.Databases;
using AutomationPlatform.IntegrationTests.Engines;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>Whatever goes wrong between us and an engine: one job for a submission, and the right status in the end.</summary>
public abstract class EngineFaultConformance(TestDatabase database) : ConformanceTest(database)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task An_engine_that_is_down_at_the_submission_gets_it_once_when_it_is_back()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        stage.Service.Refuse(HttpStatusCode.ServiceUnavailable, "<html><h1>Starting</h1></html>");
        await stage.LookAsync();
        Assert.Contains("503 Starting", (await stage.SubmissionAsync()).Trouble, StringComparison.Ordinal);

        stage.Service.Recover();
        await stage.LookAfterAsync(EngineDefaults.Settle);
        await stage.LookAfterAsync(EngineDefaults.Settle);

        Assert.Single(stage.Service.Jobs);
        Assert.Null((await stage.SubmissionAsync()).Trouble);
    }

    [Fact]
    public async Task A_submission_whose_answer_was_cut_off_is_found_and_not_sent_again()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        stage.Service.AfterPost = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        };
        await stage.LookAsync();
        Assert.Equal(SubmissionState.Sent, (await stage.SubmissionAsync()).State);

        stage.Service.Recover();
        await stage.LookAfterAsync(Minute);

        Assert.Equal(1, stage.Service.Posts);
        Assert.Equal("job-1", (await stage.InstanceAsync()).ExternalId);
    }

    [Fact]
    public async Task A_submission_that_never_arrived_is_sent_again_but_not_before_it_could_have_arrived()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        stage.Service.Refuse(HttpStatusCode.BadGateway);
        await stage.LookAsync();
        stage.Service.Recover();

        await stage.LookAfterAsync(EngineDefaults.Settle / 2);
        Assert.Equal(0, stage.Service.Posts);
        await stage.LookAfterAsync(EngineDefaults.Settle);
        Assert.Equal(1, stage.Service.Posts);
        Assert.Equal(2, (await stage.SubmissionAsync()).Sends);
    }

    [Fact]
    public async Task A_process_that_dies_between_the_send_and_the_note_of_it_leaves_one_job()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        var dying = stage.NewProcess(services =>
            services.AddSingleton<ISubmissionStore>(_ => new DyingStore(Database.Get<ISubmissionStore>()))
        );
        await Assert.ThrowsAsync<ProcessDiedException>(() => stage.LookAsync(dying));
        Assert.Equal(1, stage.Service.Posts);
        Assert.Equal(0, await stage.LookAsync());

        await stage.LookAfterAsync(EngineDefaults.Lease);

        Assert.Equal(1, stage.Service.Posts);
        Assert.Equal("job-1", (await stage.InstanceAsync()).ExternalId);
    }

    [Fact]
    public async Task Processes_that_look_at_the_same_moment_send_one_job_and_write_one_instance()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        var processes = Enumerable.Range(0, 4).Select(_ => stage.NewProcess()).ToList();

        await Task.WhenAll(processes.Select(process => Task.Run(() => stage.LookAsync(process))));
        Database.Clock.Advance(Minute);
        stage.Service.Jobs[0].Status = "done";
        await Task.WhenAll(processes.Select(process => Task.Run(() => stage.LookAsync(process))));

        Assert.Equal(1, stage.Service.Posts);
        Assert.Equal(ExecutionStatus.Completed, (await stage.InstanceAsync()).Status);
        Assert.Equal(ExecutionStatus.Completed, (await stage.SummaryAsync()).Status);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized)]
    [InlineData(HttpStatusCode.Forbidden)]
    public async Task A_credential_that_is_refused_fails_the_run_and_is_named_but_never_shown(HttpStatusCode status)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "Bearer hunter2\n");
        await using var stage = await DelegationStage.SetAsync(Database, credential: $"file:{file}");
        stage.Service.Refuse(status, "who are you?");
        await stage.LookAsync();

        var run = await stage.SummaryAsync();
        Assert.Equal(ExecutionStatus.Failed, run.Status);
        Assert.Contains($"file:{file}", run.ErrorSummary, StringComparison.Ordinal);
        Assert.Contains($"{(int)status} who are you?", run.ErrorSummary, StringComparison.Ordinal);
        Assert.Contains(stage.Service.Url.AbsoluteUri, run.ErrorSummary, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", run.ErrorSummary, StringComparison.Ordinal);
        Assert.Equal("Bearer hunter2", Assert.Single(stage.Service.Credentials));
        File.Delete(file);
    }

    [Fact]
    public async Task A_token_that_expires_leaves_the_job_unknown_until_it_is_renewed()
    {
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "old");
        await using var stage = await DelegationStage.SetAsync(Database, credential: $"file:{file}");
        await stage.LookAsync();
        stage.Service.Before = context =>
        {
            var old = context.Request.Headers.Authorization == "old";
            context.Response.StatusCode = old ? 401 : 200;
            return Task.FromResult(old);
        };
        await stage.LookAfterAsync(Minute);
        var doubtful = await stage.InstanceAsync();
        Assert.Equal(Observation.Unknown, doubtful.Observation);
        Assert.StartsWith("401", doubtful.Metadata.Trouble!.Answer, StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, "new");
        await stage.LookAfterAsync(EngineDefaults.LongestTrouble);

        Assert.Equal(Observation.Ok, (await stage.InstanceAsync()).Observation);
        Assert.Null((await stage.InstanceAsync()).Metadata.Trouble);
        File.Delete(file);
    }

    [Fact]
    public async Task A_job_the_engine_does_not_know_any_more_is_lost_and_after_an_hour_failed_with_the_evidence()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        await stage.LookAsync();
        stage.Service.Forget();
        await stage.LookAfterAsync(Minute);
        var lost = await stage.InstanceAsync();
        Assert.Equal((Observation.Lost, ExecutionStatus.Pending), (lost.Observation, lost.Status));
        Assert.Equal($"GET {stage.Service.Url}/job-1", lost.Metadata.Trouble!.Asked);

        await stage.LookAfterAsync(EngineDefaults.LostLimit - Minute);
        Assert.Equal(ExecutionStatus.Pending, (await stage.InstanceAsync()).Status);
        await stage.LookAfterAsync(2 * Minute);

        var failed = await stage.InstanceAsync();
        Assert.Equal((Observation.Lost, ExecutionStatus.Failed), (failed.Observation, failed.Status));
        Assert.StartsWith("404", failed.Metadata.Trouble!.Answer, StringComparison.Ordinal);
        Assert.Equal(ExecutionStatus.Failed, (await stage.SummaryAsync()).Status);
    }

    [Fact]
    public async Task An_engine_that_is_down_for_hours_leaves_the_status_alone_and_is_believed_when_it_is_back()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        await stage.LookAsync();
        stage.Service.Jobs[0].Status = "running";
        await stage.LookAfterAsync(Minute);
        stage.Service.Refuse(HttpStatusCode.InternalServerError, "<html><body>oops</body></html>");
        for (var look = 0; look < 4; look++)
            await stage.LookAfterAsync(TimeSpan.FromHours(1));
        var doubtful = await stage.InstanceAsync();
        Assert.Equal((Observation.Unknown, ExecutionStatus.Processing), (doubtful.Observation, doubtful.Status));
        Assert.Equal("500 oops", doubtful.Metadata.Trouble!.Answer);

        stage.Service.Recover();
        stage.Service.Jobs[0].Status = "done";
        await stage.LookAfterAsync(TimeSpan.FromHours(1));

        Assert.Equal(ExecutionStatus.Completed, (await stage.SummaryAsync()).Status);
    }

    [Fact]
    public async Task An_engine_that_asks_for_patience_is_left_alone_so_long()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        stage.Service.Refuse(HttpStatusCode.TooManyRequests, "slowly", ("Retry-After", "600"));
        await stage.LookAsync();
        stage.Service.Recover();

        Assert.Equal(0, await stage.LookAfterAsync(TimeSpan.FromSeconds(599)));
        Assert.Equal(1, await stage.LookAfterAsync(TimeSpan.FromSeconds(2)));

        Assert.Equal(1, stage.Service.Posts);
        Assert.Equal(1, (await stage.SubmissionAsync()).Sends);
    }

    [Fact]
    public async Task What_the_engine_refuses_fails_the_run_at_once()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        stage.Service.Refuse(HttpStatusCode.UnprocessableEntity, """{"error":"no such flow"}""");
        await stage.LookAsync();

        Assert.Equal(SubmissionState.Refused, (await stage.SubmissionAsync()).State);
        Assert.Contains("no such flow", (await stage.SummaryAsync()).ErrorSummary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        stage.Service.Refuse(HttpStatusCode.Redirect, "", ("Location", "https://elsewhere.example/jobs?token=x"));
        await stage.LookAsync();

        var said = (await stage.SummaryAsync()).ErrorSummary;
        Assert.Contains("302 to https://elsewhere.example/jobs;", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_answer_is_given_up_and_looked_up()
    {
        await using var stage = await DelegationStage.SetAsync(Database, settings: new() { ["timeout"] = "1s" });
        var asked = new TaskCompletionSource();
        stage.Service.AfterPost = async context =>
        {
            context.Response.StatusCode = 201;
            await context.Response.WriteAsync("""{"id":""");
            await context.Response.Body.FlushAsync();
            await asked.Task;
        };
        await stage.LookAsync();
        asked.SetResult();
        Assert.Equal(SubmissionState.Sent, (await stage.SubmissionAsync()).State);

        stage.Service.Recover();
        await stage.LookAfterAsync(Minute);
        Assert.Equal(1, stage.Service.Posts);
        Assert.Equal("job-1", (await stage.InstanceAsync()).ExternalId);
    }

    [Fact]
    public async Task An_engine_whose_credential_is_not_here_is_left_to_others()
    {
        var file = Path.GetTempFileName();
        await using var stage = await DelegationStage.SetAsync(Database, credential: $"file:{file}");
        File.Delete(file);
        Assert.Equal(1, await stage.LookAsync());
        Assert.Equal(0, await stage.LookAsync());
        Assert.Contains(
            $"file:{file}",
            Assert.Single(stage.Get<EngineReconciler>().Unusable),
            StringComparison.Ordinal
        );

        await File.WriteAllTextAsync(file, "Bearer x");
        await stage.LookAsync(stage.NewProcess());

        Assert.Single(stage.Service.Jobs);
        File.Delete(file);
    }

    [Fact]
    public async Task A_word_that_nobody_has_explained_is_no_status()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        await stage.LookAsync();
        stage.Service.Jobs[0].Status = "frobnicating";
        await stage.LookAfterAsync(Minute);

        var instance = await stage.InstanceAsync();
        Assert.Equal((Observation.Unknown, ExecutionStatus.Pending), (instance.Observation, instance.Status));
        Assert.Contains("'frobnicating'", instance.Metadata.Trouble!.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Words_that_no_database_could_keep_do_not_hide_the_status()
    {
        await using var stage = await DelegationStage.SetAsync(Database);
        await stage.LookAsync();
        var job = stage.Service.Jobs[0];
        (job.Status, job.Message) = ("running", "a\0b" + new string('x', Payload.MaximumBytes));
        await stage.LookAfterAsync(Minute);

        var instance = await stage.InstanceAsync();
        Assert.Equal((Observation.Ok, ExecutionStatus.Processing), (instance.Observation, instance.Status));
        Assert.StartsWith("a\uFFFDbxxx", instance.Metadata.Message, StringComparison.Ordinal);
        Assert.Equal(Limits.Reason, instance.Metadata.Message!.Length);
    }
}
