using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>Jenkins is asked for the end of builds: in the queue, at work, and when it is another's.</summary>
public sealed class JenkinsCancelTests : JenkinsTest
{
    [Fact]
    public async Task Cancelling_takes_an_item_out_of_the_queue_and_may_be_repeated()
    {
        var job = await SubmitAsync();
        await Client.CancelAsync(job, round: 0, Token);
        Assert.Equal(ExecutionStatus.Cancelled, (await ReportAsync(job)).Status);
        await Client.CancelAsync(job, round: 1, Token);
        Assert.Equal(1, Server.Asked.Count(each => each.StartsWith("POST /queue", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_build_is_stopped_harder_each_time_and_left_alone_once_it_has_ended()
    {
        var job = await SubmitAsync() with { CancelRequested = true };
        var build = Server.Build(130);
        for (var round = 0; round < 4; round++)
            await Client.CancelAsync(job, round, Token);
        Assert.Equal(["28/stop", "28/term", "28/kill", "28/kill"], Server.Stops);

        build.End("ABORTED");
        await Client.CancelAsync(job, round: 4, Token);
        Assert.Equal(4, Server.Stops.Count());
        Assert.Equal(ExecutionStatus.Cancelled, (await ReportAsync(job)).Status);
    }

    [Fact]
    public async Task A_build_that_is_no_pipeline_is_asked_to_stop_again()
    {
        Server["ops/nightly"].IsPipeline = false;
        var job = await SubmitAsync();
        Server.Build(130);
        await Client.CancelAsync(job, round: 1, Token);
        Assert.Equal(["28/term", "28/stop"], Server.Stops);
    }

    [Fact]
    public async Task What_leaves_the_queue_while_it_is_cancelled_is_stopped_as_a_build()
    {
        var job = await SubmitAsync();
        Server.Before = context =>
        {
            if (context.Request.Path.Value == "/queue/cancelItem")
                Server.Build(130);
            return Task.FromResult(false);
        };
        await Client.CancelAsync(job, round: 0, Token);
        Assert.Equal(["28/stop"], Server.Stops);
    }

    [Fact]
    public async Task Who_may_not_cancel_is_told_so_and_what_could_not_be_cancelled_is_not_taken_for_done()
    {
        var job = await SubmitAsync();
        Task Cancel() => Client.CancelAsync(job, round: 0, Token);
        Server.CannotCancel = true;
        await RefusedAsync(EngineTrouble.Unclear, "500", Cancel);
        Server.MayCancel = false;
        await RefusedAsync(EngineTrouble.Forbidden, "422; give the user of file:", Cancel);
        Server.Build(130);
        await RefusedAsync(EngineTrouble.Forbidden, "403 Jenkins ci is missing the Job/Cancel permission", Cancel);
        Assert.Equal(ExecutionStatus.Processing, (await ReportAsync(job)).Status);
    }

    [Fact]
    public async Task An_item_that_has_our_number_and_not_our_id_is_left_alone()
    {
        var job = await SubmitAsync();
        Server.Renumber(130, 7);
        Server.NextItem = 130;
        await SubmitAsync();

        await Client.CancelAsync(job, round: 0, Token);

        Assert.Equal([(7L, true), (130L, false)], Server.Items.Select(item => (item.Id, item.IsCancelled)));
    }

    [Fact]
    public async Task A_build_that_has_our_number_and_not_our_id_is_missing_and_left_alone()
    {
        var job = await SubmitAsync();
        Server.Build(130);
        job = Following(job, await ReportAsync(job));
        Server.Delete("ops/nightly");
        Server.Add("ops/nightly");
        await SubmitAsync();
        Server.Build(131);

        await RefusedAsync(EngineTrouble.Missing, "is another build", () => Client.GetAsync(job, Token));
        await RefusedAsync(EngineTrouble.Missing, "is another build", () => Client.CancelAsync(job, 0, Token));
        await RefusedAsync(EngineTrouble.Missing, "is another build", () => Client.ReadLogAsync(job, 0, 0, Token));
        Assert.Empty(Server.Stops);
    }
}
