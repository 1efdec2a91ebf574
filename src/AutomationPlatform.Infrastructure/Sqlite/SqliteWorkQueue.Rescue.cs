using System.Text.Json;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Execution;

namespace AutomationPlatform.Infrastructure.Sqlite;

internal sealed partial class SqliteWorkQueue
{
    private const string FindExpired = "SELECT id FROM worker WHERE lease_until <= @now ORDER BY lease_until LIMIT 20";

    // What is held by workers that are not there at all is lost too.
    private const string FindLostClaims = """
        SELECT id, item_execution_ids, versions FROM claim c
        WHERE NOT EXISTS (SELECT 1 FROM worker w WHERE w.id = c.worker_id AND w.lease_until > @now)
        LIMIT 20
        """;

    private const string FindClaimsOf =
        "SELECT id, item_execution_ids, versions FROM claim WHERE worker_id = @worker LIMIT 20";

    private const string RemoveClaim = "DELETE FROM claim WHERE id = @id";

    private const string RemoveWorker = """
        DELETE FROM worker WHERE id = @id AND NOT EXISTS (SELECT 1 FROM claim WHERE worker_id = @id)
        """;

    private const string FoldCounts = """
        INSERT INTO item_count (batch_execution_id, worker_id, run_id, pending, processing, completed, failed, cancelled,
            skipped, retrying)
        SELECT batch_execution_id, @nobody, run_id, sum(pending), sum(processing), sum(completed), sum(failed),
            sum(cancelled), sum(skipped), sum(retrying)
        FROM item_count WHERE worker_id <> @nobody AND worker_id IN (SELECT value FROM json_each(@workers))
        GROUP BY batch_execution_id, run_id
        ON CONFLICT (batch_execution_id, worker_id) DO UPDATE
        SET pending = pending + excluded.pending, processing = processing + excluded.processing,
            completed = completed + excluded.completed, failed = failed + excluded.failed,
            cancelled = cancelled + excluded.cancelled, skipped = skipped + excluded.skipped,
            retrying = retrying + excluded.retrying
        """;

    private const string RemoveCounts =
        "DELETE FROM item_count WHERE worker_id IN (SELECT value FROM json_each(@workers))";

    // The run's policy decides whether an attempt may be repeated, not the item's maximum: a retry by hand raises that.
    private const string Held = """
        SELECT e.run_id, e.batch_execution_id, e.item_id, e.attempt_count, e.lost_count,
            b.ordinal * 4294967296 + i.sequence_number,
            CASE
                WHEN r.max_attempts IS NOT NULL THEN r.max_attempts = 1
                WHEN json_type(d.content, '$.settings.retry') = 'object' THEN
                    json_extract(d.content, '$.settings.retry.maxAttempts') = 1
                    AND json_type(d.content, '$.settings.retry.overrides') IS NULL
                ELSE 1
            END
        FROM item_execution e
        CROSS JOIN batch_execution b ON b.id = e.batch_execution_id
        CROSS JOIN item i ON i.id = e.item_id
        CROSS JOIN run r ON r.id = e.run_id
        LEFT JOIN definition_version d ON d.automation_id = r.automation_id AND d.number = r.definition_number
        WHERE e.id = @id AND e.version = @version
        """;

    private const string GiveBack = """
        UPDATE item_execution
        SET status = @status, finished_at = CASE WHEN @status = 'FAILED' THEN @now END,
            lost_count = lost_count + @lost, released_count = released_count + @released,
            error_code = coalesce(@code, error_code), error_message = coalesce(@message, error_message),
            version = version + 1, updated_at = @now, updated_by = @actor
        WHERE id = @id AND version = @version
        """;

    /// <inheritdoc/>
    public async Task<int> RescueAsync(CancellationToken cancellationToken)
    {
        // Looking takes no lock: mostly there is nothing to do.
        if (!await writer.ReadAsync(HasExpired, cancellationToken))
            return 0;
        var lost = 0;
        while (true)
        {
            var slice = await writer.TransactionAsync(RescueSlice, cancellationToken);
            lost += slice.Items;
            await AnswerEvents.PublishAsync(events, slice.Failures, cancellationToken);
            if (slice.Claims == 0)
                return lost;
            pulse.Give();
        }
    }

    /// <inheritdoc/>
    public async Task LeaveAsync(WorkerIdentity worker, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(worker);
        while ((await writer.TransactionAsync(session => LeaveSlice(session, worker), cancellationToken)).Claims > 0)
            pulse.Give();
    }

    private sealed record HeldClaim(string Id, Guid[] Items, int[] Versions);

    private sealed record Slice(int Claims, int Items, IReadOnlyList<DomainEvent> Failures);

    private static bool HasExpired(SqliteSession session) =>
        session.List(FindExpired, _ => true, ("now", session.Now)).Count > 0
        || session.List(FindLostClaims, _ => true, ("now", session.Now)).Count > 0;

    private static Slice RescueSlice(SqliteSession session)
    {
        var slice = GiveBackAll(session, ListClaims(session, FindLostClaims, ("now", session.Now)), actor: null);
        Remove(session, session.List(FindExpired, row => row.Text(0), ("now", session.Now)));
        return slice;
    }

    private static Slice LeaveSlice(SqliteSession session, WorkerIdentity worker)
    {
        var id = SqliteForm.Of(worker.Id.Value);
        var slice = GiveBackAll(session, ListClaims(session, FindClaimsOf, ("worker", id)), worker.Name);
        Remove(session, [id]);
        return slice;
    }

