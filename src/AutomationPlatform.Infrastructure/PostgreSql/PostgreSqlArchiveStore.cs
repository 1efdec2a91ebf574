using AutomationPlatform.Application.Retention;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Retention;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Lets runs leave a PostgreSQL database. Thread-safe.</summary>
internal sealed class PostgreSqlArchiveStore(PostgreSqlAccess access) : IArchiveStore
{
    private const string CountRedactions = """
        SELECT count(*) FROM redaction d WHERE d.batch_id IN (SELECT e.batch_id FROM batch_execution e WHERE e.run_id = $1)
        """;

    // Waits for whoever opens it again, restarts it or erases values of it, and keeps them off.
    private const string LockRun = """
        SELECT automation_id FROM run
        WHERE id = $1 AND NOT hidden AND version = $2 AND status IN ('COMPLETED', 'FAILED', 'CANCELLED', 'SKIPPED')
        FOR UPDATE
        """;

    // A statement of its own behind the lock: it sees what was committed while that was waited for.
    private const string IsAsWritten = """
        SELECT (SELECT count(*) FROM redaction d
                WHERE d.batch_id IN (SELECT e.batch_id FROM batch_execution e WHERE e.run_id = $1)) = $3
            AND NOT EXISTS (SELECT FROM run c WHERE c.parent_run_id = $1 AND c.finished_at IS NULL)
            AND NOT EXISTS (SELECT FROM unsealed_run u WHERE u.run_id = $1)
            AND EXISTS (SELECT FROM run_seal s WHERE s.run_id = $1 AND s.run_version = $2)
        """;

    private const string Insert = """
        INSERT INTO archive (run_id, automation_id, run_version, file_name, sha256, bytes, items, history_rows,
            archived_at, archived_by)
        VALUES ($1, $2, $3, $4, decode($5, 'hex'), $6, $7, $8, coalesce($9, clock_timestamp()), $10)
        """;

    private const string InsertBatches = """
        INSERT INTO archive_batch (batch_id, run_id) SELECT DISTINCT batch_id, run_id FROM batch_execution WHERE run_id = $1
        """;

    private const string HideRun = "UPDATE run SET hidden = true WHERE id = $1";

    private const string IsRemoving = "SELECT run_id FROM archive WHERE run_id = $1 AND removed_at IS NULL FOR UPDATE";

    private static readonly string NextItems = $"""
        SELECT e.id FROM batch_execution b JOIN item_execution e ON e.batch_execution_id = b.id
        WHERE b.run_id = $1 LIMIT {RetentionDefaults.SliceItems}
        """;

    // The history first: its trigger finds the run by the item execution.
    private static readonly string[] RemoveItems =
    [
        "DELETE FROM item_state_history WHERE item_execution_id = ANY ($1)",
        "DELETE FROM handler_log WHERE item_execution_id = ANY ($1)",
        "DELETE FROM late_answer WHERE item_execution_id = ANY ($1)",
        "DELETE FROM item_failure WHERE item_execution_id = ANY ($1)",
        "DELETE FROM item_progress WHERE item_execution_id = ANY ($1)",
        "DELETE FROM item_execution WHERE id = ANY ($1)",
    ];

    private static readonly string[] RemoveRest =
    [
        "DELETE FROM run_seal_segment WHERE run_id = $1",
        "DELETE FROM item_count WHERE run_id = $1",
        "DELETE FROM failure_threshold WHERE run_id = $1",
        "DELETE FROM worker_service WHERE run_id = $1",
        "DELETE FROM submission_part WHERE submission_id IN (SELECT id FROM submission WHERE run_id = $1)",
        "DELETE FROM submission WHERE run_id = $1",
        "DELETE FROM run_orchestration WHERE run_id = $1",
        "DELETE FROM batch_execution WHERE run_id = $1",
    ];

    private const string Instances = "SELECT orchestration_instance_id FROM run_orchestration WHERE run_id = $1";

    // What another run is linked to, or what has not ended, stays.
    private const string RemoveInstances = """
        DELETE FROM orchestration_instance i WHERE i.id = ANY ($1) AND i.finished_at IS NOT NULL
            AND NOT EXISTS (SELECT FROM run_orchestration l WHERE l.orchestration_instance_id = i.id)
        """;

