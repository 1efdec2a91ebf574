using System.Text.Json;
using System.Text.Json.Nodes;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Engines.Slurm;

/// <summary>One record of a job as Slurm tells it. Numbers may be bare or wrapped, states a text or a list, by version.</summary>
internal sealed class SlurmTask(JsonElement record)
{
    private static readonly string[] Kept =
    [
        "job_id",
        "array_job_id",
        "array_task_id",
        "name",
        "partition",
        "job_state",
        "state_reason",
        "exit_code",
        "submit_time",
        "start_time",
        "end_time",
        "restart_cnt",
        "nodes",
    ];

    /// <summary>A job that waits for what cannot happen any more.</summary>
    private const string NeverSatisfied = "DependencyNeverSatisfied";

    /// <summary>A job that waits until its user lets it go.</summary>
    private const string Held = "JobHeldUser";

    internal string? Comment => Text("comment");

    /// <summary>The number by which the whole is asked for and cancelled: the array's, or the job's own.</summary>
    internal long WholeId => Number("array_job_id") is > 0 and var array ? array : Number("job_id") ?? 0;

    /// <summary>Its place in its array; null for a job of its own and for what waits of an array.</summary>
    internal int? TaskId => Number("array_task_id") is { } task && IsOfArray && !WaitsForMany ? (int)task : null;

    /// <summary>Whether it stands for all those of an array that wait.</summary>
    internal bool WaitsForMany => Text("array_task_string") is { Length: > 0 };

    internal string State =>
        record.TryGetProperty("job_state", out var state)
            ? state.ValueKind == JsonValueKind.Array
                ? string.Join(',', state.EnumerateArray().Select(each => each.GetString()))
                : state.GetString() ?? ""
            : "";

    /// <summary>Whether it waits until it is let go.</summary>
    internal bool IsHeld => State == "PENDING" && Reason == Held;

    /// <summary>Whether it has not ended.</summary>
    internal bool IsOpen => Status().IsActive();

    private bool IsOfArray => Number("array_job_id") is > 0;

    private string Reason => Text("state_reason") ?? "";

    /// <summary>The report of one part.</summary>
    internal PartReport ToReport(int part, string externalId, string log)
    {
        var stuck = State == "PENDING" && Reason == NeverSatisfied;
        return new PartReport(part, externalId, stuck ? ExecutionStatus.Skipped : Status(), State, Words())
        {
            Node = Text("nodes") is { Length: > 0 } nodes ? nodes : null,
            Log = log.Replace("%a", $"{part}"),
            Message = Message(),
            IsStuck = stuck,
        };
    }

    // What waits again after it had begun, as after the loss of its node, is being tried again.
    private ExecutionStatus Status()
    {
        var status = SlurmAdapter.Statuses.Find(State.Split(',')[0]) ?? ExecutionStatus.Processing;
        return status == ExecutionStatus.Pending && Number("restart_cnt") > 0 ? ExecutionStatus.Retrying : status;
    }

    // The exit code is what the kernel says of a process that ended: a signal, or a code times 256.
    private string? Message()
    {
        var reason = Reason is "" or "None" ? null : Reason;
        if (Number("exit_code") is not > 0 and not < 0)
            return reason;
        var raw = Number("exit_code")!.Value;
        var end = (raw & 127) != 0 ? $"signal {raw & 127}" : $"exit {(raw >> 8) & 255}";
        return reason is null ? end : $"{end}, {reason}";
    }

    private Payload Words()
    {
        var words = new JsonObject();
        foreach (var name in Kept)
            if (record.TryGetProperty(name, out var value))
                words[name] = JsonNode.Parse(value.GetRawText());
        return Payload.Parse(words.ToJsonString());
    }

    private string? Text(string name) =>
        record.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private long? Number(string name)
    {
        if (!record.TryGetProperty(name, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.Object)
            return
                value.TryGetProperty("set", out var set)
                && set.ValueKind == JsonValueKind.True
                && value.TryGetProperty("number", out var wrapped)
                && wrapped.TryGetInt64(out var inner)
                ? inner
                : null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
    }
}
