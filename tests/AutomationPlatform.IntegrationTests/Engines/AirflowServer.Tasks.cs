using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace AutomationPlatform.IntegrationTests.Engines;

// Tasks: instances in their tries, and the log of each try.
internal sealed partial class AirflowServer
{
    private readonly ConcurrentDictionary<(string Run, string Task, int MapIndex, int Try), JsonObject> tries = new();
    private readonly ConcurrentDictionary<(string Task, int MapIndex, int Try), JsonNode[]> logs = new();

    /// <summary>Whether it gives logs in pieces of one entry, with a token for the next.</summary>
    internal bool GivesLogsInPieces { get; set; }

    /// <summary>Sets the state of a try of a task; its greatest try is how the task stands.</summary>
    internal void SetTask(
        string run,
        string task,
        string? state,
        int tryNumber = 1,
        int? start = null,
        int mapIndex = -1,
        string? host = null
    ) =>
        tries[(run, task, mapIndex, tryNumber)] = new JsonObject
        {
            ["task_id"] = task,
            ["map_index"] = mapIndex,
            ["state"] = state,
            ["try_number"] = tryNumber,
            ["max_tries"] = 2,
            ["hostname"] = host,
            ["start_date"] = start is { } second
                ? string.Create(CultureInfo.InvariantCulture, $"2026-11-29T08:00:{second:00}Z")
                : null,
        };

    /// <summary>Sets the log of a try: lines of text, or structured messages.</summary>
    internal void SetLog(string task, int tryNumber, params JsonNode[] content) => SetLog(task, -1, tryNumber, content);

    /// <summary>Sets the log of a try of a mapped task.</summary>
    internal void SetLog(string task, int mapIndex, int tryNumber, params JsonNode[] content) =>
        logs[(task, mapIndex, tryNumber)] = content;

    private Task TasksAsync(HttpContext context, string run, string[] rest)
    {
        var mapIndex = int.TryParse(context.Request.Query["map_index"], out var given) ? given : -1;
        return rest switch
        {
            [] => InstancesAsync(context, run),
            [var task, "tries"] => TriesAsync(context, run, task, mapIndex),
            [var task, var mapped, "tries"] => TriesAsync(
                context,
                run,
                task,
                int.Parse(mapped, CultureInfo.InvariantCulture)
            ),
            [var task, "logs", var number] => LogAsync(
                context,
                (task, mapIndex, int.Parse(number, CultureInfo.InvariantCulture))
            ),
            _ => RefuseAsync(context, 404, "Not Found"),
        };
    }

    private Task InstancesAsync(HttpContext context, string run)
    {
        var wanted = context.Request.Query["state"];
        var found = tries
            .Where(each => each.Key.Run == run)
            .GroupBy(each => (each.Key.Task, each.Key.MapIndex))
            .Select(task => task.MaxBy(each => each.Key.Try).Value)
            .Where(task => wanted.Count == 0 || wanted.Contains((string?)task["state"]))
            .OrderBy(task => (string?)task["start_date"], StringComparer.Ordinal)
            .ThenBy(task => (string?)task["task_id"], StringComparer.Ordinal)
            .ToList();
        return context.Response.WriteAsJsonAsync(
            new { task_instances = Page(context, found), total_entries = found.Count }
        );
    }

    private Task TriesAsync(HttpContext context, string run, string task, int mapIndex)
    {
        var found = tries
            .Where(each => (each.Key.Run, each.Key.Task, each.Key.MapIndex) == (run, task, mapIndex))
            .Select(each => each.Value)
            .ToList();
        return context.Response.WriteAsJsonAsync(new { task_instances = found, total_entries = found.Count });
    }

    // Of what still runs there is always a token; of what has ended there is none at the end.
    private Task LogAsync(HttpContext context, (string Task, int MapIndex, int Try) key)
    {
        if (!logs.TryGetValue(key, out var content))
            return RefuseAsync(context, 404, "TaskInstance not found");
        var from = int.TryParse(context.Request.Query["token"], out var given) ? given : 0;
        var piece = content.Skip(from).Take(GivesLogsInPieces ? 1 : int.MaxValue).ToList();
        var next = from + piece.Count;
        var isRunning = tries.Any(each =>
            (each.Key.Task, each.Key.MapIndex, each.Key.Try) == key && (string?)each.Value["state"] == "running"
        );
        return context.Response.WriteAsJsonAsync(
            new { content = piece, continuation_token = next < content.Length || isRunning ? $"{next}" : null }
        );
    }
}
