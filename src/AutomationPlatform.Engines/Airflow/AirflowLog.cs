using System.Text;
using System.Text.Json;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Engines.Http;
using AutomationPlatform.Engines.Logs;

namespace AutomationPlatform.Engines.Airflow;

/// <summary>Reads the logs of a DAG run's tasks, one try after the other in the order they began.</summary>
internal sealed class AirflowLog(AirflowHttp airflow, string run)
{
    /// <summary>How many pages of 100 tasks are looked at: 10.</summary>
    private const int TaskPages = 10;

    /// <summary>Of how many tasks that were tried again the earlier tries are asked for: 20. Of others the last is read.</summary>
    private const int RetriedLimit = 20;

    /// <summary>How many pieces of one log are asked for at a time: 100.</summary>
    private const int PieceLimit = 100;

    /// <summary>Reads on.</summary>
    internal async Task<JobLogPiece> ReadAsync(long offset, CancellationToken cancellationToken)
    {
        var tries = await TriesAsync(cancellationToken);
        var sources = tries
            .Where(each => each.HasBegun)
            .OrderBy(each => each.Start)
            .ThenBy(each => each.Title, StringComparer.Ordinal)
            .ThenBy(each => each.Try)
            .Select(each => new LogSource(each.HasEnded, (slice, token) => PourAsync(each, slice, token)));
        return await LogChain.ReadAsync([.. sources], offset, cancellationToken);
    }

    // A task that is tried again has a new start: in the order of first tries nothing that was read changes its place.
    private async Task<List<AirflowTask>> TriesAsync(CancellationToken cancellationToken)
    {
        var tries = new List<AirflowTask>();
        var asked = 0;
        foreach (var task in await AirflowTasks.ReadAllAsync(airflow, run, TaskPages, cancellationToken))
            if (task.Try > 1 && asked++ < RetriedLimit)
                tries.AddRange(await TriesOfAsync(task, cancellationToken));
            else
                tries.Add(task);
        return tries;
    }

    private async Task<IEnumerable<AirflowTask>> TriesOfAsync(AirflowTask task, CancellationToken cancellationToken)
    {
        var mapped = task.IsMapped ? $"/{task.MapIndex}" : "";
        var request = EngineRequest.Get($"{Address(task)}{mapped}/tries");
        var json = (await airflow.SendAsync(request, cancellationToken)).RequireJson();
        return json.Member("task_instances")
            .Items()
            .Select(AirflowTask.Read)
            .OfType<AirflowTask>()
            .Select(each => each with { Id = task.Id, MapIndex = task.MapIndex });
    }

    private async Task PourAsync(AirflowTask task, LogSlice slice, CancellationToken cancellationToken)
    {
        slice.Add($"--- task {task.Title}, try {task.Try} of {task.Tries} ---\n");
        var next = "";
        for (var piece = 0; piece < PieceLimit && !slice.IsFull; piece++)
        {
            var request = EngineRequest.Get(
                $"{Address(task)}/logs/{task.Try}?full_content=false&map_index={task.MapIndex}{next}"
            );
            var response = await airflow.SendAsync(request, cancellationToken);
            if ((int)response.Status == 404)
                return;
            var json = response.RequireJson();
            var lines = json.Member("content").Items().Select(Line).ToList();
            lines.ForEach(slice.Add);
            // Of what still runs there is always a token, and nothing behind it by now.
            if (lines.Count == 0 || json.Text("continuation_token") is not { Length: > 0 } token)
                return;
            next = $"&token={Uri.EscapeDataString(token)}";
        }
    }

    // Lines of text, or messages with an event, a level and the like.
    private static string Line(JsonElement message)
    {
        if (message.Text() is { } text)
            return text.EndsWith('\n') ? text : text + "\n";
        var line = new StringBuilder();
        if (message.Text("timestamp") is { Length: > 0 } timestamp)
            line.Append(timestamp).Append(' ');
        if (message.Text("level") is { Length: > 0 } level)
            line.Append(level.ToUpperInvariant()).Append(' ');
        line.Append(message.Text("event")).Append('\n');
        // The trace of an exception stands beside its message.
        if (message.Member("error_detail") is { ValueKind: JsonValueKind.Array } detail)
            line.Append(detail.GetRawText()).Append('\n');
        return line.ToString();
    }

    private string Address(AirflowTask task) => $"{run}/taskInstances/{Uri.EscapeDataString(task.Id)}";
}