    private const string RemoveRun = """
        DELETE FROM run WHERE id = $1 AND NOT EXISTS (SELECT FROM run c WHERE c.parent_run_id = $1)
        """;

    private const string End = "UPDATE archive SET removed_at = coalesce($2, clock_timestamp()) WHERE run_id = $1";

    /// <inheritdoc/>
    public Task<long> CountRedactionsAsync(RunId run, CancellationToken cancellationToken) =>
        access.RunAsync(
            async (connection, token) =>
                (
                    await PostgreSqlAccess.ListAsync(
                        connection,
                        CountRedactions,
                        row => row.GetInt64(0),
                        token,
                        Id(run.Value)
                    )
                )[0],
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<bool> AddAsync(ArchivedRun archived, long redactions, string actor, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(archived);
        return access.TransactionAsync(
            async (connection, token) =>
            {
                var run = archived.Run.Value;
                var locked = await PostgreSqlAccess.ListAsync(
                    connection,
                    LockRun,
                    row => row.GetGuid(0),
                    token,
                    Id(run),
                    Number(archived.RunVersion)
                );
                if (locked is not [var automation])
                    return false;
                var isAsWritten = await PostgreSqlAccess.ListAsync(
                    connection,
                    IsAsWritten,
                    row => row.GetBoolean(0),
                    token,
                    Id(run),
                    Number(archived.RunVersion),
                    Big(redactions)
                );
                if (!isAsWritten[0])
                    return false;
                await InsertAsync(connection, archived, automation, actor, token);
                return true;
            },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task<ArchiveRemoval> RemoveSliceAsync(RunId run, CancellationToken cancellationToken) =>
        access.TransactionAsync(
            async (connection, token) =>
            {
                var id = run.Value;
                var removing = await ListIdsAsync(connection, IsRemoving, id, token);
                if (removing.Count == 0)
                    return ArchiveRemoval.Done;
                var items = await ListIdsAsync(connection, NextItems, id, token);
                if (items.Count > 0)
                {
                    foreach (var sql in RemoveItems)
                        await PostgreSqlAccess.ExecuteAsync(connection, sql, token, Ids([.. items]));
                    return ArchiveRemoval.More;
                }
                await RemoveRestAsync(connection, id, token);
                if (await PostgreSqlAccess.ExecuteAsync(connection, RemoveRun, token, Id(id)) == 0)
                    return ArchiveRemoval.Waiting;
                await PostgreSqlAccess.ExecuteAsync(connection, End, token, Id(id), access.Now());
                return ArchiveRemoval.Done;
            },
            cancellationToken
        );

    private static async Task RemoveRestAsync(NpgsqlConnection connection, Guid run, CancellationToken token)
    {
        var instances = await ListIdsAsync(connection, Instances, run, token);
        foreach (var sql in RemoveRest)
            await PostgreSqlAccess.ExecuteAsync(connection, sql, token, Id(run));
        await PostgreSqlAccess.ExecuteAsync(connection, RemoveInstances, token, Ids([.. instances]));
    }

    private async Task InsertAsync(
        NpgsqlConnection connection,
        ArchivedRun archived,
        Guid automation,
        string actor,
        CancellationToken token
    )
    {
        var run = archived.Run.Value;
        await PostgreSqlAudit.AddAsync(connection, access.Now(), ArchiveEntry.Of(archived, actor), token);
        await PostgreSqlAccess.ExecuteAsync(
            connection,
            Insert,
            token,
            Id(run),
            Id(automation),
            Number(archived.RunVersion),
            Text(archived.FileName),
            Text(Convert.ToHexStringLower(archived.Sha256)),
            Big(archived.Bytes),
            Big(archived.Items),
            Big(archived.HistoryRows),
            access.Now(),
            Text(actor)
        );
        await PostgreSqlAccess.ExecuteAsync(connection, InsertBatches, token, Id(run));
        await PostgreSqlAccess.ExecuteAsync(connection, HideRun, token, Id(run));
    }

    private static Task<List<Guid>> ListIdsAsync(
        NpgsqlConnection connection,
        string sql,
        Guid run,
        CancellationToken token
    ) => PostgreSqlAccess.ListAsync(connection, sql, row => row.GetGuid(0), token, Id(run));
}
