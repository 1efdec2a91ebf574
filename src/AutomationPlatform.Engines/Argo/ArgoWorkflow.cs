using System.Text.Json;
using System.Text.Json.Nodes;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Engines.Argo;

/// <summary>A workflow as Argo tells it.</summary>
/// <param name="workflow">The workflow.</param>
/// <param name="cancelRequested">Whether we asked for its end, which Argo calls a failure.</param>
internal sealed class ArgoWorkflow(JsonElement workflow, bool cancelRequested)
{
    private const string StoppedMessage = "Stopped with strategy";

    private JsonElement? Status => Member(workflow, "status");

    private string Phase => Text(Status, "phase") is { Length: > 0 } phase ? phase : "Pending";

    // Stopping and terminating both end in Failed; only the shutdown, or the message, tells.
    private bool IsStopped =>
        cancelRequested
        || Text(Member(workflow, "spec"), "shutdown") is { Length: > 0 }
        || Text(Status, "message")?.StartsWith(StoppedMessage, StringComparison.Ordinal) == true;

    /// <summary>The whole as one part.</summary>
    internal PartReport ToReport(string externalId, string url) =>
        new(
            0,
            externalId,
            Meaning(Phase),
            Phase,
            Words(Status, "phase", "message", "progress", "startedAt", "finishedAt")
        )
        {
            Url = url,
            Message = Text(Status, "message"),
        };

    /// <summary>Each shard by the node that does it; one without a node waits, or was left out when the whole has ended.</summary>
    internal List<PartReport> ToReports(string externalId, string url, int parts)
    {
        var nodes = Nodes();
        var whole = Meaning(Phase);
        var reports = new List<PartReport>();
        for (var part = 0; part < parts; part++)
        {
            var id = $"{externalId}/{part}";
            reports.Add(
                nodes.TryGetValue(part, out var node)
                    ? OfNode(part, id, node) with
                    {
                        Url = url,
                    }
                    : new PartReport(part, id, Absent(whole), "", Payload.Parse("{}")) { Url = url }
            );
        }
        return reports;
    }

    private static ExecutionStatus Absent(ExecutionStatus whole) =>
        whole.IsActive() ? ExecutionStatus.Pending
        : whole == ExecutionStatus.Completed ? ExecutionStatus.Skipped
        : ExecutionStatus.Cancelled;

    private PartReport OfNode(int part, string id, JsonElement node)
    {
        var phase = Text(node, "phase") is { Length: > 0 } said ? said : "Pending";
        var status = Meaning(phase);
        var children = Member(node, "children") is { ValueKind: JsonValueKind.Array } list ? list.GetArrayLength() : 0;
        if (Text(node, "type") == "Retry" && children > 1 && status.IsActive())
            status = ExecutionStatus.Retrying;
        return new PartReport(
            part,
            id,
            status,
            phase,
            Words(node, "id", "type", "phase", "message", "startedAt", "finishedAt")
        )
        {
            Node = Text(node, "hostNodeName"),
            Message = Text(node, "message"),
        };
    }

    // Of the attempts of a shard, the node that stands for all of them, else the last.
    private Dictionary<int, JsonElement> Nodes()
    {
        var found = new Dictionary<int, JsonElement>();
        if (Member(Status, "nodes") is not { ValueKind: JsonValueKind.Object } nodes)
            return found;
        foreach (var node in nodes.EnumerateObject().Select(each => each.Value))
            if (
                Text(node, "type") is "Pod" or "Retry"
                && Index(node) is { } index
                && (!found.TryGetValue(index, out var other) || Text(other, "type") != "Retry")
            )
                found[index] = node;
        return found;
    }

    private static int? Index(JsonElement node)
    {
        if (Member(Member(node, "inputs"), "parameters") is not { ValueKind: JsonValueKind.Array } parameters)
            return null;
        foreach (var parameter in parameters.EnumerateArray())
            if (Text(parameter, "name") == "index" && int.TryParse(Text(parameter, "value"), out var index))
                return index;
        return null;
    }

    private ExecutionStatus Meaning(string phase)
    {
        var status = ArgoAdapter.Statuses.Find(phase) ?? ExecutionStatus.Processing;
        return status == ExecutionStatus.Failed && IsStopped ? ExecutionStatus.Cancelled : status;
    }

    private static Payload Words(JsonElement? element, params string[] names)
    {
        var words = new JsonObject();
        foreach (var name in names)
            if (Member(element, name) is { } value)
                words[name] = JsonNode.Parse(value.GetRawText());
        return Payload.Parse(words.ToJsonString());
    }

    private static JsonElement? Member(JsonElement? element, string name) =>
        element is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty(name, out var value)
            ? value
            : null;

    private static string? Text(JsonElement? element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
