using System.Text.Json;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Argo;

/// <summary>Lists the workflows that carry our label.</summary>
internal static class ArgoList
{
    /// <summary>How many workflows are asked for at a time: 500.</summary>
    private const int PageSize = 500;

    /// <summary>How many times more are asked for: 20.</summary>
    private const int PageLimit = 20;

    /// <summary>The workflows, page by page.</summary>
    internal static async Task<IReadOnlyList<MarkedJob>> ReadAsync(
        ArgoHttp argo,
        string workflows,
        CancellationToken cancellationToken
    )
    {
        var found = new List<MarkedJob>();
        var address =
            $"{workflows}?listOptions.labelSelector={Uri.EscapeDataString(ArgoRequest.SubmissionLabel)}"
            + $"&listOptions.limit={PageSize}&fields=metadata.continue,items.metadata.name,items.status.phase";
        string? next = null;
        for (var page = 0; page < PageLimit; page++)
        {
            var from = next is null ? "" : $"&listOptions.continue={Uri.EscapeDataString(next)}";
            var list = (await argo.SendAsync(EngineRequest.Get(address + from), cancellationToken)).RequireJson();
            found.AddRange(list.Member("items").Items().Select(Marked).OfType<MarkedJob>());
            next = list.Member("metadata").Text("continue");
            if (string.IsNullOrEmpty(next))
                break;
        }
        return found;
    }

    private static MarkedJob? Marked(JsonElement item)
    {
        var name = item.Member("metadata").Text("name");
        if (EngineMark.Read(name) is not { } id)
            return null;
        var phase = item.Member("status").Line("phase") ?? "Pending";
        return new MarkedJob(name!, id, phase, ArgoAdapter.Statuses.Find(phase)?.IsActive() ?? true);
    }
}
