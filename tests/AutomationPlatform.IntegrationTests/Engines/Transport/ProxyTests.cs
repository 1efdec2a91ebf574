using AutomationPlatform.Application;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.IntegrationTests.Handlers;
using Microsoft.AspNetCore.Http;

namespace AutomationPlatform.IntegrationTests.Engines.Transport;

/// <summary>A proxy that is set is really used.</summary>
public sealed class ProxyTests : IAsyncLifetime
{
    private static readonly CancellationToken Token = CancellationToken.None;

    private readonly HurriedClock clock = new();
    private readonly ForwardProxy proxy = new();
    private HttpService service = null!;

    public async ValueTask InitializeAsync()
    {
        service = await HttpService.StartAsync();
        service.Answer = context => context.Response.WriteAsJsonAsync(new { id = "job-1" });
    }

    public async ValueTask DisposeAsync()
    {
        await service.DisposeAsync();
        await proxy.DisposeAsync();
    }

    [Fact]
    public async Task A_request_goes_through_the_proxy_with_its_whole_address()
    {
        var client = TestedClient.OpenService(service.Url, clock, ("proxy", proxy.Url));

        await client.SubmitAsync(TestedClient.Whole("{}"), Token);

        Assert.Equal($"POST {service.Url} HTTP/1.1", Assert.Single(proxy.Asked));
        Assert.Equal(1, service.Requests);
    }

    [Fact]
    public async Task What_is_encrypted_goes_through_a_tunnel_of_the_proxy()
    {
        using var authority = new PrivateAuthority();
        await using var server = await TlsServer.StartAsync(authority.Issue("127.0.0.1"));
        var client = TestedClient.OpenService(server.Url, clock, ("proxy", proxy.Url), ("caFile", authority.File));

        await client.SubmitAsync(TestedClient.Whole("{}"), Token);

        Assert.Equal($"CONNECT {server.Url.Authority} HTTP/1.1", Assert.Single(proxy.Asked));
        Assert.Equal(1, server.Requests);
    }

    [Fact]
    public async Task A_proxy_that_opens_no_tunnel_leaves_the_engine_unreached()
    {
        proxy.Refusal = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        var client = TestedClient.OpenService(new Uri("https://engine.example"), clock, ("proxy", proxy.Url));

        var refused = await Assert.ThrowsAsync<EngineException>(() =>
            client.SubmitAsync(TestedClient.Whole("{}"), Token)
        );

        Assert.Equal(EngineTrouble.Unreachable, refused.Trouble);
        Assert.Contains("403", refused.Answer, StringComparison.Ordinal);
        Assert.Contains("setting proxy", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_that_asks_for_a_user_is_named_as_what_refuses()
    {
        proxy.Refusal = "HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        var client = TestedClient.OpenService(service.Url, clock, ("proxy", proxy.Url));

        var refused = await Assert.ThrowsAsync<EngineException>(() =>
            client.SubmitAsync(TestedClient.Whole("{}"), Token)
        );

        Assert.StartsWith("407", refused.Answer, StringComparison.Ordinal);
        Assert.Contains("correct the setting proxy", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, service.Requests);
    }

    [Theory]
    [InlineData("http://ada:secret@proxy.example")]
    [InlineData("socks5://proxy.example")]
    [InlineData("proxy.example:3128")]
    public void A_proxy_that_cannot_be_used_is_refused_when_the_engine_is_added(string text)
    {
        var refused = Assert.Throws<InvalidInputException>(() =>
            TestedClient.OpenService(service.Url, clock, ("proxy", text))
        );
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }
}
