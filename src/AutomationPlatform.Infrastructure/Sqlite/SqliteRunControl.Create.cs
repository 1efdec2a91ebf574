using System.Text.Json;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.Execution;
using AutomationPlatform.Infrastructure.Privacy;

namespace AutomationPlatform.Infrastructure.Sqlite;

internal sealed partial class SqliteRunControl
{
    private const string ReadAutomation = "SELECT name, is_active FROM automation WHERE id = @id";

    private const string ReadBatches = """
        SELECT b.id, b.name, b.hidden, b.is_active, EXISTS (SELECT 1 FROM import_lease l WHERE l.batch_id = b.id)
        FROM batch b WHERE b.automation_id = @automation AND b.id IN (SELECT value FROM json_each(@batches))
        """;

    private const string InsertRun = """
        INSERT INTO run (id, automation_id, definition_number, status, correlation_id, driver, priority, max_attempts,
            parent_run_id, hidden, created_at, created_by, updated_at, updated_by, version, is_active)
        VALUES (@id, @automation, @definition, 'PENDING', @correlation, @driver, @priority, @asked, @parent, 1, @now,
            @actor, @now, @actor, 1, 1)
        """;

    private const string InsertBatchExecution = """
        INSERT INTO batch_execution (id, run_id, batch_id, ordinal, status, created_at, created_by, updated_at,
            updated_by, version, is_active)
        VALUES (@id, @run, @batch, @ordinal, 'PENDING', @now, @actor, @now, @actor, 1, 1)
        """;

    private const string InsertLease =
        "INSERT INTO run_creation (run_id, owner, lease_until) VALUES (@run, @owner, @until)";

    private const string RenewLease =
        "UPDATE run_creation SET lease_until = @until WHERE run_id = @run AND owner = @owner";

    private const string RemoveLease = "DELETE FROM run_creation WHERE run_id = @run AND owner = @owner";

    private const string Show = "UPDATE run SET hidden = 0 WHERE id = @run";

    private const string NextItems = $"""
        SELECT id, sequence_number FROM item i WHERE batch_id = @batch AND sequence_number > @after
            AND {RedactedItems.NotItem}
        ORDER BY sequence_number LIMIT @limit
        """;

    private const string InsertThreshold = "INSERT INTO failure_threshold (run_id, share) VALUES (@run, @share)";

    private const string InsertItem = """
        INSERT INTO item_execution (id, run_id, batch_execution_id, item_id, status, attempt_count, max_attempts,
            lost_count, released_count, created_at, created_by, updated_at, updated_by, version, is_active)
        VALUES (@id, @run, @batch, @item, 'PENDING', 0, @maximum, 0, 0, @now, @actor, @now, @actor, 1, 1)
        """;

    private const string CountPending = """
        INSERT INTO item_count (batch_execution_id, worker_id, run_id, pending) VALUES (@batch, @nobody, @run, @count)
        ON CONFLICT (batch_execution_id, worker_id) DO UPDATE SET pending = pending + excluded.pending
        """;

    /// <inheritdoc/>
    public async Task<RunId> CreateRunAsync(NewRun run, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var creation = RunCreation.Of(run);
        await RemoveAbandonedAsync(cancellationToken);
        while (!creation.IsComplete)
        {
            var slice = creation;
            creation = await writer.TransactionAsync(session => CreateSlice(session, slice), cancellationToken);
            progress?.Report(creation.Made);
        }
        pulse.Give();
        if (creation.Made == 0)
            await queue.EndIfDoneAsync(creation.RunId, cancellationToken);
        return creation.RunId;
    }

    /// <summary>One transaction: the run itself in the first, its visibility in the last, items in between.</summary>
    private static RunCreation CreateSlice(SqliteSession session, RunCreation creation)
    {
        var chain = creation.Run.Restart is { } restart ? RequireRestartable(session, restart, creation.RunId) : null;
        if (!creation.IsBegun)
            Begin(session, creation);
        else if (RunLease(session, RenewLease, creation) == 0)
            throw creation.LeaseLost();
        var next = creation.BeginSlice();
        while (next.Current is { } batch && next.Room > 0)
            next = CreateItems(session, next, batch, chain);
        return next.Current is null ? Publish(session, next) : next;
    }

    private static RunCreation Publish(SqliteSession session, RunCreation creation)
    {
        var run = SqliteForm.Of(creation.RunId.Value);
        if (session.Execute(RemoveLease, ("run", run), ("owner", SqliteForm.Of(creation.Owner))) == 0)
            throw creation.LeaseLost();
        session.Execute(Show, ("run", run));
        SqliteAudit.Add(session, RunEntries.Started(creation));
        return creation.Complete();
    }

