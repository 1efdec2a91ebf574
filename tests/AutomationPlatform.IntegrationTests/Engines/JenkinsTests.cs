using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>Jenkins, by a server with its manners.</summary>
public sealed class JenkinsTests : IAsyncLifetime
{
    private static readonly CancellationToken Token = CancellationToken.None;

    private readonly string credentialFile = Path.GetTempFileName();
    private JenkinsServer server = null!;
    private IEngineClient client = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(credentialFile, JenkinsServer.ByToken);
        server = await JenkinsServer.StartAsync();
        client = TestedClient.Open("jenkins", server.Url, credentialFile);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        File.Delete(credentialFile);
    }

    [Fact]
    public async Task A_build_is_followed_from_the_queue_to_its_end()
    {
        var job = await SubmitAsync();
        var waiting = await ReportAsync(job);
        Assert.Equal(
            (ExecutionStatus.Pending, "Waiting for next available executor"),
            (waiting.Status, waiting.Message)
        );

        var build = server.Begin(130);
        Assert.Equal(ExecutionStatus.Pending, (await ReportAsync(job)).Status);
        server.Tell(130);
        var building = await ReportAsync(job);
        Assert.Equal((ExecutionStatus.Processing, "130/28"), (building.Status, building.Continuation));
        Assert.Equal(("agent-1", waiting.ExternalId), (building.Node, building.ExternalId));
        Assert.Equal($"{server.Url}job/ops/job/nightly/28/console", building.Log);

        server.Forget(130);
        build.Result = "FAILURE";
        job = job with { ExternalId = building.Continuation! };
        Assert.Equal(ExecutionStatus.Processing, (await ReportAsync(job)).Status);
        build.GoesOn = false;
        Assert.Equal(ExecutionStatus.Failed, (await ReportAsync(job)).Status);
    }

    [Fact]
    public async Task A_build_whose_queue_item_has_vanished_is_found_by_our_id()
    {
        var job = await SubmitAsync();
        server.Begin(130);
        server.Forget(130);

        Assert.Equal("130/28", (await ReportAsync(job)).Continuation);
    }

    [Fact]
    public async Task A_build_that_is_nowhere_is_missing()
    {
        var job = await SubmitAsync();
        server.Forget(130);
        var missing = await Assert.ThrowsAsync<EngineException>(() => client.GetAsync(job, Token));
        Assert.Equal(EngineTrouble.Missing, missing.Trouble);
        Assert.Contains("the last 100 builds of job/ops/job/nightly/", missing.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_submission_is_found_in_the_queue_and_among_builds_and_no_other_is()
    {
        var order = Order();
        Assert.Empty(await client.FindAsync(order, Token));
        await SubmitAsync();
        await client.SubmitAsync(order, Token);
        Assert.Equal(["131"], await client.FindAsync(order, Token));
        server.Begin(131);
        Assert.Equal(["131/28"], await client.FindAsync(order, Token));
    }

    [Fact]
    public async Task A_send_whose_answer_was_cut_off_is_merged_with_itself_and_stays_one_item()
    {
        var order = Order();
        server.AfterPost = context => context.Abort();
        var unclear = await Assert.ThrowsAsync<EngineException>(() => client.SubmitAsync(order, Token));
        Assert.Equal(EngineTrouble.Unclear, unclear.Trouble);
        server.AfterPost = _ => { };

        Assert.Equal("130", await client.SubmitAsync(order, Token));

        Assert.Single(server.Items);
    }

    [Fact]
    public async Task Runs_with_the_same_parameters_are_builds_of_their_own()
    {
        await SubmitAsync();
        await SubmitAsync();
        Assert.Equal(2, server.Items.Count);
        Assert.All(server.Items, item => Assert.Equal("eu", item.Parameters["region"]));
    }

    [Fact]
    public async Task A_job_that_does_not_define_our_parameter_is_refused_and_nothing_is_queued()
    {
        server.Defined.Remove("APC_SUBMISSION");
        var refused = await Assert.ThrowsAsync<EngineException>(() => client.SubmitAsync(Order(), Token));
        Assert.Equal(EngineTrouble.Refused, refused.Trouble);
        Assert.Contains("APC_SUBMISSION", refused.Message, StringComparison.Ordinal);
        Assert.Empty(server.Items);
    }

    [Fact]
    public async Task A_disabled_job_is_refused_and_a_starting_server_is_not()
    {
        server.IsDisabled = true;
        var disabled = await Assert.ThrowsAsync<EngineException>(() => client.SubmitAsync(Order(), Token));
        Assert.Equal(EngineTrouble.Refused, disabled.Trouble);
        Assert.Contains("409 nightly is not buildable", disabled.Answer, StringComparison.Ordinal);
        server.IsStarting = true;
        var starting = await Assert.ThrowsAsync<EngineException>(() => client.SubmitAsync(Order(), Token));
        Assert.Equal(EngineTrouble.Unclear, starting.Trouble);
        Assert.Contains("Please wait", starting.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_with_a_password_gets_a_crumb_and_uses_it_in_its_session()
    {
        await File.WriteAllTextAsync(credentialFile, JenkinsServer.ByPassword);
        await SubmitAsync();
        Assert.Single(server.Items);
    }

    [Fact]
    public async Task Cancelling_takes_an_item_out_of_the_queue_and_stops_a_build_harder_each_time()
    {
        var waiting = await SubmitAsync();
        await client.CancelAsync(waiting, round: 0, Token);
        Assert.Equal(ExecutionStatus.Cancelled, (await ReportAsync(waiting)).Status);

        var building = await SubmitAsync() with { CancelRequested = true };
        var build = server.Begin(131);
        server.Tell(131);
        for (var round = 0; round < 4; round++)
            await client.CancelAsync(building, round, Token);
        Assert.Equal(["28/stop", "28/term", "28/kill", "28/kill"], server.Stops);
        (build.GoesOn, build.Result) = (false, "ABORTED");
        Assert.Equal(ExecutionStatus.Cancelled, (await ReportAsync(building)).Status);
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
        var build = server.Begin(130);
        server.Tell(130);
        (build.GoesOn, build.Result) = (false, result);
        var report = await ReportAsync(job);
        Assert.Equal((status, result), (report.Status, report.State));
        Assert.Equal(result == "ABORTED" ? "aborted, not by us" : null, report.Message);
    }

    [Fact]
    public async Task A_wrong_credential_is_told_without_showing_it()
    {
        Assert.Equal("version 2.479", await client.TestAsync(Token));
        await File.WriteAllTextAsync(credentialFile, "ci:hunter2");
        var refused = await Assert.ThrowsAsync<EngineException>(() => client.TestAsync(Token));
        Assert.Equal(EngineTrouble.Forbidden, refused.Trouble);
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(credentialFile, "hunter2");
        var bare = await Assert.ThrowsAsync<EngineException>(() => client.TestAsync(Token));
        Assert.Contains("user:token", bare.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", bare.Message, StringComparison.Ordinal);
    }

    private async Task<EngineJob> SubmitAsync()
    {
        var order = Order();
        return new EngineJob(order, await client.SubmitAsync(order, Token), CancelRequested: false);
    }

    private async Task<PartReport> ReportAsync(EngineJob job) => Assert.Single(await client.GetAsync(job, Token));

    private static EngineOrder Order() => TestedClient.Whole("""{"job":"ops/nightly","parameters":{"region":"eu"}}""");
}