    private static List<HeldClaim> ListClaims(SqliteSession session, string sql, (string, object?) parameter) =>
        session.List(
            sql,
            row => new HeldClaim(
                row.Text(0),
                JsonSerializer.Deserialize<Guid[]>(row.Text(1))!,
                JsonSerializer.Deserialize<int[]>(row.Text(2))!
            ),
            parameter
        );

    /// <summary>Makes lost (without an actor) or gives back what the claims still hold.</summary>
    private static Slice GiveBackAll(SqliteSession session, List<HeldClaim> claims, string? actor)
    {
        var deltas = new CountDeltas();
        var failures = new List<DomainEvent>();
        var items = 0;
        foreach (var claim in claims)
        {
            foreach (var (item, version) in claim.Items.Zip(claim.Versions))
                items += GiveBackOne(session, SqliteForm.Of(item), version, actor, deltas, failures);
            session.Execute(RemoveClaim, ("id", claim.Id));
        }
        session.Add(deltas, SqliteTransitions.Nobody);
        return new Slice(claims.Count, items, failures);
    }

    private sealed record HeldItem(
        string Run,
        string Batch,
        string Item,
        int Attempt,
        int LostCount,
        long Position,
        bool OneAttempt
    )
    {
        /// <summary>Code and message when it must not be tried again.</summary>
        internal (string Code, string Message)? Failure =>
            OneAttempt ? (ErrorCodes.UnknownOutcome, ErrorCodes.UnknownOutcomeMessage)
            : LostCount + 1 >= ItemExecution.LostLimit ? (ErrorCodes.Lost, ErrorCodes.LostMessage)
            : null;
    }

    private static int GiveBackOne(
        SqliteSession session,
        string id,
        int version,
        string? actor,
        CountDeltas deltas,
        List<DomainEvent> failures
    )
    {
        // Nothing is found when it was answered already: the version has moved on.
        if (FindHeld(session, id, version) is not { } held)
            return 0;
        var released = actor is not null;
        var failure = released ? null : held.Failure;
        var next = failure is null ? ExecutionStatus.Retrying : ExecutionStatus.Failed;
        WriteGivenBack(session, (id, version), held, next, failure, actor);
        deltas.Move(held.Run, held.Batch, ExecutionStatus.Processing, next);
        if (failure is { } final)
            failures.Add(Fail(session, (id, version + 1), held, final));
        else
            session.Enqueue(
                held.Run,
                held.Position,
                id,
                version + 1,
                ExecutionStatus.Retrying,
                held.LostCount + (released ? 0 : 1)
            );
        return 1;
    }

    private static HeldItem? FindHeld(SqliteSession session, string id, int version) =>
        session
            .List(
                Held,
                row => new HeldItem(
                    row.Text(0),
                    row.Text(1),
                    row.Text(2),
                    row.Number(3),
                    row.Number(4),
                    row.Big(5),
                    row.Flag(6)
                ),
                ("id", id),
                ("version", version)
            )
            .SingleOrDefault();

    private static void WriteGivenBack(
        SqliteSession session,
        (string Id, int Version) item,
        HeldItem held,
        ExecutionStatus next,
        (string Code, string Message)? failure,
        string? actor
    )
    {
        var released = actor is not null;
        session.Execute(
            GiveBack,
            ("status", next.Name()),
            ("now", session.Now),
            ("lost", released ? 0 : 1),
            ("released", released ? 1 : 0),
            ("code", failure?.Code),
            ("message", failure?.Message),
            ("actor", actor),
            ("id", item.Id),
            ("version", item.Version)
        );
        session.AddHistory(
            new HistoryRow(
                item.Id,
                item.Version + 1,
                ExecutionStatus.Processing,
                next,
                actor,
                held.Attempt,
                failure?.Code ?? (released ? ErrorCodes.Released : ErrorCodes.Lost),
                failure?.Message,
                GiveBackReason.Of(released)
            )
        );
    }

    private static ItemExecutionFailed Fail(
        SqliteSession session,
        (string Id, int Version) item,
        HeldItem held,
        (string Code, string Message) failure
    )
    {
        var (id, version) = item;
        session.AddFailure(held.Run, id, failure.Code, failure.Code);
        session.RaiseFailure(
            new FailedAttempt(
                held.Run,
                id,
                version,
                held.Item,
                held.Batch,
                held.Attempt,
                failure.Code,
                failure.Message,
                ExecutionStatus.Failed
            )
        );
        return new ItemExecutionFailed(
            new(SqliteForm.ToId(id)),
            new(SqliteForm.ToId(held.Run)),
            new(SqliteForm.ToId(held.Item)),
            failure.Message,
            held.Attempt,
            WillRetry: false,
            session.Moment
        );
    }

    /// <summary>Takes workers away that hold nothing any more, and folds their counts.</summary>
    private static void Remove(SqliteSession session, IReadOnlyList<string> workers)
    {
        var removed = workers.Where(id => session.Execute(RemoveWorker, ("id", id)) > 0).ToArray();
        if (removed.Length == 0)
            return;
        var list = JsonSerializer.Serialize(removed);
        session.Execute(FoldCounts, ("nobody", SqliteTransitions.Nobody), ("workers", list));
        session.Execute(RemoveCounts, ("workers", list));
        session.Execute(RemoveServices, ("workers", list));
    }
}
