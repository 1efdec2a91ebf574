using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Execution;

namespace AutomationPlatform.Infrastructure.Sqlite;

internal sealed partial class SqliteWorkQueue
{
    private const string ReadRun = """
        SELECT status, automation_id, cancel_requested_at IS NOT NULL, cancellation_reason
        FROM run WHERE id = @run AND driver = 'WORKERS' AND NOT hidden
        """;

    private const string SumBatches = """
        SELECT b.id, b.batch_id, b.status, coalesce(sum(c.pending + c.processing + c.retrying), 0),
            coalesce(sum(c.failed), 0), coalesce(sum(c.cancelled), 0), coalesce(sum(c.completed + c.skipped), 0)
        FROM batch_execution b LEFT JOIN item_count c ON c.batch_execution_id = b.id
        WHERE b.run_id = @run
        GROUP BY b.id
        """;

    // One that is not PROCESSING passes through it, which is a version and a start of its own.
    private const string EndBatch = """
        UPDATE batch_execution
        SET status = @status, finished_at = @now,
            started_at = CASE WHEN status = 'PROCESSING' THEN started_at ELSE @now END,
            version = version + CASE WHEN status = 'PROCESSING' THEN 1 ELSE 2 END, updated_at = @now, updated_by = NULL
        WHERE id = @id
        """;

    private const string EndRun = """
        UPDATE run
        SET status = @status, finished_at = @now, error_summary = @summary,
            started_at = CASE WHEN status = 'PROCESSING' THEN started_at ELSE @now END,
            version = version + CASE WHEN status = 'PROCESSING' THEN 1 ELSE 2 END, updated_at = @now, updated_by = NULL
        WHERE id = @id
        """;

    private const string MostFrequentFailure = """
        SELECT (SELECT e.error_code || ': ' || e.error_message
                FROM item_failure f JOIN item_execution e ON e.id = f.item_execution_id
                WHERE f.run_id = @run AND f.fingerprint = g.fingerprint ORDER BY f.item_execution_id LIMIT 1), g.failures
        FROM (SELECT fingerprint, count(*) AS failures FROM item_failure WHERE run_id = @run
              GROUP BY fingerprint ORDER BY failures DESC, fingerprint LIMIT 1) g
        """;

    // What workers counted of the run becomes one row a batch.
    private const string FoldRun = """
        INSERT INTO item_count (batch_execution_id, worker_id, run_id, pending, processing, completed, failed, cancelled,
            skipped, retrying)
        SELECT batch_execution_id, @nobody, run_id, sum(pending), sum(processing), sum(completed), sum(failed),
            sum(cancelled), sum(skipped), sum(retrying)
        FROM item_count WHERE worker_id <> @nobody AND run_id = @run
        GROUP BY batch_execution_id, run_id
        ON CONFLICT (batch_execution_id, worker_id) DO UPDATE
        SET pending = pending + excluded.pending, processing = processing + excluded.processing,
            completed = completed + excluded.completed, failed = failed + excluded.failed,
            cancelled = cancelled + excluded.cancelled, skipped = skipped + excluded.skipped,
            retrying = retrying + excluded.retrying
        """;

    private const string RemoveRunCounts = "DELETE FROM item_count WHERE run_id = @run AND worker_id <> @nobody";

    /// <inheritdoc/>
    public async Task<RunEnd?> EndIfDoneAsync(RunId run, CancellationToken cancellationToken)
    {
        // Looking takes no lock; only what looks like an end takes it, and looks again.
        if (await writer.ReadAsync(session => ReadProgress(session, run), cancellationToken) is not { HasEnded: true })
            return null;
        var (end, told) = await writer.TransactionAsync(session => End(session, run), cancellationToken);
        await AnswerEvents.PublishAsync(events, told, cancellationToken);
        return end;
    }

    private static (RunEnd? End, IReadOnlyList<DomainEvent> Told) End(SqliteSession session, RunId run)
    {
        if (ReadProgress(session, run) is not { HasEnded: true } progress)
            return (null, []);
        progress = progress with
        {
            ThresholdReason = session
                .List(ThresholdReason, row => row.Text(0), ("run", SqliteForm.Of(run.Value)))
                .SingleOrDefault(),
        };
        var told = progress.BatchEvents().ToList();
        foreach (var (batch, status) in progress.EndedBatches)
            session.Execute(
                EndBatch,
                ("status", status.Name()),
                ("now", session.Now),
                ("id", SqliteForm.Of(batch.Id.Value))
            );
        if (progress.End is not { } ending)
            return (null, told);
        var end = EndWholeRun(session, progress, ending);
        told.Add(progress.RunEvent(end));
        return (end, told);
    }

    private static RunEnd EndWholeRun(SqliteSession session, RunProgress progress, ExecutionStatus status)
    {
        var id = SqliteForm.Of(progress.Id.Value);
        string? summary = null;
        if (status == ExecutionStatus.Failed)
        {
            var most = session.List(
                MostFrequentFailure,
                row => (Fingerprint: row.Text(0), Count: row.Big(1)),
                ("run", id)
            );
            summary = progress.Summarize(most.FirstOrDefault().Fingerprint, most.FirstOrDefault().Count);
        }
        session.Execute(EndRun, ("status", status.Name()), ("now", session.Now), ("summary", summary), ("id", id));
        session.Execute(FoldRun, ("nobody", SqliteTransitions.Nobody), ("run", id));
        session.Execute(RemoveRunCounts, ("run", id), ("nobody", SqliteTransitions.Nobody));
        session.Execute(ForgetServices, ("run", id));
        session.Execute(ForgetProgress, ("run", id));
        return new RunEnd(progress.Id, status, progress.Now, summary);
    }

    /// <summary>Reads what an end is decided by; null for a run that is hidden, ended, not driven by workers, or not there.</summary>
    private static RunProgress? ReadProgress(SqliteSession session, RunId run)
    {
        var id = SqliteForm.Of(run.Value);
        var found = session.List(
            ReadRun,
            row => new RunProgress(
                run,
                new(row.Id(1)),
                Lifecycle.Parse(row.Text(0)),
                row.Flag(2),
                row.OptionalText(3),
                session.Moment,
                []
            ),
            ("run", id)
        );
        if (found is not [{ } progress] || progress.Status.IsFinished())
            return null;
        var batches = session.List(
            SumBatches,
            row => new BatchProgress(
                new(row.Id(0)),
                new(row.Id(1)),
                Lifecycle.Parse(row.Text(2)),
                row.Big(3),
                row.Big(4),
                row.Big(5),
                row.Big(6)
            ),
            ("run", id)
        );
        return progress with { Batches = batches };
    }
}
