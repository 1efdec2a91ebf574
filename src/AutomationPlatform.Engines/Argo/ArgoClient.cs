using System.Text.Json.Nodes;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Argo;

/// <summary>Speaks with the server of Argo Workflows. A workflow has a name that we give it, so a second one is refused.</summary>
internal sealed class ArgoClient(EngineHttp http, EngineSettings settings) : IEngineClient
{
    /// <summary>How Argo says that there is nothing left to stop; the status beside it depends on its version.</summary>
    private const string HasEnded = "cannot shutdown a completed workflow";

    private readonly ArgoHttp argo = new(http);
    private readonly string workflows =
        $"api/v1/workflows/{settings.Require(ArgoAdapter.Namespace, "workflows live in one")}";

    public EngineCapabilities Capabilities { get; } =
        new()
        {
            Shards = settings.Find(ArgoAdapter.Image) is not null,
            Arrays = true,
            IsIdempotent = true,
            Lists = true,
            ReadsLogs = true,
            Watches = true,
        };

    public async Task<string> SubmitAsync(EngineOrder order, CancellationToken cancellationToken)
    {
        var (address, body) = Wrong.OrderRefused(settings.Connection, () => ArgoRequest.Of(order, settings));
        var response = await argo.SendAsync(EngineRequest.Post(address, body), cancellationToken);
        // It has been taken before: what is there is ours, for nobody else has this name.
        if ((int)response.Status != 409)
            response.RequireJson();
        return order.Name;
    }

    public async Task<IReadOnlyList<string>> FindAsync(EngineOrder order, CancellationToken cancellationToken)
    {
        var response = await argo.SendAsync(
            EngineRequest.Get($"{workflows}/{order.Name}?fields=metadata.name"),
            cancellationToken
        );
        if ((int)response.Status == 404)
            return [];
        response.RequireJson();
        return [order.Name];
    }

    public async Task<IReadOnlyList<PartReport>> GetAsync(EngineJob job, CancellationToken cancellationToken)
    {
        var workflow = await GetAsync(job, ArgoWorkflow.Fields, cancellationToken);
        var page = new Uri(http.Root, $"workflows/{Space}/{Escaped(job)}").AbsoluteUri;
        return job.Order.Purpose == SubmissionPurpose.Shards
            ? workflow.ToReports(job.ExternalId, page, job.Order.Parts)
            : [workflow.ToReport(job.ExternalId, page)];
    }

    public async Task CancelAsync(EngineJob job, int round, CancellationToken cancellationToken)
    {
        // Stopping lets exit handlers run; what has not ended by then is terminated.
        var verb = round == 0 ? "stop" : "terminate";
        var body = new JsonObject { ["name"] = job.ExternalId, ["namespace"] = Space }.ToJsonString();
        var request = EngineRequest.Post($"{workflows}/{Escaped(job)}/{verb}", body) with { Method = HttpMethod.Put };
        var response = await argo.SendAsync(request, cancellationToken);
        if (!response.Body.Contains(HasEnded, StringComparison.Ordinal))
            response.RequireSuccess();
    }

    public Task WaitForChangeAsync(EngineJob job, string revision, CancellationToken cancellationToken) =>
        ArgoWatch.WaitAsync(argo, Space, job.ExternalId, revision, cancellationToken);

    public async Task<JobLogPiece> ReadLogAsync(
        EngineJob job,
        int part,
        long offset,
        CancellationToken cancellationToken
    )
    {
        var workflow = await GetAsync(job, ArgoLog.Fields, cancellationToken);
        int? shard = job.Order.Purpose == SubmissionPurpose.Shards ? part : null;
        var log = new ArgoLog(argo, settings, $"{workflows}/{Escaped(job)}");
        return await log.ReadAsync(workflow.Pods(job.ExternalId, shard), offset, cancellationToken);
    }

    public Task<IReadOnlyList<MarkedJob>> ListAsync(CancellationToken cancellationToken) =>
        ArgoList.ReadAsync(argo, workflows, cancellationToken);

    public async Task<string> TestAsync(CancellationToken cancellationToken)
    {
        var version = (await argo.SendAsync(EngineRequest.Get("api/v1/version"), cancellationToken)).RequireJson();
        var one = EngineRequest.Get($"{workflows}?listOptions.limit=1&fields=items.metadata.name");
        (await argo.SendAsync(one, cancellationToken)).RequireJson();
        return $"version {version.Line("version") ?? "unknown"}, namespace {Space}";
    }

    private string Space => settings.Require(ArgoAdapter.Namespace, "workflows live in one");

    private async Task<ArgoWorkflow> GetAsync(EngineJob job, string fields, CancellationToken cancellationToken)
    {
        var request = EngineRequest.Get($"{workflows}/{Escaped(job)}?fields={fields}");
        var response = await argo.SendAsync(request, cancellationToken);
        return new ArgoWorkflow(response, job.CancelRequested);
    }

    private static string Escaped(EngineJob job) => Uri.EscapeDataString(job.ExternalId);
}
