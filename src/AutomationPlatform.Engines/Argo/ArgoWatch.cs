using System.Text.Json;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Argo;

/// <summary>Listens for changes of a workflow.</summary>
internal static class ArgoWatch
{
    /// <summary>What Kubernetes says of a watch that begins at a revision it no longer has.</summary>
    private const string TooOld = "too old resource version";

    private const string Fields =
        "result.type,result.object.metadata.name,result.object.metadata.resourceVersion,result.object.status.phase";

    /// <summary>Waits for the first event of a workflow after a revision. It also returns when the server no longer has that
    /// revision: how the workflow stands must be asked anew then.</summary>
    /// <exception cref="EngineException">The server refuses, or stops telling.</exception>
    internal static async Task WaitAsync(
        ArgoHttp argo,
        string space,
        string name,
        string revision,
        CancellationToken cancellationToken
    )
    {
        var selector = Uri.EscapeDataString($"metadata.name={name}");
        var request = EngineRequest.Get(
            $"api/v1/workflow-events/{space}?listOptions.fieldSelector={selector}"
                + $"&listOptions.resourceVersion={Uri.EscapeDataString(revision)}&fields={Fields}"
        );
        try
        {
            await using var stream = await argo.OpenAsync(request, cancellationToken);
            while (await stream.ReadLineAsync(cancellationToken) is { } line)
                if (line.Length > 0 && TellsOfChange(ArgoLine.Result(line, stream), name, revision))
                    return;
            throw stream.Trouble("the stream of events has ended");
        }
        catch (EngineException gone)
            when (gone.Answer.StartsWith("410", StringComparison.Ordinal)
                || gone.Answer.Contains(TooOld, StringComparison.Ordinal)
            )
        {
            // What has happened since is not told any more; it may be a change.
        }
    }

    // Revisions are compared for sameness only: their order is Kubernetes' own affair.
    private static bool TellsOfChange(JsonElement result, string name, string revision)
    {
        var metadata = result.Member("object").Member("metadata");
        var isOurs = metadata.Text("name") is not { } told || told == name;
        return isOurs && (metadata.Text("resourceVersion") != revision || result.Text("type") == "DELETED");
    }
}
