using System.Net;
using System.Net.Sockets;

namespace AutomationPlatform.EndToEndTests.Engines;

/// <summary>The proxy of the environment is used, unless the engine's settings say otherwise.</summary>
public sealed class EnvironmentProxyTests : IDisposable
{
    private readonly TestFolder folder = new();

    [Fact]
    public async Task The_proxy_of_the_environment_is_asked_unless_the_engine_says_none()
    {
        await using var service = new RemoteJobs();
        await using var proxy = new RefusingProxy();
        (await folder.ApcAsync("db", "migrate")).AssertDone();
        (await folder.ApcAsync(service.Connection("through"))).AssertDone();
        (await folder.ApcAsync(service.Connection("past", "proxy=none"))).AssertDone();
        folder.Environment["http_proxy"] = proxy.Url;

        (await folder.ApcAsync("engines", "test", "through")).AssertRefused(69, "'through'", "403", service.Url);
        Assert.Equal([$"GET {service.Url}jobs HTTP/1.1"], proxy.Asked);

        (await folder.ApcAsync("engines", "test", "past")).AssertDone();
        Assert.Single(proxy.Asked);
    }

    public void Dispose() => folder.Dispose();

    /// <summary>A proxy that lets nothing through.</summary>
    private sealed class RefusingProxy : IAsyncDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource stop = new();
        private readonly Task serving;

        internal RefusingProxy()
        {
            listener.Start();
            serving = ServeAsync();
        }

        internal string Url => $"http://{listener.LocalEndpoint}";

        internal List<string> Asked { get; } = [];

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await serving;
            listener.Stop();
            stop.Dispose();
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await listener.AcceptTcpClientAsync(stop.Token);
                    await using var stream = client.GetStream();
                    using var reader = new StreamReader(stream);
                    Asked.Add(await reader.ReadLineAsync(stop.Token) ?? "");
                    while (await reader.ReadLineAsync(stop.Token) is { Length: > 0 })
                        continue;
                    var answer = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray();
                    await stream.WriteAsync(answer, stop.Token);
                }
            }
            catch (OperationCanceledException)
            {
                // The test is over.
            }
        }
    }
}
