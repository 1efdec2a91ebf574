using System.Text.Json;
using System.Text.Json.Nodes;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Airflow;

/// <summary>Speaks with Airflow. A DAG run has an id that we give it, so a second one is refused.</summary>
internal sealed class AirflowClient(EngineHttp http, EngineSettings settings) : IEngineClient
{
    private readonly AirflowHttp airflow = new(http);

    public EngineCapabilities Capabilities { get; } =
        new()
        {
            Shards = settings.Find(AirflowAdapter.ShardDag) is not null,
            IsIdempotent = true,
            Lists = true,
            ReadsLogs = true,
        };

    public async Task<string> SubmitAsync(EngineOrder order, CancellationToken cancellationToken)
    {
        var body = Wrong.OrderRefused(settings.Connection, () => Body(order));
        var response = await airflow.SendAsync(EngineRequest.Post(Runs(order), body), cancellationToken);
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
        var run = AirflowRun.Read(await airflow.SendAsync(EngineRequest.Get(Run(job)), cancellationToken));
        var tasks = run.IsToldByTasks ? await TasksAsync(job, run, cancellationToken) : null;
        var page = $"dags/{Dag(job.Order)}/runs/{Uri.EscapeDataString(job.ExternalId)}";
        return [run.ToReport(job, tasks) with { Url = new Uri(http.Root, page).AbsoluteUri }];
    }

    // Airflow would set the state of what has ended as well, and make a failure of a success.
    public async Task CancelAsync(EngineJob job, int round, CancellationToken cancellationToken)
    {
        var run = AirflowRun.Read(await airflow.SendAsync(EngineRequest.Get(Run(job)), cancellationToken));
        if (!run.IsActive)
            return;
        var request = EngineRequest.Post(Run(job), """{"state":"failed"}""") with { Method = HttpMethod.Patch };
        (await airflow.SendAsync(request, cancellationToken)).RequireSuccess();
    }

    public Task<JobLogPiece> ReadLogAsync(EngineJob job, int part, long offset, CancellationToken cancellationToken) =>
        new AirflowLog(airflow, Run(job)).ReadAsync(offset, cancellationToken);

    public Task<IReadOnlyList<MarkedJob>> ListAsync(CancellationToken cancellationToken) =>
        AirflowList.ReadAsync(airflow, cancellationToken);

    public async Task<string> TestAsync(CancellationToken cancellationToken)
    {
        var version = (await airflow.SendAsync(EngineRequest.Get("api/v2/version"), cancellationToken)).RequireJson();
        (await airflow.SendAsync(EngineRequest.Get("api/v2/dags?limit=1"), cancellationToken)).RequireJson();
        var said = $"version {version.Line("version") ?? "unknown"}";
        return settings.Find(AirflowAdapter.ShardDag) is { } dag
            ? said + await ShardDagAsync(dag, cancellationToken)
            : said;
    }

    // What would make shards fail or wait for ever is said before the first is sent.
    private async Task<string> ShardDagAsync(string dag, CancellationToken cancellationToken)
    {
        var request = EngineRequest.Get($"api/v2/dags/{Uri.EscapeDataString(dag)}");
        var response = await airflow.SendAsync(request, cancellationToken);
        if ((int)response.Status == 404)
            return $"; warning: there is no DAG '{dag}' for shards, or the credential may not see it";
        return response.RequireJson().Member("is_paused").ValueKind == JsonValueKind.True
            ? $"; warning: the DAG '{dag}' for shards is paused, so its runs wait"
            : $", shards by DAG '{dag}'";
    }

    // Of a run that has ended the status is known, and of others as well if only the tasks may not be seen.
    private async Task<AirflowTasks> TasksAsync(EngineJob job, AirflowRun run, CancellationToken cancellationToken)
    {
        try
        {
            return await AirflowTasks.ReadAsync(airflow, Run(job), cancellationToken);
        }
        catch (EngineException trouble)
            when (!run.IsActive
                || trouble.Trouble is EngineTrouble.Forbidden or EngineTrouble.Missing or EngineTrouble.Refused
            )
        {
            return new AirflowTasks([], 0) { Unknown = trouble.Answer };
        }
    }

    // A server of version 3 wants the key of the logical date, though its description does not.
    private static string Body(EngineOrder order)
    {
        var conf = new JsonObject();
        if (order.Purpose == SubmissionPurpose.Shards)
            conf["apc_shard"] = $"{order.FirstShard}/{order.Shards}";
        else if (order.FindObject("conf") is { } given)
            foreach (var each in given.EnumerateObject())
                conf[each.Name] = JsonNode.Parse(each.Value.GetRawText());
        conf["apc_run_id"] = order.RunId.ToString();
        return new JsonObject
        {
            ["dag_run_id"] = order.Name,
            ["logical_date"] = null,
            ["conf"] = conf,
            ["note"] = order.Mark,
        }.ToJsonString();
    }

    private string Run(EngineJob job) => $"{Runs(job.Order)}/{Uri.EscapeDataString(job.ExternalId)}";

    private string Runs(EngineOrder order) => $"api/v2/dags/{Dag(order)}/dagRuns";

    private string Dag(EngineOrder order) =>
        Wrong.OrderRefused(
            settings.Connection,
            () =>
            {
                var dag =
                    order.Purpose == SubmissionPurpose.Shards
                        ? settings.Find(AirflowAdapter.ShardDag)
                        : order.FindText("dag");
                return string.IsNullOrWhiteSpace(dag) || dag is "." or ".."
                    ? throw new InvalidInputException(
                        $"automation '{order.Automation}': handler engine needs dag, for instance dag: nightly"
                    )
                    : Uri.EscapeDataString(dag);
            }
        );
}
