using System.Text.Json;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.Execution;

namespace AutomationPlatform.Infrastructure.Sqlite;

internal sealed partial class SqliteWorkQueue
{
    private const string MayClaim = """
        SELECT 1 FROM run JOIN automation ON automation.id = run.automation_id
        WHERE run.id = @run AND run.driver = 'WORKERS' AND NOT run.hidden AND run.paused_at IS NULL
            AND run.cancel_requested_at IS NULL AND automation.paused_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM failure_threshold WHERE run_id = @run AND stopping)
            AND EXISTS (SELECT 1 FROM worker WHERE id = @worker AND lease_until > @now)
        """;

    // CROSS JOIN keeps the order: the queue first, then each item by its key.
    private const string Waiting = """
        SELECT r.position, r.previous_status, r.version, e.version, e.id, e.item_id, e.batch_execution_id,
            e.attempt_count, e.lost_count, e.released_count, e.max_attempts, e.first_started_at, i.sequence_number,
            i.reference, i.payload
        FROM ready r
        CROSS JOIN item_execution e ON e.id = r.item_execution_id
        CROSS JOIN item i ON i.id = e.item_id
        WHERE r.run_id = @run AND r.position > @after
        """;

    internal const string Next = Waiting + " AND r.lost_count = 0 ORDER BY r.position LIMIT @limit";

    internal const string LostBefore =
        Waiting
        + """
             AND r.lost_count > 0
                AND (r.lost_count < 2 OR NOT EXISTS (SELECT 1 FROM claim WHERE worker_id = @worker))
            ORDER BY r.position LIMIT 1
            """;

    internal const string Start = """
        UPDATE item_execution
        SET status = 'PROCESSING', started_at = @now, first_started_at = coalesce(first_started_at, @now),
            finished_at = NULL, attempt_count = attempt_count + 1, version = version + 1, updated_at = @now,
            updated_by = @actor
        WHERE id = @id AND version = @version
        """;

    /// <summary>Takes away what <see cref="Next"/> found, all that was never lost up to its last row.</summary>
    internal const string Dequeue = """
        DELETE FROM ready WHERE run_id = @run AND position > @after AND position <= @last AND lost_count = 0
        """;

    internal const string DequeueLost = "DELETE FROM ready WHERE run_id = @run AND position = @position";

    private const string InsertClaim = """
        INSERT INTO claim (id, worker_id, run_id, item_execution_ids, versions, open, claimed_at)
        VALUES (@id, @worker, @run, @ids, @versions, @open, @now)
        """;

    private const string StartRun = """
        UPDATE run SET status = 'PROCESSING', started_at = @now, finished_at = NULL, version = version + 1,
            updated_at = @now, updated_by = @actor
        WHERE id = @run AND status IN ('PENDING', 'RETRYING')
        """;

    private const string StartBatch = """
        UPDATE batch_execution SET status = 'PROCESSING', started_at = @now, finished_at = NULL, version = version + 1,
            updated_at = @now, updated_by = @actor
        WHERE id = @batch AND status IN ('PENDING', 'RETRYING')
        """;

    private const string HasClaim = "SELECT 1 FROM claim WHERE id = @id";

    private const string Repeat = """
        SELECT b.ordinal * 4294967296 + i.sequence_number, 'PENDING', e.version, e.version, e.id, e.item_id,
            e.batch_execution_id, e.attempt_count, e.lost_count, e.released_count, e.max_attempts, e.first_started_at,
            i.sequence_number, i.reference, i.payload, e.started_at
        FROM claim c
        CROSS JOIN json_each(c.item_execution_ids) AS held
        CROSS JOIN item_execution e ON e.id = held.value AND e.version = json_extract(c.versions, '$[' || held.key || ']')
        CROSS JOIN batch_execution b ON b.id = e.batch_execution_id
        CROSS JOIN item i ON i.id = e.item_id
        WHERE c.id = @id
        ORDER BY 1
        """;

