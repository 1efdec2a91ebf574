namespace AutomationPlatform.Domain.Execution;

/// <summary>The one table that says which status may follow which. Entities, SQL and documentation are held to it by tests.</summary>
public static class Lifecycle
{
    /// <summary>Every status, in the order of the enumeration.</summary>
    public static IReadOnlyList<ExecutionStatus> Statuses { get; } = Enum.GetValues<ExecutionStatus>();

    /// <summary>What may follow a status; nothing for the final ones.</summary>
    public static IReadOnlyList<ExecutionStatus> Next(ExecutionStatus status) =>
        status switch
        {
            ExecutionStatus.Pending => [ExecutionStatus.Processing, ExecutionStatus.Cancelled, ExecutionStatus.Skipped],
            ExecutionStatus.Processing =>
            [
                ExecutionStatus.Completed,
                ExecutionStatus.Failed,
                ExecutionStatus.Retrying,
                ExecutionStatus.Cancelled,
            ],
            ExecutionStatus.Retrying => [ExecutionStatus.Processing, ExecutionStatus.Failed, ExecutionStatus.Cancelled],
            ExecutionStatus.Failed => [ExecutionStatus.Pending, ExecutionStatus.Retrying],
            _ => [],
        };

    /// <summary>Whether <paramref name="to"/> may follow <paramref name="from"/>.</summary>
    public static bool Allows(ExecutionStatus from, ExecutionStatus to) => Next(from).Contains(to);

    /// <summary>The shortest series of steps from one status to another, never back to PENDING.</summary>
    /// <returns>The statuses to go through, the last of them <paramref name="to"/>; empty when it is reached already, null when no steps lead there.</returns>
    public static IReadOnlyList<ExecutionStatus>? Path(ExecutionStatus from, ExecutionStatus to)
    {
        List<ExecutionStatus[]> paths =
        [
            [],
        ];
        while (paths.Count > 0)
        {
            if (paths.Find(path => End(path) == to) is { } arrived)
                return arrived;
            paths =
            [
                .. from path in paths
                from next in Next(End(path))
                where next != ExecutionStatus.Pending && !path.Contains(next)
                select (ExecutionStatus[])[.. path, next],
            ];
        }
        return null;

        ExecutionStatus End(ExecutionStatus[] path) => path is [.., var last] ? last : from;
    }

    /// <summary>COMPLETED, FAILED, CANCELLED or SKIPPED.</summary>
    public static bool IsFinished(this ExecutionStatus status) =>
        status
            is ExecutionStatus.Completed
                or ExecutionStatus.Failed
                or ExecutionStatus.Cancelled
                or ExecutionStatus.Skipped;

    /// <summary>PENDING, PROCESSING or RETRYING: there is still something to come.</summary>
    public static bool IsActive(this ExecutionStatus status) => !status.IsFinished();

    /// <summary>PROCESSING or RETRYING: it has begun and not ended.</summary>
    public static bool IsRunning(this ExecutionStatus status) =>
        status is ExecutionStatus.Processing or ExecutionStatus.Retrying;

    /// <summary>The spelling in the database, in JSON and on the screen: <c>PENDING</c>.</summary>
    public static string Name(this ExecutionStatus status) =>
        status switch
        {
            ExecutionStatus.Pending => "PENDING",
            ExecutionStatus.Processing => "PROCESSING",
            ExecutionStatus.Completed => "COMPLETED",
            ExecutionStatus.Failed => "FAILED",
            ExecutionStatus.Cancelled => "CANCELLED",
            ExecutionStatus.Skipped => "SKIPPED",
            ExecutionStatus.Retrying => "RETRYING",
            _ => throw new ArgumentOutOfRangeException(nameof(status), status, "is not a status"),
        };

    /// <summary>Reads a status as it is spelt in the database; false when there is none of that name.</summary>
    public static bool TryParse(string? name, out ExecutionStatus status)
    {
        ExecutionStatus? found = name switch
        {
            "PENDING" => ExecutionStatus.Pending,
            "PROCESSING" => ExecutionStatus.Processing,
            "COMPLETED" => ExecutionStatus.Completed,
            "FAILED" => ExecutionStatus.Failed,
            "CANCELLED" => ExecutionStatus.Cancelled,
            "SKIPPED" => ExecutionStatus.Skipped,
            "RETRYING" => ExecutionStatus.Retrying,
            _ => null,
        };
        status = found ?? default;
        return found is not null;
    }

    /// <summary>Reads a status as it is spelt in the database.</summary>
    /// <exception cref="ValidationException">There is no status of that name.</exception>
    public static ExecutionStatus Parse(string? name) =>
        TryParse(name, out var status)
            ? status
            : throw new ValidationException(
                nameof(ExecutionStatus),
                "status",
                $"'{name}' is not one of {string.Join(", ", Statuses.Select(s => s.Name()))}"
            );
}
