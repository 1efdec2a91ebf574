using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>Ends items of delegated runs in slices, on SQLite.</summary>
internal sealed class SqliteDelegatedItemCloser(SqliteWriter writer) : IDelegatedItemCloser
{
    private static readonly string Choose = $"""
        SELECT e.id, e.version, e.attempt_count FROM run r JOIN batch_execution b ON b.run_id = r.id
        JOIN item_execution e ON e.batch_execution_id = b.id
        WHERE r.id = @run AND r.driver = 'ENGINE' AND e.status = @from
        LIMIT {ExecutionDefaults.SliceRows}
        """;

    private const string End = """
        UPDATE item_execution SET status = @to, finished_at = @now, version = version + 1, updated_at = @now,
            updated_by = @actor
        WHERE id = @id
        """;

    public async Task<long> CloseAsync(
        RunId run,
        ExecutionStatus from,
        ExecutionStatus to,
        string reason,
        string actor,
        CancellationToken cancellationToken
    )
    {
        var (closed, slice) = (0L, 0);
        do
        {
            slice = await writer.TransactionAsync(
                session => CloseSlice(session, run, (from, to), reason, actor),
                cancellationToken
            );
            closed += slice;
        } while (slice > 0);
        return closed;
    }

    private static int CloseSlice(
        SqliteSession session,
        RunId run,
        (ExecutionStatus From, ExecutionStatus To) step,
        string reason,
        string actor
    )
    {
        var chosen = session.List(
            Choose,
            row => (Id: row.Text(0), Version: row.Number(1), Attempt: row.Number(2)),
            ("run", SqliteForm.Of(run.Value)),
            ("from", step.From.Name())
        );
        foreach (var (id, version, attempt) in chosen)
        {
            session.AddHistory(new HistoryRow(id, version + 1, step.From, step.To, actor, attempt, Reason: reason));
            session.Execute(End, ("id", id), ("to", step.To.Name()), ("now", session.Now), ("actor", actor));
        }
        return chosen.Count;
    }
}
