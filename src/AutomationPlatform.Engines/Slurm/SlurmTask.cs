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
    internal int? TaskId =>
        Number("array_task_id") is >= 0 and <= int.MaxValue and var task && IsOfArray && !WaitsForMany
            ? (int)task
            : null;

    /// <summary>Whether it stands for all those of an array that wait.</summary>
    internal bool WaitsForMany => Text("array_task_string") is { Length: > 0 };

    internal string State =>
        record.Line("job_state")
        ?? string.Join(',', record.Member("job_state").Items().Select(each => each.Text()).OfType<string>());

    /// <summary>Whether it waits until it is let go.</summary>
    internal bool IsHeld => State == "PENDING" && Reason == Held;

    /// <summary>Whether it has not ended, as far as can be told.</summary>
    internal bool IsOpen => Status?.IsActive() ?? true;

    /// <summary>Its status in our words; null for a state whose meaning is not known. What waits again after it had begun, as after
    /// the loss of its node, is being tried again.</summary>
    internal ExecutionStatus? Status =>
        SlurmAdapter.Statuses.Find(State.Split(',')[0]) is var status
        && status == ExecutionStatus.Pending
        && Number("restart_cnt") > 0
            ? ExecutionStatus.Retrying
            : status;

    private bool IsOfArray => Number("array_job_id") is > 0;

    private string Reason => Text("state_reason") ?? "";

    /// <summary>Whether it is the job of an order. A record that has no comment at all, which Slurm always gives, is not told by it.
    /// </summary>
    internal bool IsOf(EngineOrder order) =>
        record.Member("comment").ValueKind is JsonValueKind.Undefined or JsonValueKind.Null || Comment == order.Mark;

    /// <summary>The report of one part, whose status is known.</summary>
    internal PartReport ToReport(int part, string externalId, string log)
    {
        var stuck = State == "PENDING" && Reason == NeverSatisfied;
        return new PartReport(part, externalId, stuck ? ExecutionStatus.Skipped : Status!.Value, State, Words())
        {
            Node = Text("nodes") is { Length: > 0 } nodes ? nodes : null,
            Log = log.Replace("%a", $"{part}"),
            Message = Message(),
            IsStuck = stuck,
        };
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

    private Payload Words() => Payload.Parse(record.Words(Kept).ToJsonString());

    private string? Text(string name) => record.Line(name);

    private long? Number(string name) =>
        record.Number(name)
        ?? (
            record.Member(name) is var wrapped && wrapped.Member("set").ValueKind == JsonValueKind.True
                ? wrapped.Number("number")
                : null
        );
}
