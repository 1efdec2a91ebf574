using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.IntegrationTests.Engines;

/// <summary>A Jenkins that has not the whole server, but a path of it.</summary>
public sealed class JenkinsBelowAPathTests : JenkinsTest
{
    private protected override string ContextPath => "/build/jenkins";

    [Fact]
    public async Task Everything_works_below_the_path_and_nothing_is_asked_beside_it()
    {
        await File.WriteAllTextAsync(CredentialFile, JenkinsServer.ByPassword);
        await Client.TestAsync(Token);
        var job = await SubmitAsync();
        Assert.Equal([job.ExternalId], await Client.FindAsync(job.Order, Token));
        Server.Build(130).Log = "begun\n";
        var report = await ReportAsync(job);
        Assert.Equal(ExecutionStatus.Processing, report.Status);
        Assert.Equal($"{Server.Url}job/ops/job/nightly/28/console", report.Log);
        Assert.Equal("begun\n", (await Client.ReadLogAsync(job, part: 0, offset: 0, Token)).Text);
        await Client.CancelAsync(job, round: 0, Token);
        Assert.Equal("28/stop", Assert.Single(Server.Stops.Distinct()));
        Assert.Single(await Client.ListAsync(Token));
        var waiting = await SubmitAsync();
        await Client.CancelAsync(waiting, round: 0, Token);
        Assert.True(Server.Items[1].IsCancelled);
        Server["ops/nightly"].IsVetoed = true;
        await RefusedAsync(EngineTrouble.Refused, "302 back to the job", () => Client.SubmitAsync(Order(), Token));

        Assert.All(Server.Asked, asked => Assert.Contains(" /build/jenkins/", asked, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_slash_at_the_end_of_the_address_may_be_left_out()
    {
        var client = TestedClient.Open("jenkins", new Uri(Server.Url.AbsoluteUri.TrimEnd('/')), CredentialFile);
        Assert.Equal("130", await client.SubmitAsync(Order(), Token));
    }
}
