using System.Text.Json.Nodes;
using AutomationPlatform.Engines.Http;

namespace AutomationPlatform.Engines.Airflow;

/// <summary>The tasks of a DAG run, and what they tell of it.</summary>
/// <param name="Tasks">Those that were asked for.</param>
/// <param name="Total">How many there are.</param>
internal sealed record AirflowTasks(IReadOnlyList<AirflowTask> Tasks, long Total)
{
    /// <summary>How many tasks are asked for at a time: 100, which is the most that a server gives unless told
    /// otherwise.</summary>
    private const int PageSize = 100;

    /// <summary>How many tasks a message names: 3.</summary>
    private const int NamedLimit = 3;

    /// <summary>Of a run of many tasks, those in these states are asked for.</summary>
    private static readonly string[] Telling =
    [
        AirflowTask.Running,
        AirflowTask.Restarting,
        AirflowTask.UpForRetry,
        AirflowTask.Failed,
    ];

    /// <summary>Why the tasks are not told; null when they are.</summary>
    internal string? Unknown { get; init; }

    /// <summary>Whether nothing is at work while something waits to be tried again.</summary>
    internal bool AreRetried =>
        Tasks.Any(task => task.IsRetried) && !Tasks.Any(task => task.State == AirflowTask.Running);

    /// <summary>Where something runs, or has failed.</summary>
    internal string? Host =>
        Tasks.FirstOrDefault(task => task is { State: AirflowTask.Running, Host: not null })?.Host
        ?? Troubled.FirstOrDefault(task => task.Host is not null)?.Host;

    /// <summary>What has failed; null when nothing has.</summary>
    internal string? Message
    {
        get
        {
            var troubled = Troubled.ToList();
            if (troubled.Count == 0)
                return null;
            var named = troubled
                .Take(NamedLimit)
                .Select(task => $"task {task.Title}: {task.State}, try {task.Try} of {task.Tries}");
            var more = troubled.Count > NamedLimit ? $"; and {troubled.Count - NamedLimit} more" : "";
            return string.Join("; ", named) + more;
        }
    }

    private IEnumerable<AirflowTask> Troubled =>
        Tasks
            .Where(task => task.State == AirflowTask.Failed || task.IsRetried)
            .OrderByDescending(task => task.State == AirflowTask.Failed)
            .ThenBy(task => task.Start)
            .ThenBy(task => task.Id, StringComparer.Ordinal)
            .ThenBy(task => task.MapIndex);

    /// <summary>Reads the tasks by which a run is judged, in two requests at most.</summary>
    /// <param name="airflow">The server.</param>
    /// <param name="run">The DAG run's address.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal static async Task<AirflowTasks> ReadAsync(
        AirflowHttp airflow,
        string run,
        CancellationToken cancellationToken
    )
    {
        var first = await PageAsync(airflow, run, "", cancellationToken);
        if (first.Total <= first.Tasks.Count)
            return first;
        var states = string.Concat(Telling.Select(state => $"&state={state}"));
        return await PageAsync(airflow, run, states, cancellationToken) with { Total = first.Total };
    }

    /// <summary>Reads all tasks of a run, page by page.</summary>
    /// <param name="airflow">The server.</param>
    /// <param name="run">The DAG run's address.</param>
    /// <param name="pages">How many pages are asked for at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal static async Task<IReadOnlyList<AirflowTask>> ReadAllAsync(
        AirflowHttp airflow,
        string run,
        int pages,
        CancellationToken cancellationToken
    )
    {
        var tasks = new List<AirflowTask>();
        for (var page = 0; page < pages; page++)
        {
            var some = await PageAsync(airflow, run, $"&offset={tasks.Count}", cancellationToken);
            tasks.AddRange(some.Tasks);
            if (some.Tasks.Count == 0 || tasks.Count >= some.Total)
                break;
        }
        return tasks;
    }

    /// <summary>How many tasks are in each state, for keeping; of a run of many, those that were asked for.</summary>
    internal JsonNode Words()
    {
        if (Unknown is not null)
            return JsonValue.Create(Unknown);
        var counts = new JsonObject { ["total"] = Total };
        foreach (var state in Tasks.CountBy(task => task.State).OrderBy(count => count.Key, StringComparer.Ordinal))
            counts[state.Key] = state.Value;
        return counts;
    }

    private static async Task<AirflowTasks> PageAsync(
        AirflowHttp airflow,
        string run,
        string more,
        CancellationToken cancellationToken
    )
    {
        var request = EngineRequest.Get($"{run}/taskInstances?limit={PageSize}&order_by=start_date{more}");
        var json = (await airflow.SendAsync(request, cancellationToken)).RequireJson();
        var tasks = json.Member("task_instances").Items().Select(AirflowTask.Read).OfType<AirflowTask>().ToList();
        return new AirflowTasks(tasks, json.Number("total_entries") ?? tasks.Count);
    }
}
