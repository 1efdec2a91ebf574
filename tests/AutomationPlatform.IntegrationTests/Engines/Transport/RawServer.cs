using System.Net;
using System.Net.Sockets;
using System.Text;

namespace AutomationPlatform.IntegrationTests.Engines.Transport;

/// <summary>A server that writes whatever bytes it is told to, HTTP or not. Dispose it.</summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener listener;
    private readonly CancellationTokenSource stop = new();
    private readonly Task serving;
    private int requests;

    internal RawServer(Func<NetworkStream, CancellationToken, Task> answer, IPAddress? address = null)
    {
        listener = new TcpListener(address ?? IPAddress.Loopback, 0);
        listener.Start();
        serving = ServeAsync(answer);
    }

    internal int Requests => requests;

    internal Uri Url => new($"http://{listener.LocalEndpoint}");

    /// <summary>One that answers every request with these characters, each a byte, and closes the connection.</summary>
    internal static RawServer Saying(string answer, IPAddress? address = null) =>
        new(async (stream, token) => await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), token), address);

    /// <summary>Reads the head of a request.</summary>
    internal static async Task<string> ReadHeadAsync(NetworkStream stream, CancellationToken token)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (
            !head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, token) == 1
        )
            head.Append((char)one[0]);
        return head.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await serving;
        listener.Stop();
        stop.Dispose();
    }

    private async Task ServeAsync(Func<NetworkStream, CancellationToken, Task> answer)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                await using var stream = client.GetStream();
                if ((await ReadHeadAsync(stream, stop.Token)).Length == 0)
                    continue;
                Interlocked.Increment(ref requests);
                await answer(stream, stop.Token);
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or IOException)
        {
            // The test is over, or its client has gone.
        }
    }
}
