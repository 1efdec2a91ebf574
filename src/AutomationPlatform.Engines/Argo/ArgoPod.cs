using System.Text.Json;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Engines.Argo;

/// <summary>A pod of a workflow.</summary>
/// <param name="Name">Its name in Kubernetes.</param>
/// <param name="Title">What the workflow calls it.</param>
/// <param name="HasBegun">Whether it has begun to work, and may have written something.</param>
/// <param name="HasEnded">Whether it has ended.</param>
internal sealed record ArgoPod(string Name, string Title, bool HasBegun, bool HasEnded)
{
    /// <summary>The annotation of a workflow that says how its pods are named.</summary>
    internal const string Format = "workflows.argoproj.io/pod-name-format";

    /// <summary>The most characters of a pod's name before its number: Kubernetes' limit less room for that.</summary>
    private const int PrefixLimit = 242;

    /// <summary>The pod of a node.</summary>
    /// <param name="workflow">The workflow's name.</param>
    /// <param name="format">The value of <see cref="Format"/>; null when there is none.</param>
    /// <param name="node">The node, which has an id.</param>
    /// <param name="isOver">Whether the whole workflow has ended.</param>
    internal static ArgoPod Of(string workflow, string? format, JsonElement node, bool isOver)
    {
        var phase = node.Text("phase") ?? "";
        var hasEnded = isOver || ArgoAdapter.Statuses.Find(phase) is { } status && status.IsFinished();
        return new ArgoPod(
            NameOf(workflow, format, node),
            node.Line("displayName") ?? node.Line("name") ?? "",
            HasBegun: hasEnded || phase == "Running",
            hasEnded
        );
    }

    // A node's id is the workflow's name and a number; between them stands the template's name, unless the server is told to
    // name pods as in its first versions. The only pod of a workflow is named as that.
    private static string NameOf(string workflow, string? format, JsonElement node)
    {
        var id = node.Text("id")!;
        var template = node.Text("templateName") ?? node.Member("templateRef").Text("template");
        if (
            format == "v1"
            || string.IsNullOrEmpty(template)
            || !id.StartsWith($"{workflow}-", StringComparison.Ordinal)
        )
            return id;
        var prefix = $"{workflow}-{template}";
        return (prefix.Length > PrefixLimit ? prefix[..PrefixLimit] : prefix) + id[workflow.Length..];
    }
}
