using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>Runs that are handed to Jenkins go as its builds go, whatever happens to Jenkins meanwhile.</summary>
public sealed class JenkinsDelegationTests(SqliteTestDatabase database)
    : IClassFixture<SqliteTestDatabase>,
        IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly string credentialFile = Path.GetTempFileName();
    private JenkinsServer server = null!;
    private EngineStage stage = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(credentialFile, JenkinsServer.ByToken);
        server = await JenkinsServer.StartAsync(database.Clock);
        server.Add("ops/nightly");
        var engine = new EngineDescription(
            Story.Name("ci"),
            "jenkins",
            server.Url,
            $"file:{credentialFile}",
            new Dictionary<string, string>()
        );
        stage = await EngineStage.SetAsync(database, engine, """{"job":"ops/nightly"}""");
    }

    public async ValueTask DisposeAsync()
    {
        await stage.DisposeAsync();
        await server.DisposeAsync();
        File.Delete(credentialFile);
    }

    [Fact]
    public async Task A_run_goes_from_the_queue_through_its_build_to_its_end_as_one_instance()
    {
        await stage.LookAsync();
        Assert.Equal(ExecutionStatus.Pending, (await stage.SummaryAsync()).Status);
        var build = server.Build(130);
        await stage.LookAfterAsync(Minute);
        Assert.Equal(ExecutionStatus.Processing, (await stage.SummaryAsync()).Status);
        Assert.Equal("130/28", (await stage.SubmissionAsync()).ExternalId);
        build.End("SUCCESS");
        await stage.LookAfterAsync(10 * Minute);
        Assert.Equal(ExecutionStatus.Completed, (await stage.SummaryAsync()).Status);
        Assert.StartsWith("queue/130 apc:", (await stage.InstanceAsync()).ExternalId, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_is_deleted_is_lost_and_after_an_hour_failed_with_the_evidence()
    {
        await stage.LookAsync();
        server.Build(130);
        await stage.LookAfterAsync(Minute);
        server.Delete("ops/nightly");
        await stage.LookAfterAsync(Minute);
        var lost = await stage.InstanceAsync();
        Assert.Equal((Observation.Lost, ExecutionStatus.Processing), (lost.Observation, lost.Status));
        Assert.Equal($"GET {server.Url}job/ops/job/nightly/28/api/json", lost.Metadata.Trouble!.Asked);

        await stage.LookAfterAsync(EngineDefaults.LostLimit + Minute);

        Assert.Equal(ExecutionStatus.Failed, (await stage.SummaryAsync()).Status);
        Assert.Equal(Observation.Lost, (await stage.InstanceAsync()).Observation);
    }

    [Fact]
    public async Task A_restart_at_the_submission_and_at_work_leaves_one_build_and_the_status_alone()
    {
        server.IsStarting = true;
        await stage.LookAsync();
        Assert.Contains("503 Jenkins Please wait", (await stage.SubmissionAsync()).Trouble, StringComparison.Ordinal);
        server.IsStarting = false;
        await stage.LookAfterAsync(Minute);
        var build = server.Build(130);
        await stage.LookAfterAsync(Minute);

        server.IsStarting = true;
        await stage.LookAfterAsync(Minute);
        var doubtful = await stage.InstanceAsync();
        Assert.Equal((Observation.Unknown, ExecutionStatus.Processing), (doubtful.Observation, doubtful.Status));

        server.IsStarting = false;
        build.End("SUCCESS");
        await stage.LookAfterAsync(2 * Minute);
        Assert.Equal(ExecutionStatus.Completed, (await stage.SummaryAsync()).Status);
        Assert.Single(server.Items);
    }

    [Fact]
    public async Task A_controller_that_forgets_its_queue_in_a_crash_gets_the_submission_once_more_and_only_then()
    {
        server.AfterPost = context => context.Abort();
        await stage.LookAsync();
        Assert.Equal(SubmissionState.Sent, (await stage.SubmissionAsync()).State);
        server.AfterPost = _ => { };
        server.Lose(130);
        await stage.LookAfterAsync(EngineDefaults.Settle / 2);
        Assert.Empty(server.Items);

        await stage.LookAfterAsync(EngineDefaults.Settle);

        Assert.Equal("131", (await stage.SubmissionAsync()).ExternalId);
        Assert.Single(server.Items);
    }

    [Fact]
    public async Task A_cancelled_run_waits_for_its_build_and_a_restart_in_between_only_delays_it()
    {
        await stage.LookAsync();
        var build = server.Build(130);
        await stage.LookAfterAsync(Minute);
        server.IsStarting = true;
        await stage.CancelAsync();
        await stage.LookAfterAsync(Minute);
        server.IsStarting = false;
        await stage.LookAfterAsync(2 * Minute);
        Assert.Single(server.Stops);
        build.End("ABORTED");
        await stage.LookAfterAsync(Minute);
        Assert.Equal(ExecutionStatus.Cancelled, (await stage.SummaryAsync()).Status);
    }

    [Fact]
    public async Task A_build_that_may_not_be_cancelled_is_observed_all_the_same_and_the_refusal_is_told()
    {
        await stage.LookAsync();
        var build = server.Build(130);
        await stage.LookAfterAsync(Minute);
        server.MayCancel = false;
        await stage.CancelAsync();
        await stage.LookAfterAsync(Minute);
        Assert.Contains("Job/Cancel permission", (await stage.SubmissionAsync()).Trouble, StringComparison.Ordinal);
        Assert.Equal(Observation.Ok, (await stage.InstanceAsync()).Observation);

        build.End("FAILURE");
        await stage.LookAfterAsync(Minute);

        Assert.Equal(ExecutionStatus.Failed, (await stage.SummaryAsync()).Status);
    }

    [Theory]
    [InlineData("ci:wrong", "401")]
    [InlineData(JenkinsServer.ByToken, "403")]
    public async Task Who_is_not_known_or_may_not_build_fails_the_run_and_is_named_by_its_reference(
        string credential,
        string status
    )
    {
        await File.WriteAllTextAsync(credentialFile, credential);
        server.MayBuild = false;
        await stage.LookAsync();
        var run = await stage.SummaryAsync();
        Assert.Equal(ExecutionStatus.Failed, run.Status);
        Assert.Contains(status, run.ErrorSummary, StringComparison.Ordinal);
        Assert.Contains($"file:{credentialFile}", run.ErrorSummary, StringComparison.Ordinal);
        Assert.DoesNotContain("ci:", run.ErrorSummary, StringComparison.Ordinal);
    }
}
