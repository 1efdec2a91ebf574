using AutomationPlatform.Application.Retention;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Retention;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>Lets runs leave a SQLite database, where each transaction is a lock. Thread-safe.</summary>
internal sealed class SqliteArchiveStore(SqliteWriter writer) : IArchiveStore
{
    private const string CountRedactions = """
        SELECT count(*) FROM redaction d
        WHERE d.batch_id IN (SELECT e.batch_id FROM batch_execution e WHERE e.run_id = @run)
        """;

    private const string FindAsWritten = $"""
        SELECT r.automation_id FROM run r
        WHERE r.id = @run AND NOT r.hidden AND r.version = @version AND r.finished_at IS NOT NULL
            AND ({CountRedactions}) = @redactions
            AND NOT EXISTS (SELECT 1 FROM run c WHERE c.parent_run_id = @run AND c.finished_at IS NULL)
            AND NOT EXISTS (SELECT 1 FROM unsealed_run u WHERE u.run_id = @run)
            AND EXISTS (SELECT 1 FROM run_seal s WHERE s.run_id = @run AND s.run_version = @version)
        """;

    private const string Insert = """
        INSERT INTO archive (run_id, automation_id, run_version, file_name, sha256, bytes, items, history_rows,
            archived_at, archived_by)
        VALUES (@run, @automation, @version, @file, unhex(@sha256), @bytes, @items, @history, @now, @actor)
        """;

    private const string InsertBatches = """
        INSERT INTO archive_batch (batch_id, run_id) SELECT DISTINCT batch_id, run_id FROM batch_execution WHERE run_id = @run
        """;

    private const string HideRun = "UPDATE run SET hidden = 1 WHERE id = @run";

    private const string IsRemoving = "SELECT run_id FROM archive WHERE run_id = @run AND removed_at IS NULL";

    private static readonly string NextItems = $"""
        SELECT e.id FROM batch_execution b CROSS JOIN item_execution e ON e.batch_execution_id = b.id
        WHERE b.run_id = @run LIMIT {RetentionDefaults.SliceItems}
        """;

    // The history first: its trigger finds the run by the item execution.
    private static readonly string[] RemoveItem =
    [
        "DELETE FROM item_state_history WHERE item_execution_id = @id",
        "DELETE FROM handler_log WHERE item_execution_id = @id",
        "DELETE FROM late_answer WHERE item_execution_id = @id",
        "DELETE FROM item_failure WHERE item_execution_id = @id",
        "DELETE FROM item_progress WHERE item_execution_id = @id",
        "DELETE FROM item_execution WHERE id = @id",
    ];

    private static readonly string[] RemoveRest =
    [
        "DELETE FROM run_seal_segment WHERE run_id = @run",
        "DELETE FROM item_count WHERE run_id = @run",
        "DELETE FROM failure_threshold WHERE run_id = @run",
        "DELETE FROM worker_service WHERE run_id = @run",
        "DELETE FROM submission_part WHERE submission_id IN (SELECT id FROM submission WHERE run_id = @run)",
        "DELETE FROM submission WHERE run_id = @run",
        "DELETE FROM run_orchestration WHERE run_id = @run",
        "DELETE FROM batch_execution WHERE run_id = @run",
    ];

    private const string Instances = "SELECT orchestration_instance_id FROM run_orchestration WHERE run_id = @run";

    // What another run is linked to, or what has not ended, stays.
    private const string RemoveInstance = """
        DELETE FROM orchestration_instance WHERE id = @id AND finished_at IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM run_orchestration l WHERE l.orchestration_instance_id = @id)
        """;

    private const string RemoveRun = """
        DELETE FROM run WHERE id = @run AND NOT EXISTS (SELECT 1 FROM run c WHERE c.parent_run_id = @run)
        """;

    private const string End = "UPDATE archive SET removed_at = @now WHERE run_id = @run";

    /// <inheritdoc/>
    public Task<long> CountRedactionsAsync(RunId run, CancellationToken cancellationToken) =>
        writer.ReadAsync(
            session => session.List(CountRedactions, row => row.Big(0), ("run", SqliteForm.Of(run.Value)))[0],
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<bool> AddAsync(ArchivedRun archived, long redactions, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(archived);
        return writer.TransactionAsync(session => Add(session, archived, redactions, actor), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ArchiveRemoval> RemoveSliceAsync(RunId run, CancellationToken cancellationToken) =>
        writer.TransactionAsync(session => RemoveSlice(session, SqliteForm.Of(run.Value)), cancellationToken);

    private static bool Add(SqliteSession session, ArchivedRun archived, long redactions, string actor)
    {
        var run = SqliteForm.Of(archived.Run.Value);
        var found = session.List(
            FindAsWritten,
            row => row.Text(0),
            ("run", run),
            ("version", archived.RunVersion),
            ("redactions", redactions)
        );
        if (found is not [var automation])
            return false;
        SqliteAudit.Add(session, ArchiveEntry.Of(archived, actor));
        session.Execute(
            Insert,
            ("run", run),
            ("automation", automation),
            ("version", archived.RunVersion),
            ("file", archived.FileName),
            ("sha256", Convert.ToHexStringLower(archived.Sha256)),
            ("bytes", archived.Bytes),
            ("items", archived.Items),
            ("history", archived.HistoryRows),
            ("now", session.Now),
            ("actor", actor)
        );
        session.Execute(InsertBatches, ("run", run));
        session.Execute(HideRun, ("run", run));
        return true;
    }

    private static ArchiveRemoval RemoveSlice(SqliteSession session, string run)
    {
        if (session.List(IsRemoving, row => row.Text(0), ("run", run)).Count == 0)
            return ArchiveRemoval.Done;
        var items = session.List(NextItems, row => row.Text(0), ("run", run));
        foreach (var item in items)
        foreach (var sql in RemoveItem)
            session.Execute(sql, ("id", item));
        if (items.Count > 0)
            return ArchiveRemoval.More;
        RemoveRestOf(session, run);
        if (session.Execute(RemoveRun, ("run", run)) == 0)
            return ArchiveRemoval.Waiting;
        session.Execute(End, ("now", session.Now), ("run", run));
        return ArchiveRemoval.Done;
    }

    private static void RemoveRestOf(SqliteSession session, string run)
    {
        var instances = session.List(Instances, row => row.Text(0), ("run", run));
        foreach (var sql in RemoveRest)
            session.Execute(sql, ("run", run));
        foreach (var instance in instances)
            session.Execute(RemoveInstance, ("id", instance));
    }
}
