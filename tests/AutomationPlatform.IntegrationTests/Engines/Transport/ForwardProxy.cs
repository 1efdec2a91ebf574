using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AutomationPlatform.IntegrationTests.Engines.Transport;

/// <summary>A proxy: what names a whole address is passed on, and CONNECT opens a tunnel. Dispose it.</summary>
internal sealed class ForwardProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly Task serving;

    internal ForwardProxy()
    {
        listener.Start();
        serving = ServeAsync();
    }

    internal string Url => $"http://{listener.LocalEndpoint}";

    /// <summary>The first line of the first request of each connection.</summary>
    internal ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>What it says in place of passing anything on; null to pass it on.</summary>
    internal string? Refusal { get; set; }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await serving;
        listener.Stop();
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
                open.Add(CarryAsync(await listener.AcceptTcpClientAsync(stop.Token)));
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var taken = client;
        try
        {
            await using var stream = client.GetStream();
            var head = await RawServer.ReadHeadAsync(stream, stop.Token);
            var line = head.Split("\r\n")[0];
            Asked.Enqueue(line);
            if (Refusal is not null)
                await stream.WriteAsync(Encoding.ASCII.GetBytes(Refusal), stop.Token);
            else if (line.Split(' ') is ["CONNECT", var target, _])
                await TunnelAsync(stream, new Uri($"tcp://{target}"), "", "HTTP/1.1 200 OK\r\n\r\n");
            else if (line.Split(' ') is [_, var address, _])
                await TunnelAsync(stream, new Uri(address), head, "");
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException)
        {
            // One of the two has closed, or the test is over.
        }
    }

    private async Task TunnelAsync(NetworkStream stream, Uri target, string toTarget, string toClient)
    {
        using var onward = new TcpClient();
        await onward.ConnectAsync(target.Host, target.Port, stop.Token);
        await using var far = onward.GetStream();
        await far.WriteAsync(Encoding.ASCII.GetBytes(toTarget), stop.Token);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(toClient), stop.Token);
        await Task.WhenAny(stream.CopyToAsync(far, stop.Token), far.CopyToAsync(stream, stop.Token));
    }
}
