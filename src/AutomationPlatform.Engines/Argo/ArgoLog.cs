using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Engines.Http;
using AutomationPlatform.Engines.Logs;

namespace AutomationPlatform.Engines.Argo;

/// <summary>Reads the logs of a workflow's pods, one pod after the other in the order they began.</summary>
internal sealed class ArgoLog(ArgoHttp argo, EngineSettings settings, string workflow)
{
    /// <summary>What is asked of a workflow to find its pods.</summary>
    internal const string Fields = "metadata.name,metadata.annotations,status.phase,status.nodes";

    /// <summary>Reads on.</summary>
    /// <param name="pods">The pods in their order.</param>
    /// <param name="offset">0, or where the piece before has ended.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal Task<JobLogPiece> ReadAsync(IEnumerable<ArgoPod> pods, long offset, CancellationToken cancellationToken) =>
        LogChain.ReadAsync(
            [.. pods.Select(pod => new LogSource(pod.HasEnded, (slice, token) => PourAsync(pod, slice, token)))],
            offset,
            cancellationToken
        );

    private async Task PourAsync(ArgoPod pod, LogSlice slice, CancellationToken cancellationToken)
    {
        if (!pod.HasBegun)
            return;
        slice.Add($"--- {pod.Title}, pod {pod.Name} ---\n");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(settings.Timeout());
        // What is behind the slice is not fetched: closing the stream ends the server's reading.
        await using var stream = await argo.OpenAsync(Request(pod), cancellationToken);
        try
        {
            while (!slice.IsFull && await stream.ReadLineAsync(limit.Token) is { } line)
                if (line.Length > 0)
                    slice.Add((ArgoLine.Result(line, stream).Text("content") ?? "") + "\n");
        }
        catch (OperationCanceledException slow) when (!cancellationToken.IsCancellationRequested)
        {
            throw stream.Trouble($"the log did not come within the setting {EngineSettings.Names.Timeout}", slow);
        }
    }

    private EngineRequest Request(ArgoPod pod) =>
        EngineRequest.Get(
            $"{workflow}/log?podName={Uri.EscapeDataString(pod.Name)}&logOptions.container=main&logOptions.follow=false"
        );
}
