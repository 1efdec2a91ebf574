using System.Text.Json;
using System.Text.Json.Nodes;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Argo;

/// <summary>Speaks with the server of Argo Workflows. A workflow has a name that we give it, so a second one is refused.</summary>
internal sealed class ArgoClient(EngineHttp http, EngineSettings settings) : IEngineClient
{
    private const string Bearer = "Bearer ";

    private readonly string workflows =
        $"api/v1/workflows/{settings.Require(ArgoAdapter.Namespace, "workflows live in one")}";

    public EngineCapabilities Capabilities { get; } =
        new()
        {
            Shards = settings.Find(ArgoAdapter.Image) is not null,
            Arrays = true,
            IsIdempotent = true,
            Lists = true,
        };

    public async Task<string> SubmitAsync(EngineOrder order, CancellationToken cancellationToken)
    {
        var (address, body) = Request(order);
        var response = await SendAsync(EngineRequest.Post(address, body), cancellationToken);
        // It has been taken before: what is there is ours, for nobody else has this name.
        if ((int)response.Status != 409)
            response.RequireJson();
        return order.Name;
    }

    public async Task<IReadOnlyList<string>> FindAsync(EngineOrder order, CancellationToken cancellationToken)
    {
        var response = await SendAsync(
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
        var response = await SendAsync(
            EngineRequest.Get(
                $"{workflows}/{job.ExternalId}?fields=metadata.name,spec.shutdown,status.phase,status.message,"
                    + "status.progress,status.startedAt,status.finishedAt,status.nodes"
            ),
            cancellationToken
        );
        var workflow = new ArgoWorkflow(response.RequireJson(), job.CancelRequested);
        var page = new Uri(http.Root, $"workflows/{Space}/{job.ExternalId}").AbsoluteUri;
        return job.Order.Purpose == SubmissionPurpose.Shards
            ? workflow.ToReports(job.ExternalId, page, job.Order.Parts)
            : [workflow.ToReport(job.ExternalId, page)];
    }

    public async Task CancelAsync(EngineJob job, int round, CancellationToken cancellationToken)
    {
        // Stopping lets exit handlers run; what has not ended by then is terminated.
        var verb = round == 0 ? "stop" : "terminate";
        var body = new JsonObject { ["name"] = job.ExternalId, ["namespace"] = Space }.ToJsonString();
        var request = EngineRequest.Post($"{workflows}/{job.ExternalId}/{verb}", body) with { Method = HttpMethod.Put };
        (await SendAsync(request, cancellationToken)).RequireSuccess();
    }

    public async Task<IReadOnlyList<MarkedJob>> ListAsync(CancellationToken cancellationToken)
    {
        var response = await SendAsync(
            EngineRequest.Get(
                $"{workflows}?listOptions.labelSelector={ArgoRequest.SubmissionLabel}"
                    + "&fields=items.metadata.name,items.status.phase"
            ),
            cancellationToken
        );
        var found = new List<MarkedJob>();
        if (response.RequireJson().TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Array)
            foreach (var item in items.EnumerateArray())
                if (Name(item) is { } name && EngineMark.Read(name) is { } id)
                    found.Add(
                        new MarkedJob(name, id, Phase(item), ArgoAdapter.Statuses.Find(Phase(item))?.IsActive() ?? true)
                    );
        return found;
    }

    public async Task<string> TestAsync(CancellationToken cancellationToken)
    {
        var version = (await SendAsync(EngineRequest.Get("api/v1/version"), cancellationToken)).RequireJson();
        (
            await SendAsync(
                EngineRequest.Get($"{workflows}?listOptions.limit=1&fields=items.metadata.name"),
                cancellationToken
            )
        ).RequireJson();
        return $"version {(version.TryGetProperty("version", out var text) ? text.ToString() : "unknown")}, namespace {Space}";
    }

    private string Space => settings.Require(ArgoAdapter.Namespace, "workflows live in one");

    private (string Address, string Body) Request(EngineOrder order)
    {
        try
        {
            return ArgoRequest.Of(order, settings);
        }
        catch (InvalidInputException wrong)
        {
            throw Wrong.Order(settings.Connection, wrong);
        }
    }

    private Task<EngineResponse> SendAsync(EngineRequest request, CancellationToken cancellationToken)
    {
        var token = http.Credential.Read();
        var header = token.StartsWith(Bearer, StringComparison.Ordinal) ? token : Bearer + token;
        return http.SendAsync(request with { Headers = [new("Authorization", header)] }, cancellationToken);
    }

    private static string? Name(JsonElement item) =>
        item.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("name", out var name)
            ? name.GetString()
            : null;

    private static string Phase(JsonElement item) =>
        item.TryGetProperty("status", out var status) && status.TryGetProperty("phase", out var phase)
            ? phase.GetString() ?? ""
            : "";
}
