using AutomationPlatform.Application.Execution;

namespace AutomationPlatform.Infrastructure.Sqlite;

internal sealed partial class SqliteRunControl
{
    private const string FindAbandoned = "SELECT run_id FROM run_creation WHERE lease_until <= @now LIMIT 1";

    private static readonly string RemoveReady = $"""
        DELETE FROM ready WHERE run_id = @run AND position IN (
            SELECT position FROM ready WHERE run_id = @run LIMIT {ExecutionDefaults.SliceRows})
        """;

    private static readonly string RemoveItems = $"""
        DELETE FROM item_execution WHERE id IN (
            SELECT e.id FROM batch_execution b CROSS JOIN item_execution e ON e.batch_execution_id = b.id
            WHERE b.run_id = @run LIMIT {ExecutionDefaults.SliceRows})
        """;

    private static readonly string[] RemoveRun =
    [
        "DELETE FROM item_count WHERE run_id = @run",
        "DELETE FROM batch_execution WHERE run_id = @run",
        "DELETE FROM failure_threshold WHERE run_id = @run",
        "DELETE FROM run_creation WHERE run_id = @run",
        "DELETE FROM run WHERE id = @run AND hidden",
    ];

    /// <inheritdoc/>
    public async Task<int> RemoveAbandonedAsync(CancellationToken cancellationToken)
    {
        var removed = 0;
        while (await writer.ReadAsync(session => Abandoned(session) is not null, cancellationToken))
            removed += await writer.TransactionAsync(RemoveSlice, cancellationToken);
        return removed;
    }

    private static string? Abandoned(SqliteSession session) =>
        session.List(FindAbandoned, row => row.Text(0), ("now", session.Now)).FirstOrDefault();

    /// <summary>Removes a slice of what was made, and the run itself once nothing else is left.</summary>
    /// <returns>How many runs are gone: 1 or 0.</returns>
    private static int RemoveSlice(SqliteSession session)
    {
        if (Abandoned(session) is not { } run)
            return 0;
        if (session.Execute(RemoveReady, ("run", run)) + session.Execute(RemoveItems, ("run", run)) > 0)
            return 0;
        foreach (var sql in RemoveRun)
            session.Execute(sql, ("run", run));
        return 1;
    }
}
