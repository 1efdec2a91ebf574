using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>The client on a real Slurm, where one runs.</summary>
public sealed class SlurmTests
{
    private const string Variable = "APC_TEST_SLURM";

    private static readonly CancellationToken Token = CancellationToken.None;

    private readonly string cluster;
    private readonly IEngineClient client;

    public SlurmTests()
    {
        cluster = Environment.GetEnvironmentVariable(Variable) ?? "";
        Assert.SkipWhen(
            !File.Exists(Path.Combine(cluster, "url")),
            $"{Variable} does not name the directory of a running Slurm cluster; ./test.sh engines starts one"
        );
        client = TestedClient.Open(
            "slurm",
            new Uri(Told("url")),
            Path.Combine(cluster, "token"),
            ("user", Told("user")),
            ("directory", Path.Combine(cluster, "jobs")),
            ("program", "/bin/true"),
            ("databaseUrlFile", "/dev/null")
        );
    }

    [Fact]
    public async Task A_job_begins_when_it_is_let_go_and_not_before()
    {
        var job = await SubmitAsync(TestedClient.Whole("""{"script":"#!/bin/sh\necho hello"}"""));
        var held = Assert.Single(await client.GetAsync(job, Token));
        Assert.Equal((ExecutionStatus.Pending, "JobHeldUser"), (held.Status, held.Message));

        await client.LetBeginAsync(job, Token);
        await client.LetBeginAsync(job, Token);

        await EndsAsync(job);
        var log = await client.ReadLogAsync(job, part: 0, offset: 0, Token);
        Assert.Equal(("hello\n", 6), (log.Text, log.Next));
        Assert.Equal(("", 6), await PieceAsync(job, 6));
        Assert.Equal(("lo\n", 6), await PieceAsync(job, 3));
        await client.LetBeginAsync(job, Token);
    }

    [Fact]
    public async Task All_tasks_of_an_array_are_let_go_together_and_found_by_our_id()
    {
        var job = await SubmitAsync(TestedClient.Shards(3));
        Assert.Equal([job.ExternalId], await client.FindAsync(job.Order, Token));
        Assert.True(Assert.Single(await client.ListAsync(Token), each => each.ExternalId == job.ExternalId).IsOpen);
        Assert.All(await client.GetAsync(job, Token), part => Assert.Equal(ExecutionStatus.Pending, part.Status));

        await client.LetBeginAsync(job, Token);

        await EndsAsync(job);
        Assert.False(Assert.Single(await client.ListAsync(Token), each => each.ExternalId == job.ExternalId).IsOpen);
    }

    [Fact]
    public async Task A_job_that_is_still_held_is_cancelled_without_having_begun()
    {
        var job = await SubmitAsync(TestedClient.Whole("""{"script":"#!/bin/sh\necho never"}"""));

        await client.CancelAsync(job, round: 0, Token);

        Assert.Equal(ExecutionStatus.Cancelled, (await EndsAsync(job)).Status);
        var none = await Assert.ThrowsAsync<EngineException>(() => client.ReadLogAsync(job, 0, 0, Token));
        Assert.Equal(EngineTrouble.Missing, none.Trouble);
        Assert.Contains("it is not on this machine", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_for_a_partition_that_is_not_there_is_refused_rather_than_sent_for_ever()
    {
        var order = TestedClient.Whole("""{"script":"#!/bin/sh","partition":"nosuch"}""");
        var refused = await Assert.ThrowsAsync<EngineException>(() => client.SubmitAsync(order, Token));
        Assert.Equal(EngineTrouble.Refused, refused.Trouble);
        Assert.Contains("500 Invalid partition name specified (2000)", refused.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_in_the_place_of_a_log_is_not_followed()
    {
        var job = await SubmitAsync(TestedClient.Whole("""{"script":"#!/bin/sh\ntrue"}"""));
        await client.CancelAsync(job, round: 0, Token);
        var secret = Path.GetTempFileName();
        var log = Path.Combine(cluster, "jobs", job.Order.Name + ".log");
        File.CreateSymbolicLink(log, secret);

        var refused = await Assert.ThrowsAsync<EngineException>(() => client.ReadLogAsync(job, 0, 0, Token));

        Assert.Contains("it is a link", refused.Message, StringComparison.Ordinal);
        File.Delete(log);
        File.Delete(secret);
    }

    private async Task<EngineJob> SubmitAsync(EngineOrder order) =>
        new(order, await client.SubmitAsync(order, Token), CancelRequested: false);

    private async Task<(string, long)> PieceAsync(EngineJob job, long offset)
    {
        var piece = await client.ReadLogAsync(job, part: 0, offset, Token);
        return (piece.Text, piece.Next);
    }

    // The cluster decides when: it is asked again and again, each time by a request of its own.
    private async Task<PartReport> EndsAsync(EngineJob job)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var reports = await client.GetAsync(job, limit.Token);
            if (reports.All(report => report.Status.IsFinished()))
                return reports[0];
        }
    }

    private string Told(string name) => File.ReadAllText(Path.Combine(cluster, name)).Trim();
}
