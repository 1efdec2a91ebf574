using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;
using Microsoft.AspNetCore.Http;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>Jenkins, from the submission of a build to its end.</summary>
public sealed class JenkinsTests : JenkinsTest
{
    [Fact]
    public async Task A_build_is_followed_from_the_queue_to_its_end()
    {
        var job = await SubmitAsync();
        var waiting = await ReportAsync(job);
        Assert.Equal(
            (ExecutionStatus.Pending, "Waiting for next available executor"),
            (waiting.Status, waiting.Message)
        );

        var build = Server.Begin(130);
        Assert.Equal(ExecutionStatus.Pending, (await ReportAsync(job)).Status);
        Server.Tell(130);
        var building = await ReportAsync(job);
        Assert.Equal((ExecutionStatus.Processing, "130/28"), (building.Status, building.Continuation));
        Assert.Equal(("agent-1", waiting.ExternalId), (building.Node, building.ExternalId));
        Assert.Equal($"{Server.Url}job/ops/job/nightly/28/console", building.Log);

        Clock.Advance(TimeSpan.FromMinutes(5));
        build.Result = "FAILURE";
        job = Following(job, building);
        Assert.Equal(ExecutionStatus.Processing, (await ReportAsync(job)).Status);
        build.GoesOn = false;
        Assert.Equal(ExecutionStatus.Failed, (await ReportAsync(job)).Status);
    }

    [Fact]
    public async Task A_send_whose_answer_was_cut_off_is_merged_with_itself_and_stays_one_item()
    {
        var order = Order();
        Server.AfterPost = context => context.Abort();
        Assert.Equal(EngineTrouble.Unclear, (await ThrowsAsync(() => Client.SubmitAsync(order, Token))).Trouble);
        Server.AfterPost = _ => { };

        Assert.Equal("130", await Client.SubmitAsync(order, Token));

        Assert.Single(Server.Items);
    }

    [Fact]
    public async Task Runs_with_the_same_parameters_are_builds_of_their_own()
    {
        await SubmitAsync();
        await SubmitAsync();
        Assert.Equal(2, Server.Items.Count);
        Assert.All(Server.Items, item => Assert.Equal("eu", item.Parameters["region"]));
    }

    [Fact]
    public async Task Values_that_are_no_texts_arrive_as_they_were_written()
    {
        Server["ops/nightly"].Defined.UnionWith(["dry", "limit", "empty"]);
        await SubmitAsync(Order(parameters: """{"dry":true,"limit":1.50,"empty":null}"""));
        var given = Assert.Single(Server.Items).Parameters;
        Assert.Equal(("true", "1.50", ""), (given["dry"], given["limit"], given["empty"]));
    }

    [Theory]
    [InlineData("APC_SUBMISSION")]
    [InlineData("region")]
    public async Task A_job_that_does_not_define_a_parameter_is_refused_and_nothing_is_queued(string name)
    {
        Server["ops/nightly"].Defined.Remove(name);
        await RefusedAsync(EngineTrouble.Refused, name, () => Client.SubmitAsync(Order(), Token));
        Assert.Empty(Server.Items);
    }

    [Theory]
    [InlineData("APC_RUN_ID")]
    [InlineData("APC_SHARD")]
    public async Task The_job_of_shards_must_know_which_run_and_shard_it_is_for(string name)
    {
        var client = Open(("shardJob", "ops/nightly"));
        Server["ops/nightly"].Defined.UnionWith(["APC_SHARD"]);
        await client.SubmitAsync(TestedClient.Shards(1), Token);
        Assert.Equal("0/1", Assert.Single(Server.Items).Parameters["APC_SHARD"]);
        Assert.Equal("version 2.479; job ops/nightly takes shards", await client.TestAsync(Token));

        Server["ops/nightly"].Defined.Remove(name);
        await RefusedAsync(EngineTrouble.Refused, name, () => client.SubmitAsync(TestedClient.Shards(1), Token));
        await RefusedAsync(EngineTrouble.Refused, name, () => client.TestAsync(Token));
    }

    [Fact]
    public async Task A_definition_that_gives_a_parameter_of_ours_is_refused()
    {
        var order = Order(parameters: """{"APC_SUBMISSION":"mine"}""");
        await RefusedAsync(EngineTrouble.Refused, "APC_SUBMISSION", () => Client.SubmitAsync(order, Token));
        Assert.Empty(Server.Asked);
    }