    /// <inheritdoc/>
    public Task<Claim> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        ClaimLimits.Check(request);
        return writer.TransactionAsync(session => Claim(session, request), cancellationToken);
    }

    private static Claim Claim(SqliteSession session, ClaimRequest request)
    {
        var id = SqliteForm.Of(request.Id.Value);
        // The reply to an earlier call with this id was lost: what it claimed is still this worker's.
        if (session.List(HasClaim, _ => true, ("id", id)).Count > 0)
            return new Claim(request.Id, request.Run, session.List(Repeat, ReadRepeated, ("id", id)));
        if (!MayBeClaimed(session, request))
            return new Claim(request.Id, request.Run, []);
        return FindRoom(session, request) is { } room
            ? ClaimWithin(session, request, room)
            : new Claim(request.Id, request.Run, Take(session, request));
    }

    private static List<ClaimedItem> Take(SqliteSession session, ClaimRequest request)
    {
        var items = TakeNext(session, request);
        // Items that were lost before come alone, when a whole round finds nothing else.
        return items.Count == 0 && request.AfterPosition < 0 ? TakeLostBefore(session, request) : items;
    }

    private static bool MayBeClaimed(SqliteSession session, ClaimRequest request) =>
        session
            .List(
                MayClaim,
                _ => true,
                ("run", SqliteForm.Of(request.Run.Value)),
                ("worker", SqliteForm.Of(request.Worker.Id.Value)),
                ("now", session.Now)
            )
            .Count > 0;

    private static List<ClaimedItem> TakeNext(SqliteSession session, ClaimRequest request)
    {
        // Rows whose item has moved on are dropped and leave room for others.
        while (true)
        {
            var found = session.List(
                Next,
                row => ReadWaiting(row, session.Moment),
                ("run", SqliteForm.Of(request.Run.Value)),
                ("after", request.AfterPosition),
                ("limit", request.Limit)
            );
            if (found.Count > 0)
                session.Execute(
                    Dequeue,
                    ("run", SqliteForm.Of(request.Run.Value)),
                    ("after", request.AfterPosition),
                    ("last", found[^1].Item.Position)
                );
            var items = Take(session, request, found);
            if (items.Count > 0 || found.Count == 0)
                return items;
        }
    }

    private static List<ClaimedItem> TakeLostBefore(SqliteSession session, ClaimRequest request)
    {
        var run = SqliteForm.Of(request.Run.Value);
        var found = session.List(
            LostBefore,
            row => ReadWaiting(row, session.Moment),
            ("run", run),
            ("after", request.AfterPosition),
            ("worker", SqliteForm.Of(request.Worker.Id.Value))
        );
        foreach (var lost in found)
            session.Execute(DequeueLost, ("run", run), ("position", lost.Item.Position));
        return Take(session, request, found);
    }

    private sealed record WaitingItem(ExecutionStatus Previous, bool Stale, ClaimedItem Item);

    private static List<ClaimedItem> Take(SqliteSession session, ClaimRequest request, List<WaitingItem> found)
    {
        var run = SqliteForm.Of(request.Run.Value);
        var deltas = new CountDeltas();
        var started = new List<ClaimedItem>(found.Count);
        foreach (var waiting in found)
        {
            if (waiting.Stale)
                continue;
            var item = StartItem(session, request, waiting);
            deltas.Move(
                run,
                SqliteForm.Of(waiting.Item.BatchExecutionId.Value),
                waiting.Previous,
                ExecutionStatus.Processing
            );
            started.Add(item);
        }
        if (started.Count > 0)
            Enter(session, request, started, deltas);
        return started;
    }

    private static ClaimedItem StartItem(SqliteSession session, ClaimRequest request, WaitingItem waiting)
    {
        var id = SqliteForm.Of(waiting.Item.Id.Value);
        var previousHash = waiting.Previous == ExecutionStatus.Pending ? null : session.LastHistoryHash(id);
        session
            .Statement(Start, "now", "actor", "id", "version")
            .Execute(session.Now, request.Worker.Name, id, waiting.Item.Version - 1);
        session.AddHistory(
            new HistoryRow(
                id,
                waiting.Item.Version,
                waiting.Previous,
                ExecutionStatus.Processing,
                request.Worker.Name,
                waiting.Item.AttemptCount,
                PreviousHash: previousHash
            )
        );
        return waiting.Item with
        {
            HistoryHash = ContentHash.OfClaim(
                waiting.Item.Id.Value,
                waiting.Item.Version,
                waiting.Item.AttemptCount,
                waiting.Item.StartedAt,
                request.Worker.Name,
                previousHash
            ),
        };
    }

    /// <summary>Writes the chunk's row, counts what was started, and starts run and batches where this is their first.</summary>
    private static void Enter(
        SqliteSession session,
        ClaimRequest request,
        List<ClaimedItem> started,
        CountDeltas deltas
    )
    {
        var run = SqliteForm.Of(request.Run.Value);
        var worker = SqliteForm.Of(request.Worker.Id.Value);
        session.Execute(
            InsertClaim,
            ("id", SqliteForm.Of(request.Id.Value)),
            ("worker", worker),
            ("run", run),
            ("ids", JsonSerializer.Serialize(started.Select(i => i.Id.Value))),
            ("versions", JsonSerializer.Serialize(started.Select(i => i.Version))),
            ("open", started.Count),
            ("now", session.Now)
        );
        session.Add(deltas, worker);
        session.Execute(StartRun, ("now", session.Now), ("actor", request.Worker.Name), ("run", run));
        foreach (var (_, batch) in deltas.ByBatch.Keys)
            session.Execute(StartBatch, ("now", session.Now), ("actor", request.Worker.Name), ("batch", batch));
    }

    /// <summary>What an item that waits will be once it is started.</summary>
    private static WaitingItem ReadWaiting(SqliteRow row, DateTimeOffset now) =>
        new(
            row.Text(1) == ExecutionStatus.Pending.Name() ? ExecutionStatus.Pending : ExecutionStatus.Retrying,
            Stale: row.Number(2) != row.Number(3),
            ReadItem(row, now, started: 1)
        );

    private static ClaimedItem ReadRepeated(SqliteRow row) => ReadItem(row, row.Instant(15), started: 0);

    private static ClaimedItem ReadItem(SqliteRow row, DateTimeOffset startedAt, int started) =>
        new(
            Id: new(row.Id(4)),
            Version: row.Number(3) + started,
            ItemId: new(row.Id(5)),
            BatchExecutionId: new(row.Id(6)),
            Position: row.Big(0),
            SequenceNumber: row.Number(12),
            Reference: row.OptionalText(13),
            Payload: row.OptionalText(14),
            AttemptCount: row.Number(7) + started,
            LostCount: row.Number(8),
            ReleasedCount: row.Number(9),
            MaxAttempts: row.OptionalNumber(10),
            FirstStartedAt: row.IsNull(11) ? startedAt : row.Instant(11),
            StartedAt: startedAt
        );
}
