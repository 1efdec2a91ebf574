using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>What every transition of an item execution leaves beside its own row: history, counts, queue, failures.</summary>
/// <remarks>
/// SQLite has no statement that changes data and feeds another one; all of these run in the transaction of the change,
/// row by row through prepared statements, which inside one process costs little.
/// </remarks>
internal static class SqliteTransitions
{
    /// <summary>The worker that stands for what no worker did.</summary>
    internal static readonly string Nobody = SqliteForm.Of(Guid.Empty);

    private const string InsertHistory = """
        INSERT INTO item_state_history (item_execution_id, version, previous_status, new_status, changed_at, created_at,
            created_by, attempt, code, message, reason, result_hash, previous_hash)
        VALUES (@id, @version, @previous, @next, @now, @now, @actor, @attempt, @code, @message, @reason, @resultHash,
            @previousHash)
        """;

    private const string LastHistory = """
        SELECT version, previous_status, new_status, changed_at, created_at, attempt, created_by, code, message, reason,
            result_hash, previous_hash
        FROM item_state_history WHERE item_execution_id = @id ORDER BY version DESC LIMIT 1
        """;

    private const string InsertReady = """
        INSERT INTO ready (run_id, position, item_execution_id, version, previous_status, lost_count)
        VALUES (@run, @position, @id, @version, @previous, @lost)
        ON CONFLICT (run_id, position) DO UPDATE
        SET item_execution_id = excluded.item_execution_id, version = excluded.version,
            previous_status = excluded.previous_status, lost_count = excluded.lost_count
        """;

    private const string InsertFailure = """
        INSERT INTO item_failure (item_execution_id, run_id, fingerprint, code) VALUES (@id, @run, @fingerprint, @code)
        """;

    private const string AddCounts = """
        INSERT INTO item_count (batch_execution_id, worker_id, run_id, pending, processing, completed, failed, cancelled,
            skipped, retrying)
        VALUES (@batch, @worker, @run, @pending, @processing, @completed, @failed, @cancelled, @skipped, @retrying)
        ON CONFLICT (batch_execution_id, worker_id) DO UPDATE
        SET pending = pending + excluded.pending, processing = processing + excluded.processing,
            completed = completed + excluded.completed, failed = failed + excluded.failed,
            cancelled = cancelled + excluded.cancelled, skipped = skipped + excluded.skipped,
            retrying = retrying + excluded.retrying
        """;

    /// <summary>The hash of an item execution's newest row of history; null when it has none.</summary>
    internal static byte[]? LastHistoryHash(this SqliteSession session, string item) =>
        session.List(LastHistory, row => HistoryHash.Of(ReadHistory(item, row)), ("id", item)) is [var hash]
            ? hash
            : null;

    /// <summary>Adds the one row of history that a change leaves; a first row is the one that leaves PENDING.</summary>
    internal static void AddHistory(this SqliteSession session, HistoryRow row) =>
        session
            .Statement(
                InsertHistory,
                "id",
                "version",
                "previous",
                "next",
                "now",
                "actor",
                "attempt",
                "code",
                "message",
                "reason",
                "resultHash",
                "previousHash"
            )
            .Execute(
                row.Item,
                row.Version,
                row.Previous.Name(),
                row.Next.Name(),
                session.Now,
                row.Actor,
                row.Attempt,
                row.Code,
                row.Message,
                row.Reason,
                row.ResultHash,
                row.Previous == ExecutionStatus.Pending ? null : row.PreviousHash ?? session.LastHistoryHash(row.Item)
            );

    private static HistoryContent ReadHistory(string item, SqliteRow row) =>
        new(
            new ItemExecutionId(SqliteForm.ToId(item)),
            Version: row.Number(0),
            PreviousStatus: Lifecycle.Parse(row.Text(1)),
            NewStatus: Lifecycle.Parse(row.Text(2)),
            ChangedAt: row.Instant(3),
            CreatedAt: row.Instant(4),
            Attempt: row.Number(5),
            Actor: row.OptionalText(6),
            Code: row.OptionalText(7),
            Message: row.OptionalText(8),
            Reason: row.OptionalText(9),
            ResultHash: row.OptionalBytes(10),
            PreviousHash: row.OptionalBytes(11)
        );

    /// <summary>Puts an item into the queue; what stands at its position already is an older version of the same one.</summary>
    internal static void Enqueue(
        this SqliteSession session,
        string run,
        long position,
        string item,
        int version,
        ExecutionStatus previous,
        int lostCount
    ) =>
        session
            .Statement(InsertReady, "run", "position", "id", "version", "previous", "lost")
            .Execute(run, position, item, version, previous.Name(), lostCount);

    /// <summary>Enters an item that is FAILED now.</summary>
    internal static void AddFailure(
        this SqliteSession session,
        string run,
        string item,
        string fingerprint,
        string code
    ) => session.Statement(InsertFailure, "id", "run", "fingerprint", "code").Execute(item, run, fingerprint, code);

    /// <summary>Adds signed deltas, one row a batch execution.</summary>
    internal static void Add(this SqliteSession session, CountDeltas deltas, string worker)
    {
        foreach (var (batch, delta) in deltas.ByBatch)
            session
                .Statement(
                    AddCounts,
                    "batch",
                    "worker",
                    "run",
                    "pending",
                    "processing",
                    "completed",
                    "failed",
                    "cancelled",
                    "skipped",
                    "retrying"
                )
                .Execute(
                    batch.Batch,
                    worker,
                    batch.Run,
                    delta[(int)ExecutionStatus.Pending],
                    delta[(int)ExecutionStatus.Processing],
                    delta[(int)ExecutionStatus.Completed],
                    delta[(int)ExecutionStatus.Failed],
                    delta[(int)ExecutionStatus.Cancelled],
                    delta[(int)ExecutionStatus.Skipped],
                    delta[(int)ExecutionStatus.Retrying]
                );
    }
}

/// <summary>A row of history to be written, with identifiers in the database's form.</summary>
internal readonly record struct HistoryRow(
    string Item,
    int Version,
    ExecutionStatus Previous,
    ExecutionStatus Next,
    string? Actor,
    int Attempt,
    string? Code = null,
    string? Message = null,
    string? Reason = null,
    byte[]? ResultHash = null,
    byte[]? PreviousHash = null
);

/// <summary>How many items of each batch execution moved from one status to another in a transaction.</summary>
internal sealed class CountDeltas
{
    private readonly Dictionary<(string Run, string Batch), long[]> deltas = [];

    internal IReadOnlyDictionary<(string Run, string Batch), long[]> ByBatch => deltas;

    internal void Move(string run, string batch, ExecutionStatus from, ExecutionStatus to, long count = 1)
    {
        if (!deltas.TryGetValue((run, batch), out var delta))
            deltas[(run, batch)] = delta = new long[Lifecycle.Statuses.Count];
        delta[(int)from] -= count;
        delta[(int)to] += count;
    }
}
