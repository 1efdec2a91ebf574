using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace AutomationPlatform.IntegrationTests.Engines;

// Streams: newline JSON, each line a result or an error. A watch goes on until somebody ends it.
internal sealed partial class ArgoServer
{
    private readonly List<(long Revision, string Name, JsonObject Event)> events = [];
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> logs = new(StringComparer.Ordinal);
    private readonly Channel<string> watches = Channel.CreateUnbounded<string>();
    private CancellationTokenSource cut = new();
    private TaskCompletionSource told = NewSignal();

    /// <summary>The oldest revision from which it can still tell what has happened.</summary>
    internal long OldestRevision { get; set; }

    /// <summary>Waits until a watch has begun.</summary>
    /// <returns>The query that it came with.</returns>
    internal ValueTask<string> NextWatchAsync(CancellationToken cancellationToken) =>
        watches.Reader.ReadAsync(cancellationToken);

    /// <summary>Cuts the connections of all watches.</summary>
    internal void CutWatches() => Interlocked.Exchange(ref cut, new CancellationTokenSource()).Cancel();

    /// <summary>Adds a line to the log of a pod.</summary>
    internal void Write(string pod, string line) => logs.GetOrAdd(pod, _ => []).Enqueue(line);

    // Within the gate.
    private void Tell(string type, string name)
    {
        var now = ++revision;
        workflows[name]["metadata"]!["resourceVersion"] = now.ToString(CultureInfo.InvariantCulture);
        events.Add((now, name, new JsonObject { ["type"] = type, ["object"] = workflows[name].DeepClone() }));
        Interlocked.Exchange(ref told, NewSignal()).SetResult();
    }

    private async Task WatchAsync(HttpContext context)
    {
        var selector = context.Request.Query["listOptions.fieldSelector"].ToString();
        var from = long.Parse(context.Request.Query["listOptions.resourceVersion"]!, CultureInfo.InvariantCulture);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cut.Token, context.RequestAborted);
        context.Response.ContentType = "application/json";
        await context.Response.StartAsync(end.Token);
        await watches.Writer.WriteAsync(context.Request.QueryString.Value!, end.Token);
        if (from < OldestRevision)
        {
            await LineAsync(context, "error", Error(410, $"too old resource version: {from} ({OldestRevision})"));
            return;
        }
        try
        {
            while (true)
            {
                var more = told.Task;
                foreach (var each in EventsOf(selector, from))
                {
                    from = each.Revision;
                    await LineAsync(context, "result", each.Event);
                }
                await more.WaitAsync(end.Token);
            }
        }
        catch (OperationCanceledException)
        {
            context.Abort();
        }
    }

    private List<(long Revision, string Name, JsonObject Event)> EventsOf(string selector, long from)
    {
        lock (gate)
            return [.. events.Where(each => each.Revision > from && selector == $"metadata.name={each.Name}")];
    }

    private async Task LogAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        var pod = context.Request.Query["podName"].ToString();
        foreach (var line in logs.TryGetValue(pod, out var written) ? written : [])
            await LineAsync(context, "result", new JsonObject { ["content"] = line, ["podName"] = pod });
    }

    private static async Task LineAsync(HttpContext context, string kind, JsonObject value)
    {
        await context.Response.WriteAsync(new JsonObject { [kind] = value.DeepClone() }.ToJsonString() + "\n");
        await context.Response.Body.FlushAsync();
    }

    private static JsonObject Error(int status, string message) =>
        new()
        {
            ["grpc_code"] = 2,
            ["http_code"] = status,
            ["message"] = message,
        };

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
