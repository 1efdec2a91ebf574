using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Sqlite;

internal sealed partial class SqliteWorkQueue
{
    private const int MoveDueRows = 10_000;

    private static readonly string FindDue = $"""
        SELECT run_id, position, item_execution_id, version, lost_count FROM delayed
        WHERE due_at <= @now ORDER BY due_at LIMIT {MoveDueRows}
        """;

    private const string RemoveDelayed = "DELETE FROM delayed WHERE run_id = @run AND position = @position";

    /// <inheritdoc/>
    public async Task<int> MoveDueAsync(CancellationToken cancellationToken)
    {
        // Looking takes no lock: mostly there is nothing to do.
        if (
            !await writer.ReadAsync(
                session => session.List(FindDue, _ => true, ("now", session.Now)).Count > 0,
                cancellationToken
            )
        )
            return 0;
        var moved = 0;
        int slice;
        do
        {
            slice = await writer.TransactionAsync(MoveDueSlice, cancellationToken);
            moved += slice;
        } while (slice == MoveDueRows);
        if (moved > 0)
            pulse.Give();
        return moved;
    }

    private static int MoveDueSlice(SqliteSession session)
    {
        var due = session.List(
            FindDue,
            row =>
                (
                    Run: row.Text(0),
                    Position: row.Big(1),
                    Item: row.Text(2),
                    Version: row.Number(3),
                    LostCount: row.Number(4)
                ),
            ("now", session.Now)
        );
        foreach (var row in due)
        {
            session.Execute(RemoveDelayed, ("run", row.Run), ("position", row.Position));
            session.Enqueue(row.Run, row.Position, row.Item, row.Version, ExecutionStatus.Retrying, row.LostCount);
        }
        return due.Count;
    }
}
