using System.Text.Json;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Argo;

/// <summary>A workflow as Argo tells it.</summary>
/// <param name="response">The answer that holds it.</param>
/// <param name="cancelRequested">Whether we asked for its end, which Argo calls a failure.</param>
internal sealed class ArgoWorkflow(EngineResponse response, bool cancelRequested)
{
    /// <summary>What is asked of a workflow to tell how it stands.</summary>
    internal const string Fields =
        "metadata.name,metadata.resourceVersion,spec.shutdown,status.phase,status.message,status.progress,"
        + "status.startedAt,status.finishedAt,status.nodes";

    private const string StoppedMessage = "Stopped with strategy";

    private readonly JsonElement workflow = response.RequireJson();

    private JsonElement Status => workflow.Member("status");

    private string Phase => PhaseOf(Status);

    private string? Revision => workflow.Member("metadata").Text("resourceVersion");

    // Stopping and terminating both end in Failed; only the shutdown, or the message, tells.
    private bool IsStopped =>
        cancelRequested
        || workflow.Member("spec").Text("shutdown") is { Length: > 0 }
        || Status.Text("message")?.StartsWith(StoppedMessage, StringComparison.Ordinal) == true;

    /// <summary>The whole as one part.</summary>
    internal PartReport ToReport(string externalId, string url) =>
        new(
            0,
            externalId,
            Meaning(Phase),
            Phase,
            Payload.Of(Status.Words("phase", "message", "progress", "startedAt", "finishedAt"))
        )
        {
            Url = url,
            Message = Status.Line("message"),
            Revision = Revision,
        };

    /// <summary>Each shard by the node that does it; one without a node waits, or was left out when the whole has ended.</summary>
    internal List<PartReport> ToReports(string externalId, string url, int parts)
    {
        var nodes = ShardNodes();
        var whole = Meaning(Phase);
        var reports = new List<PartReport>();
        for (var part = 0; part < parts; part++)
        {
            var id = $"{externalId}/{part}";
            var report = nodes.TryGetValue(part, out var node)
                ? OfNode(part, id, node)
                : new PartReport(part, id, Absent(whole), "", Payload.Parse("{}"));
            reports.Add(report with { Url = url, Revision = Revision });
        }
        return reports;
    }

    /// <summary>Its pods in the order they began; of one shard, or all.</summary>
    internal IEnumerable<ArgoPod> Pods(string name, int? shard)
    {
        var format = workflow.Member("metadata").Member("annotations").Text(ArgoPod.Format);
        var isOver = ArgoAdapter.Statuses.Find(Phase)?.IsFinished() ?? false;
        return Nodes()
            .Where(node => node.Text("type") == "Pod" && (shard is null || Index(node) == shard))
            .Where(node => node.Text("id") is { Length: > 0 })
            .OrderBy(node => node.Text("startedAt") ?? "never", StringComparer.Ordinal)
            .ThenBy(node => node.Text("id"), StringComparer.Ordinal)
            .Select(node => ArgoPod.Of(name, format, node, isOver));
    }

    private static ExecutionStatus Absent(ExecutionStatus whole) =>
        whole.IsActive() ? ExecutionStatus.Pending
        : whole == ExecutionStatus.Completed ? ExecutionStatus.Skipped
        : ExecutionStatus.Cancelled;

    private PartReport OfNode(int part, string id, JsonElement node)
    {
        var phase = PhaseOf(node);
        var meaning = Meaning(phase);
        if (node.Text("type") == "Retry" && node.Member("children").Items().Count() > 1 && meaning.IsActive())
            meaning = ExecutionStatus.Retrying;
        return new PartReport(
            part,
            id,
            meaning,
            phase,
            Payload.Of(node.Words("id", "type", "phase", "message", "startedAt", "finishedAt"))
        )
        {
            Node = node.Line("hostNodeName"),
            Message = node.Line("message"),
        };
    }

    private IEnumerable<JsonElement> Nodes() => Status.Member("nodes").Values();

    // Of the attempts of a shard, the node that stands for all of them, else the last.
    private Dictionary<int, JsonElement> ShardNodes()
    {
        var found = new Dictionary<int, JsonElement>();
        foreach (var node in Nodes())
            if (
                node.Text("type") is "Pod" or "Retry"
                && Index(node) is { } index
                && (!found.TryGetValue(index, out var other) || other.Text("type") != "Retry")
            )
                found[index] = node;
        return found;
    }

    private static int? Index(JsonElement node)
    {
        foreach (var parameter in node.Member("inputs").Member("parameters").Items())
            if (parameter.Text("name") == "index" && int.TryParse(parameter.Text("value"), out var index))
                return index;
        return null;
    }

    // What has just been accepted has none yet, or an empty one.
    private static string PhaseOf(JsonElement element) =>
        element.Member("phase") is { ValueKind: not (JsonValueKind.Undefined or JsonValueKind.Null) } phase
        && OneLine.Of(phase.Plain(), 100) is { Length: > 0 } word
            ? word
            : "Pending";

    private ExecutionStatus Meaning(string phase)
    {
        var meaning =
            ArgoAdapter.Statuses.Find(phase)
            ?? throw response.Trouble(
                EngineTrouble.Unclear,
                $"the phase '{phase}', whose meaning is not known",
                "see the workflow in Argo"
            );
        return meaning == ExecutionStatus.Failed && IsStopped ? ExecutionStatus.Cancelled : meaning;
    }
}
