using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

public sealed partial class PostgreSqlWorkQueue
{
    private const string MoveDue =
        """
            WITH due AS (
                DELETE FROM delayed WHERE ctid = ANY (ARRAY(
                    SELECT ctid FROM delayed WHERE due_at <= coalesce($1, clock_timestamp())
                    ORDER BY due_at FOR UPDATE SKIP LOCKED LIMIT 10000))
                RETURNING *)
            INSERT INTO ready (run_id, position, item_execution_id, version, previous_status, lost_count)
            SELECT run_id, position, item_execution_id, version, 'RETRYING', lost_count FROM due
            """ + PostgreSqlCountSql.Requeue;

    private const int MoveDueRows = 10_000;

    /// <inheritdoc/>
    public async Task<int> MoveDueAsync(CancellationToken cancellationToken)
    {
        var moved = 0;
        int slice;
        do
        {
            slice = await access.TransactionAsync(
                async (connection, token) =>
                {
                    var rows = await PostgreSqlAccess.ExecuteAsync(connection, MoveDue, token, access.Now());
                    if (rows > 0)
                        await PostgreSqlAccess.ExecuteAsync(connection, PostgreSqlAnswerSql.Notify, token);
                    return rows;
                },
                cancellationToken
            );
            moved += slice;
        } while (slice == MoveDueRows);
        return moved;
    }
}
