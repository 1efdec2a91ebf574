using System.Text.Json;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Execution;
using AutomationPlatform.Infrastructure.Privacy;

namespace AutomationPlatform.Infrastructure.Sqlite;

internal sealed partial class SqliteRunControl
{
    private const string CountFailed = $"""
        SELECT count(*) FROM item_failure
        WHERE run_id = @run AND (@codes IS NULL OR code IN (SELECT value FROM json_each(@codes)))
            AND item_execution_id NOT IN ({RedactedItems.Executions} e.run_id = @run)
        """;

    private static readonly string Failed = $"""
        SELECT e.id, e.version, e.batch_execution_id, e.attempt_count, e.lost_count,
            b.ordinal * 4294967296 + i.sequence_number
        FROM item_failure f
        CROSS JOIN item_execution e ON e.id = f.item_execution_id
        CROSS JOIN batch_execution b ON b.id = e.batch_execution_id
        CROSS JOIN item i ON i.id = e.item_id
        WHERE f.run_id = @run AND (@codes IS NULL OR f.code IN (SELECT value FROM json_each(@codes)))
            AND {RedactedItems.NotExecution}
        LIMIT {ExecutionDefaults.SliceRows}
        """;

    private const string RemoveFailure = "DELETE FROM item_failure WHERE item_execution_id = @id";

    private const string Reopen = """
        UPDATE item_execution
        SET status = 'RETRYING', finished_at = NULL, error_code = NULL, error_message = NULL,
            max_attempts = attempt_count - lost_count - released_count + 1, version = version + 1, updated_at = @now,
            updated_by = @actor
        WHERE id = @id AND version = @version
        """;

    private const string ReopenBatch = """
        UPDATE batch_execution SET status = 'RETRYING', finished_at = NULL, version = version + 1, updated_at = @now,
            updated_by = @actor
        WHERE id = @batch AND status = 'FAILED'
        """;

    private const string ReopenRun = """
        UPDATE run SET status = 'RETRYING', finished_at = NULL, error_summary = NULL, version = version + 1,
            updated_at = @now, updated_by = @actor
        WHERE id = @run AND status = 'FAILED'
        """;

    // Claims are possible again, and what is finished by now is left out of the failure threshold's count.
    private const string CountAnew = """
        UPDATE failure_threshold SET stopping = 0,
            finished_before = (SELECT coalesce(sum(completed + failed), 0) FROM item_count WHERE run_id = @run),
            failed_before = (SELECT coalesce(sum(failed), 0) FROM item_count WHERE run_id = @run)
        WHERE run_id = @run
        """;

    /// <inheritdoc/>
    public async Task<long> RetryAsync(
        RunId run,
        IReadOnlyList<string> codes,
        string reason,
        string actor,
        CancellationToken cancellationToken
    )
    {
        var given = RunState.Reason(reason);
        // Items that fail again meanwhile are not taken a second time: no more than had failed at first.
        var failed = await CountFailedAsync(run, codes, cancellationToken);
        var retried = 0L;
        long slice;
        do
        {
            // With the first: nothing is re-opened that the log does not tell of, whatever happens in between.
            var entry = retried == 0 ? RunEntries.Retried(run, codes, failed, given, actor) : null;
            slice = await writer.TransactionAsync(
                session =>
                {
                    var reopened = RetrySlice(session, run, codes, given, actor);
                    if (entry is not null && reopened > 0)
                        SqliteAudit.Add(session, entry);
                    return reopened;
                },
                cancellationToken
            );
            retried += slice;
        } while (slice > 0 && retried < failed);
        pulse.Give();
        return retried;
    }

    /// <inheritdoc/>
    public Task<long> CountFailedAsync(RunId run, IReadOnlyList<string> codes, CancellationToken cancellationToken) =>
        writer.ReadAsync(
            session =>
                session.List(
                    CountFailed,
                    row => row.Big(0),
                    ("run", SqliteForm.Of(run.Value)),
                    ("codes", Codes(codes))
                )[0],
            cancellationToken
        );

    private sealed record FailedItem(string Id, int Version, string Batch, int Attempt, int LostCount, long Position);

    private static long RetrySlice(
        SqliteSession session,
        RunId run,
        IReadOnlyList<string> codes,
        string reason,
        string actor
    )
    {
        ReadRun(session, run).CheckRetry();
        var id = SqliteForm.Of(run.Value);
        var failed = session.List(
            Failed,
            row => new FailedItem(row.Text(0), row.Number(1), row.Text(2), row.Number(3), row.Number(4), row.Big(5)),
            ("run", id),
            ("codes", Codes(codes))
        );
        var deltas = new CountDeltas();
        foreach (var item in failed)
        {
            Retry(session, id, item, reason, actor);
            deltas.Move(id, item.Batch, ExecutionStatus.Failed, ExecutionStatus.Retrying);
        }
        session.Add(deltas, SqliteTransitions.Nobody);
        foreach (var (_, batch) in deltas.ByBatch.Keys)
            session.Execute(ReopenBatch, ("now", session.Now), ("actor", actor), ("batch", batch));
        if (failed.Count == 0)
            return 0;
        session.Execute(ReopenRun, ("now", session.Now), ("actor", actor), ("run", id));
        session.Execute(CountAnew, ("run", id));
        return failed.Count;
    }

    private static void Retry(SqliteSession session, string run, FailedItem item, string reason, string actor)
    {
        session.Execute(RemoveFailure, ("id", item.Id));
        session.Execute(Reopen, ("now", session.Now), ("actor", actor), ("id", item.Id), ("version", item.Version));
        session.AddHistory(
            new HistoryRow(
                item.Id,
                item.Version + 1,
                ExecutionStatus.Failed,
                ExecutionStatus.Retrying,
                actor,
                item.Attempt,
                Reason: reason
            )
        );
        session.Enqueue(run, item.Position, item.Id, item.Version + 1, ExecutionStatus.Retrying, item.LostCount);
    }

    private static string? Codes(IReadOnlyList<string> codes) =>
        codes.Count == 0 ? null : JsonSerializer.Serialize(codes);
}