    [Fact]
    public async Task A_job_that_is_not_there_may_not_be_built_is_disabled_or_vetoed_is_refused_with_its_reason()
    {
        Task Submit() => Client.SubmitAsync(Order(), Token);
        Server["ops/nightly"].IsVetoed = true;
        await RefusedAsync(EngineTrouble.Refused, "302 back to the job", Submit);
        Server["ops/nightly"].IsDisabled = true;
        await RefusedAsync(EngineTrouble.Refused, "409 Jenkins nightly is not buildable", Submit);
        Server.MayBuild = false;
        await RefusedAsync(EngineTrouble.Forbidden, "ci is missing the Job/Build permission", Submit);
        Server.Delete("ops/nightly");
        await RefusedAsync(EngineTrouble.Missing, "404", Submit);
    }

    [Fact]
    public async Task While_it_restarts_nothing_is_known_and_nothing_is_lost()
    {
        var job = await SubmitAsync();
        Server.IsStarting = true;
        await RefusedAsync(EngineTrouble.Unclear, "503 Jenkins Please wait", () => Client.SubmitAsync(Order(), Token));
        await RefusedAsync(EngineTrouble.Unclear, "503", () => Client.GetAsync(job, Token));
        await RefusedAsync(EngineTrouble.Unclear, "503", () => Client.CancelAsync(job, round: 0, Token));
        Server.IsStarting = false;
        Assert.Equal(ExecutionStatus.Pending, (await ReportAsync(job)).Status);
    }

    [Fact]
    public async Task A_user_with_a_password_gets_a_crumb_and_uses_it_in_its_session()
    {
        await File.WriteAllTextAsync(CredentialFile, JenkinsServer.ByPassword);
        var job = await SubmitAsync();
        Assert.Single(Server.Items);
        await Client.CancelAsync(job, round: 0, Token);
        Assert.True(Server.Items[0].IsCancelled);
    }

    [Theory]
    [InlineData(404, "")]
    [InlineData(302, "")]
    [InlineData(200, "{}")]
    [InlineData(200, """{"crumb":"x\r\nHost: y","crumbRequestField":"Jenkins-Crumb"}""")]
    public async Task Without_a_crumb_nothing_is_taken_for_cancelled(int status, string body)
    {
        var job = await SubmitAsync();
        await File.WriteAllTextAsync(CredentialFile, JenkinsServer.ByPassword);
        Server.Before = async context =>
        {
            if (context.Request.Path.Value != "/crumbIssuer/api/json")
                return false;
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(body);
            return true;
        };
        await RefusedAsync(EngineTrouble.Forbidden, "use an API token", () => Client.CancelAsync(job, round: 0, Token));
    }

    [Theory]
    [InlineData("SUCCESS", ExecutionStatus.Completed)]
    [InlineData("UNSTABLE", ExecutionStatus.Completed)]
    [InlineData("FAILURE", ExecutionStatus.Failed)]
    [InlineData("ABORTED", ExecutionStatus.Failed)]
    [InlineData("NOT_BUILT", ExecutionStatus.Skipped)]
    public async Task Results_are_told_in_our_words(string result, ExecutionStatus status)
    {
        var job = await SubmitAsync();
        Server.Build(130).End(result);
        var report = await ReportAsync(job);
        Assert.Equal((status, result), (report.Status, report.State));
        Assert.Equal(result == "ABORTED" ? "aborted, not by us" : null, report.Message);
    }

    [Fact]
    public async Task A_wrong_credential_is_told_without_showing_it()
    {
        Assert.Equal("version 2.479", await Client.TestAsync(Token));
        await File.WriteAllTextAsync(CredentialFile, "ci:hunter2");
        var refused = await ThrowsAsync(() => Client.TestAsync(Token));
        Assert.Equal(EngineTrouble.Forbidden, refused.Trouble);
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(CredentialFile, "hunter2");
        var bare = await ThrowsAsync(() => Client.TestAsync(Token));
        Assert.Contains("user:token", bare.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", bare.Message, StringComparison.Ordinal);
    }
}
