using System.Text.Json;

namespace AutomationPlatform.Engines.Airflow;

/// <summary>A task of a DAG run, in one of its tries.</summary>
/// <param name="Id">The task's id.</param>
/// <param name="MapIndex">Which of the tasks that a mapped one has become; below 0 for one that is not mapped.</param>
/// <param name="State">Its state in Airflow's words; <c>none</c> for one that has none.</param>
/// <param name="Try">The number of the try, from 1.</param>
/// <param name="Tries">How many tries there may be.</param>
/// <param name="Start">When the try began; null when it has not.</param>
/// <param name="Host">Where it runs or ran.</param>
internal sealed record AirflowTask(
    string Id,
    int MapIndex,
    string State,
    int Try,
    int Tries,
    DateTimeOffset? Start,
    string? Host
)
{
    internal const string Running = "running";
    internal const string Failed = "failed";
    internal const string UpForRetry = "up_for_retry";
    internal const string Restarting = "restarting";

    private const string NoState = "none";

    /// <summary>The task for people.</summary>
    internal string Title => IsMapped ? $"{Id}[{MapIndex}]" : Id;

    internal bool IsMapped => MapIndex >= 0;

    /// <summary>Whether another try follows this one.</summary>
    internal bool IsRetried => State is UpForRetry or Restarting;

    /// <summary>Whether this try has begun, so that there may be a log of it. What waits for its next try keeps the start of
    /// the one before.</summary>
    internal bool HasBegun => Try > 0 && Start is not null && State is not (NoState or "scheduled" or "queued");

    /// <summary>Whether this try has ended.</summary>
    internal bool HasEnded => State is "success" or Failed or "skipped" or "upstream_failed" or "removed" or UpForRetry;

    /// <summary>Reads one; null for what is none.</summary>
    internal static AirflowTask? Read(JsonElement json) =>
        json.Line("task_id") is { } id
            ? new AirflowTask(
                id,
                Small(json, "map_index") ?? -1,
                json.Line("state") ?? NoState,
                Small(json, "try_number") ?? 0,
                (Small(json, "max_tries") ?? 0) + 1,
                json.Instant("start_date"),
                json.Line("hostname")
            )
            : null;

    private static int? Small(JsonElement json, string name) =>
        json.Number(name) is { } number and >= -1 and < int.MaxValue ? (int)number : null;
}