    /// <summary>Makes a run whole in the transaction that is open on the session's connection.</summary>
    /// <exception cref="AutomationPlatform.Application.InvalidInputException">It would have more items than there is room for.</exception>
    internal static RunCreation CreateWithin(SqliteSession session, NewRun run, int room)
    {
        var creation = RunCreation.Of(run);
        Begin(session, creation);
        // One more than there is room for, to know that there are more.
        var next = creation.BeginSlice(room + 1);
        while (next.Current is { } batch && next.Room > 0)
            next = CreateItems(session, next, batch, chain: null);
        return Publish(session, next.RequireWithin(room));
    }

    private static void Begin(SqliteSession session, RunCreation creation)
    {
        Check(session, creation.Run);
        var run = SqliteForm.Of(creation.RunId.Value);
        session.Execute(
            InsertRun,
            ("id", run),
            ("automation", SqliteForm.Of(creation.Run.AutomationId.Value)),
            ("definition", creation.Run.DefinitionNumber),
            ("correlation", creation.Run.CorrelationId),
            ("priority", creation.Run.Priority),
            ("asked", creation.Run.MaxAttemptsAsked),
            ("parent", creation.Run.Restart is { } restart ? SqliteForm.Of(restart.Parent.Value) : null),
            ("driver", EnumNames.Of(creation.Run.Driver)),
            ("now", session.Now),
            ("actor", creation.Run.Actor)
        );
        foreach (var batch in creation.Batches)
            session.Execute(
                InsertBatchExecution,
                ("id", SqliteForm.Of(batch.Id.Value)),
                ("run", run),
                ("batch", SqliteForm.Of(batch.BatchId.Value)),
                ("ordinal", batch.Ordinal),
                ("now", session.Now),
                ("actor", creation.Run.Actor)
            );
        if (creation.Run.FailureThreshold is { } share)
            session.Execute(InsertThreshold, ("run", run), ("share", share));
        RunLease(session, InsertLease, creation);
    }

    private static void Check(SqliteSession session, NewRun run)
    {
        var automation = SqliteForm.Of(run.AutomationId.Value);
        var found = session.List(ReadAutomation, row => (Name: row.Text(0), Active: row.Flag(1)), ("id", automation));
        var batches = session.List(
            ReadBatches,
            row => new BatchState(
                new(row.Id(0)),
                row.Text(1),
                Hidden: row.Flag(2),
                Active: row.Flag(3),
                UnderImport: row.Flag(4)
            ),
            ("automation", automation),
            ("batches", JsonSerializer.Serialize(run.Batches.Select(b => b.Value)))
        );
        RunCreation.Check(run, found.Count == 0 ? null : found[0], batches);
    }

    private static int RunLease(SqliteSession session, string sql, RunCreation creation) =>
        session.Execute(
            sql,
            ("run", SqliteForm.Of(creation.RunId.Value)),
            ("owner", SqliteForm.Of(creation.Owner)),
            ("until", session.After(ExecutionDefaults.Lease))
        );

    private static List<(string Id, int Sequence)> AllItems(
        SqliteSession session,
        RunCreation creation,
        NewBatchExecution batch
    ) =>
        session.List(
            NextItems,
            row => (row.Text(0), row.Number(1)),
            ("batch", SqliteForm.Of(batch.BatchId.Value)),
            ("after", creation.AfterSequenceNumber),
            ("limit", creation.Room)
        );

    private static RunCreation CreateItems(
        SqliteSession session,
        RunCreation creation,
        NewBatchExecution batch,
        RestartChain? chain
    )
    {
        var items = chain is null
            ? AllItems(session, creation, batch)
            : RestartedItems(session, creation, batch, chain);
        if (items.Count == 0)
            return creation.Advance(0, creation.AfterSequenceNumber);
        var run = SqliteForm.Of(creation.RunId.Value);
        var execution = SqliteForm.Of(batch.Id.Value);
        var insert = session.Statement(InsertItem, "id", "run", "batch", "item", "maximum", "now", "actor");
        var ids = new TimeOrderedIds(session.Moment);
        // What an engine does waits in no queue and is counted where it stands.
        var queued = creation.Run.Driver == RunDriver.Workers;
        foreach (var (item, sequence) in items)
        {
            var id = SqliteForm.Of(ids.Next());
            insert.Execute(id, run, execution, item, creation.Run.MaxAttempts, session.Now, creation.Run.Actor);
            if (queued)
                session.Enqueue(
                    run,
                    (batch.Ordinal * Positions) + sequence,
                    id,
                    1,
                    ExecutionStatus.Pending,
                    lostCount: 0
                );
        }
        if (queued)
            session.Execute(
                CountPending,
                ("batch", execution),
                ("nobody", SqliteTransitions.Nobody),
                ("run", run),
                ("count", items.Count)
            );
        return creation.Advance(items.Count, items[^1].Sequence);
    }

    /// <summary>The positions that one batch has in a run's queue.</summary>
    private const long Positions = 1L << 32;
}
