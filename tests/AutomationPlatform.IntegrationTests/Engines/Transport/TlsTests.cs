using AutomationPlatform.Application;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.IntegrationTests.Engines.Transport;

/// <summary>Which certificates an engine is trusted with, by real handshakes.</summary>
public sealed class TlsTests : IDisposable
{
    private const string Loopback = "127.0.0.1";

    private static readonly CancellationToken Token = CancellationToken.None;

    private readonly PrivateAuthority authority = new();
    private readonly HurriedClock clock = new();

    [Fact]
    public async Task An_authority_of_ones_own_is_refused_and_the_remedy_names_the_setting()
    {
        await using var server = await TlsServer.StartAsync(authority.Issue(Loopback));

        var refused = await RefusedAsync(Open(server));

        Assert.Contains(server.Url.AbsoluteUri, refused.Message, StringComparison.Ordinal);
        Assert.Contains("certificate chain", refused.Answer, StringComparison.Ordinal);
        Assert.Contains("--set caFile=PATH", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task With_its_file_it_is_trusted()
    {
        await using var server = await TlsServer.StartAsync(authority.Issue(Loopback));

        var report = Assert.Single(await Open(server, authority.File).GetAsync(TestedClient.Job("job-1"), Token));

        Assert.Equal(ExecutionStatus.Completed, report.Status);
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task The_file_of_another_authority_does_not_help()
    {
        using var other = new PrivateAuthority();
        await using var server = await TlsServer.StartAsync(authority.Issue(Loopback));

        await RefusedAsync(Open(server, other.File));

        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task A_certificate_of_another_name_is_refused_and_the_remedy_is_the_name()
    {
        await using var server = await TlsServer.StartAsync(authority.Issue("engine.example"));

        var refused = await RefusedAsync(Open(server, authority.File));

        Assert.Contains("RemoteCertificateNameMismatch", refused.Answer, StringComparison.Ordinal);
        Assert.Contains("correct the host of --url", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("caFile", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task A_certificate_that_has_expired_is_refused_and_the_remedy_is_to_renew_it()
    {
        await using var server = await TlsServer.StartAsync(authority.Issue(Loopback, days: -1));

        var refused = await RefusedAsync(Open(server, authority.File));

        Assert.Contains("NotTimeValid", refused.Answer, StringComparison.Ordinal);
        Assert.Contains("renew it", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, server.Requests);
    }

    [Fact]
    public async Task What_is_sent_to_an_engine_that_is_not_trusted_was_not_sent()
    {
        await using var server = await TlsServer.StartAsync(authority.Issue(Loopback));
        var refused = await Assert.ThrowsAsync<EngineException>(() =>
            Open(server).SubmitAsync(TestedClient.Whole("{}"), Token)
        );
        Assert.Equal(EngineTrouble.Unreachable, refused.Trouble);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no certificate at all")]
    public void A_file_without_a_certificate_is_refused_when_the_engine_is_added(string content)
    {
        var file = Path.GetTempFileName();
        File.WriteAllText(file, content);
        var refused = Assert.Throws<InvalidInputException>(() =>
            TestedClient.OpenService(new Uri("https://engine.example"), clock, ("caFile", file))
        );
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
        File.Delete(file);
    }

    public void Dispose() => authority.Dispose();

    private IEngineClient Open(TlsServer server, string? caFile = null) =>
        TestedClient.OpenService(server.Url, clock, caFile is null ? [] : [("caFile", caFile)]);

    private static async Task<EngineException> RefusedAsync(IEngineClient client)
    {
        var refused = await Assert.ThrowsAsync<EngineException>(() => client.TestAsync(Token));
        Assert.Equal(EngineTrouble.Unreachable, refused.Trouble);
        return refused;
    }
}
