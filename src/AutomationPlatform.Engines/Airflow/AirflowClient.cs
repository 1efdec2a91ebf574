using System.Text.Json;
using System.Text.Json.Nodes;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Airflow;

/// <summary>Speaks with Airflow. A DAG run has an id that we give it, so a second one is refused.</summary>
internal sealed class AirflowClient(EngineHttp http, EngineSettings settings) : IEngineClient
{
    private static readonly string[] Kept =
    [
        "dag_id",
        "dag_run_id",
        "state",
        "queued_at",
        "start_date",
        "end_date",
        "duration",
        "run_type",
        "note",
    ];

    private readonly AirflowHttp airflow = new(http);

    public EngineCapabilities Capabilities { get; } =
        new() { Shards = settings.Find(AirflowAdapter.ShardDag) is not null, IsIdempotent = true };

    public async Task<string> SubmitAsync(EngineOrder order, CancellationToken cancellationToken)
    {
        var response = await airflow.SendAsync(EngineRequest.Post(Runs(order), Body(order)), cancellationToken);
        // It has been taken before: what is there is ours, for nobody else has this id.
        if ((int)response.Status != 409)
            response.RequireJson();
        return order.Name;
    }

    public async Task<IReadOnlyList<string>> FindAsync(EngineOrder order, CancellationToken cancellationToken)
    {
        var response = await airflow.SendAsync(EngineRequest.Get($"{Runs(order)}/{order.Name}"), cancellationToken);
        if ((int)response.Status == 404)
            return [];
        response.RequireJson();
        return [order.Name];
    }

    public async Task<IReadOnlyList<PartReport>> GetAsync(EngineJob job, CancellationToken cancellationToken)
    {
        var response = await airflow.SendAsync(
            EngineRequest.Get($"{Runs(job.Order)}/{job.ExternalId}"),
            cancellationToken
        );
        var json = response.RequireJson();
        var state = json.TryGetProperty("state", out var value) ? value.ToString() : "";
        var status =
            AirflowAdapter.Statuses.Find(state)
            ?? throw response.Trouble(
                EngineTrouble.Unclear,
                $"the state '{state}', whose meaning is not known",
                "see the DAG run in Airflow"
            );
        if (status == ExecutionStatus.Failed && job.CancelRequested)
            status = ExecutionStatus.Cancelled;
        return
        [
            new PartReport(0, job.ExternalId, status, state, Words(json))
            {
                Url = new Uri(http.Root, $"dags/{Escaped(job.Order)}/runs/{job.ExternalId}").AbsoluteUri,
            },
        ];
    }

    public async Task CancelAsync(EngineJob job, int round, CancellationToken cancellationToken)
    {
        var request = EngineRequest.Post($"{Runs(job.Order)}/{job.ExternalId}", """{"state":"failed"}""") with
        {
            Method = HttpMethod.Patch,
        };
        (await airflow.SendAsync(request, cancellationToken)).RequireSuccess();
    }

    public async Task<string> TestAsync(CancellationToken cancellationToken)
    {
        var version = (await airflow.SendAsync(EngineRequest.Get("api/v2/version"), cancellationToken)).RequireJson();
        (await airflow.SendAsync(EngineRequest.Get("api/v2/dags?limit=1"), cancellationToken)).RequireJson();
        return $"version {(version.TryGetProperty("version", out var text) ? text.ToString() : "unknown")}";
    }

    // A server of version 3 wants the key of the logical date, though its description does not.
    private static string Body(EngineOrder order)
    {
        var conf = new JsonObject { ["apc_run_id"] = order.RunId.ToString() };
        if (order.Purpose == SubmissionPurpose.Shards)
            conf["apc_shard"] = $"{order.FirstShard}/{order.Shards}";
        else if (
            order.Parameters.Element.TryGetProperty("conf", out var given)
            && given.ValueKind == JsonValueKind.Object
        )
            foreach (var each in given.EnumerateObject())
                conf[each.Name] = JsonNode.Parse(each.Value.GetRawText());
        return new JsonObject
        {
            ["dag_run_id"] = order.Name,
            ["logical_date"] = null,
            ["conf"] = conf,
            ["note"] = order.Mark,
        }.ToJsonString();
    }

    private static Payload Words(JsonElement json)
    {
        var words = new JsonObject();
        foreach (var name in Kept)
            if (json.TryGetProperty(name, out var value))
                words[name] = JsonNode.Parse(value.GetRawText());
        return Payload.Parse(words.ToJsonString());
    }

    private string Runs(EngineOrder order) => $"api/v2/dags/{Escaped(order)}/dagRuns";

    private string Escaped(EngineOrder order)
    {
        var dag =
            order.Purpose == SubmissionPurpose.Shards ? settings.Find(AirflowAdapter.ShardDag)
            : order.Parameters.Element.TryGetProperty("dag", out var given) ? given.ToString()
            : null;
        return string.IsNullOrWhiteSpace(dag) || dag is "." or ".."
            ? throw Wrong.Order(
                settings.Connection,
                new InvalidInputException(
                    $"automation '{order.Automation}': handler engine needs dag, for instance dag: nightly"
                )
            )
            : Uri.EscapeDataString(dag);
    }
}
