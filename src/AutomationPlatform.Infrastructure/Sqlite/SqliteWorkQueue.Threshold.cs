using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Execution;

namespace AutomationPlatform.Infrastructure.Sqlite;

internal sealed partial class SqliteWorkQueue
{
    // Nothing for a run that has none, has ended or is being cancelled.
    private const string ReadThreshold = """
        SELECT t.share, coalesce(sum(c.completed + c.failed), 0) - t.finished_before,
            coalesce(sum(c.failed), 0) - t.failed_before, coalesce(sum(c.pending + c.processing + c.retrying), 0),
            CASE WHEN t.stopping THEN t.reason END
        FROM failure_threshold t
        JOIN run r ON r.id = t.run_id AND r.status IN ('PENDING', 'PROCESSING', 'RETRYING') AND NOT r.hidden
            AND r.cancel_requested_at IS NULL
        LEFT JOIN item_count c ON c.run_id = t.run_id
        WHERE t.run_id = @run
        GROUP BY t.run_id
        """;

    private const string StopAtThreshold = """
        UPDATE failure_threshold SET stopping = 1, exceeded_at = @now, reason = @reason WHERE run_id = @run
        """;

    private const string ThresholdReason = """
        SELECT reason FROM failure_threshold WHERE run_id = @run AND reason IS NOT NULL
        """;

    /// <inheritdoc/>
    public async Task<string?> CheckThresholdAsync(RunId run, CancellationToken cancellationToken)
    {
        // Looking takes no lock; only what looks like too many failures takes it, and looks again.
        var seen = await writer.ReadAsync(session => FindThreshold(session, run), cancellationToken);
        if (seen is not { IsReached: true })
            return seen?.StopReason;
        var reason = await writer.TransactionAsync(session => Stop(session, run), cancellationToken);
        pulse.Give();
        return reason;
    }

    private static string? Stop(SqliteSession session, RunId run)
    {
        var reached = FindThreshold(session, run);
        if (reached is not { IsReached: true })
            return reached?.StopReason;
        session.Execute(
            StopAtThreshold,
            ("now", session.Now),
            ("reason", reached.Reason),
            ("run", SqliteForm.Of(run.Value))
        );
        return reached.Reason;
    }

    private static ThresholdProgress? FindThreshold(SqliteSession session, RunId run) =>
        session
            .List(
                ReadThreshold,
                row => new ThresholdProgress(row.Real(0), row.Big(1), row.Big(2), row.Big(3), row.OptionalText(4)),
                ("run", SqliteForm.Of(run.Value))
            )
            .SingleOrDefault();
}
