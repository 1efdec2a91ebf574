using System.Text.Json;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Airflow;

/// <summary>Lists the runs of all DAGs that carry our name, the newest first.</summary>
internal static class AirflowList
{
    /// <summary>How many runs are asked for at a time: 100, which is the most that a server gives unless told
    /// otherwise.</summary>
    private const int PageSize = 100;

    /// <summary>How many pages are looked at: 20.</summary>
    private const int PageLimit = 20;

    /// <summary>The runs, page by page.</summary>
    internal static async Task<IReadOnlyList<MarkedJob>> ReadAsync(
        AirflowHttp airflow,
        CancellationToken cancellationToken
    )
    {
        var found = new List<MarkedJob>();
        var pattern = Uri.EscapeDataString($"{EngineMark.NamePrefix}%");
        var read = 0;
        for (var page = 0; page < PageLimit; page++)
        {
            var request = EngineRequest.Get(
                $"api/v2/dags/~/dagRuns?run_id_pattern={pattern}&order_by=-id&limit={PageSize}&offset={read}"
            );
            var json = (await airflow.SendAsync(request, cancellationToken)).RequireJson();
            var runs = json.Member("dag_runs").Items().ToList();
            found.AddRange(runs.Select(Marked).OfType<MarkedJob>());
            read += runs.Count;
            if (runs.Count == 0 || json.Number("total_entries") is not { } total || read >= total)
                break;
        }
        return found;
    }

    private static MarkedJob? Marked(JsonElement run)
    {
        var name = run.Text("dag_run_id");
        if (EngineMark.Read(name) is not { } id)
            return null;
        var state = run.Line("state") ?? "";
        var isOpen = AirflowAdapter.Statuses.Find(state)?.IsActive() ?? true;
        return new MarkedJob($"{run.Line("dag_id")}/{name}", id, state, isOpen);
    }
}
