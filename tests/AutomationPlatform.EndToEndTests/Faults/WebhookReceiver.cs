using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace AutomationPlatform.EndToEndTests.Faults;

/// <summary>A receiver of webhooks on a free port of loopback, which can be made to keep its answers back. Dispose it.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly List<string> received = [];
    private readonly Task serving;
    private TaskCompletionSource? holding;
    private int answers;

    internal WebhookReceiver()
    {
        Url = $"http://127.0.0.1:{FreePort()}/";
        listener.Prefixes.Add(Url);
        listener.Start();
        serving = ServeAsync();
    }

    internal string Url { get; }

    /// <summary>The ids of the events that were taken, each as often as it was.</summary>
    internal IReadOnlyList<string> Received
    {
        get
        {
            lock (received)
                return [.. received];
        }
    }

    /// <summary>Answers so many events, and keeps the answers to all others back until it is told to go on.</summary>
    internal void HoldAfter(int events)
    {
        holding = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        answers = events;
    }

    internal void GoOn()
    {
        var held = Interlocked.Exchange(ref holding, null);
        held?.SetResult();
    }

    public async ValueTask DisposeAsync()
    {
        GoOn();
        listener.Stop();
        await serving;
        listener.Close();
    }

    private async Task ServeAsync()
    {
        while (listener.IsListening)
        {
            try
            {
                _ = TakeAsync(await listener.GetContextAsync());
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task TakeAsync(HttpListenerContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.InputStream);
        if (holding is { } held && Interlocked.Decrement(ref answers) < 0)
        {
            // Whoever sent it is dead by then: it was not taken.
            await held.Task;
            context.Response.Abort();
            return;
        }
        lock (received)
            received.Add(body.RootElement.GetProperty("id").GetString()!);
        context.Response.StatusCode = 204;
        context.Response.Close();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
