using System.Data;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.Execution;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Work of the platform inside a transaction of others on PostgreSQL.</summary>
/// <remarks>
/// Each call has a savepoint, so that a refusal leaves nothing; and finds our tables by the schema's name whatever the
/// caller's search path is, which it has back afterwards.
/// </remarks>
internal sealed class PostgreSqlEnlistedTransaction(
    NpgsqlConnection connection,
    NpgsqlTransaction transaction,
    string schema,
    PostgreSqlRunControl control,
    PostgreSqlAccess access
) : IEnlistedTransaction
{
    private const string Savepoint = "apc_enlisted";

    private const string ReadPath = "SELECT current_setting('search_path')";

    private const string EnterSchema = "SELECT set_config('search_path', quote_ident($1), true)";

    private const string RestorePath = "SELECT set_config('search_path', $1, true)";

    private const string FindBatch = """
        SELECT id FROM batch WHERE automation_id = $1 AND name = $2 AND is_active AND NOT hidden
        """;

    private const string LockBatch = """
        SELECT b.id, b.hidden OR EXISTS (SELECT FROM import_lease l WHERE l.batch_id = b.id),
            (SELECT r.id FROM batch_execution be JOIN run r ON r.id = be.run_id
             WHERE be.batch_id = b.id AND r.status IN ('PENDING', 'PROCESSING', 'RETRYING') LIMIT 1)
        FROM batch b WHERE b.automation_id = $1 AND b.name = $2 AND b.is_active FOR UPDATE
        """;

    private const string InsertBatch = """
        INSERT INTO batch (id, automation_id, name, payload, definition_number, hidden, created_at, updated_at,
            created_by, updated_by, version, is_active, payload_hash)
        SELECT $2, $3, $4, $5::jsonb, $6, false, now, now, $7, $7, 1, true, $8
        FROM (SELECT coalesce($1, clock_timestamp()) AS now) AS clock
        """;

    // What it holds is no longer what one input gave: so no import takes it for its own.
    private const string RecordAddition = """
        UPDATE batch SET content_hash = NULL, version = version + 1, updated_at = now, updated_by = $3
        FROM (SELECT coalesce($1, clock_timestamp()) AS now) AS clock WHERE id = $2
        """;

    private const string TakenReferences = """
        SELECT reference FROM item WHERE batch_id = $1 AND reference = ANY ($2) ORDER BY reference LIMIT 1
        """;

    private const string InsertItems = """
        INSERT INTO item (id, batch_id, sequence_number, payload, reference, created_at, updated_at, created_by,
            updated_by, version, is_active, payload_hash)
        SELECT a.id, $2, first + a.place, a.payload, a.reference, now, now, $3, $3, 1, true, a.payload_hash
        FROM unnest($4, $5, $6, $7, $8) AS a (id, place, payload, reference, payload_hash),
            (SELECT coalesce($1, clock_timestamp()) AS now) AS clock,
            (SELECT coalesce(max(sequence_number) + 1, 0) AS first FROM item WHERE batch_id = $2) AS free
        """;

    /// <inheritdoc/>
    public Task<BatchId?> FindBatchAsync(AutomationId automation, string name, CancellationToken cancellationToken) =>
        WithinAsync(
            async () =>
            {
                var found = await PostgreSqlAccess.ListAsync(
                    connection,
                    FindBatch,
                    row => new BatchId(row.GetGuid(0)),
                    cancellationToken,
                    Id(automation.Value),
                    Text(name)
                );
                return found is [var batch] ? batch : (BatchId?)null;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<(RunId Run, int Items)> CreateRunAsync(NewRun run, int room, CancellationToken cancellationToken) =>
        WithinAsync(
            async () =>
            {
                var made = await control.CreateWithinAsync(connection, run, room, cancellationToken);
                return (made.RunId, (int)made.Made);
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<BatchId> AddItemsAsync(ItemAddition addition, CancellationToken cancellationToken) =>
        WithinAsync(
            async () =>
            {
                var (batch, isNew) = await TakeBatchAsync(addition, cancellationToken);
                await RefuseTakenAsync(addition, batch, cancellationToken);
                await PostgreSqlAccess.ExecuteAsync(
                    connection,
                    InsertItems,
                    cancellationToken,
                    access.Now(),
                    Id(batch.Value),
                    Text(addition.Actor),
                    Ids([.. addition.Items.Select(_ => Guid.CreateVersion7())]),
                    Numbers([.. addition.Items.Select(item => item.SequenceNumber)]),
                    Json([.. addition.Items.Select(item => item.Payload)]),
                    Texts([.. addition.Items.Select(item => item.Reference)]),
                    Hashes([.. addition.Items.Select(item => ContentHash.OfPayload(item.Payload))])
                );
                var entry = RunEntries.ItemsAdded(addition, batch, isNew);
                await PostgreSqlAudit.AddAsync(connection, access.Now(), entry, cancellationToken);
                return batch;
            },
            cancellationToken
        );

    private async Task<(BatchId Batch, bool IsNew)> TakeBatchAsync(ItemAddition addition, CancellationToken token)
    {
        var found = await PostgreSqlAccess.ListAsync(
            connection,
            LockBatch,
            row => new AddedToBatch(new(row.GetGuid(0)), row.GetBoolean(1), row.IsDBNull(2) ? null : row.GetGuid(2)),
            token,
            Id(addition.AutomationId.Value),
            Text(addition.Batch)
        );
        if (found is not [var batch])
            return (await MakeBatchAsync(addition, token), true);
        batch.Check(addition.Batch);
        await PostgreSqlAccess.ExecuteAsync(
            connection,
            RecordAddition,
            token,
            access.Now(),
            Id(batch.Id.Value),
            Text(addition.Actor)
        );
        return (batch.Id, false);
    }

    private async Task<BatchId> MakeBatchAsync(ItemAddition addition, CancellationToken token)
    {
        addition.CheckNewBatch();
        var id = new BatchId(Guid.CreateVersion7());
        await PostgreSqlAccess.ExecuteAsync(
            connection,
            InsertBatch,
            token,
            access.Now(),
            Id(id.Value),
            Id(addition.AutomationId.Value),
            Text(addition.Batch),
            Text(addition.BatchPayload?.Text),
            Number(addition.DefinitionNumber),
            Text(addition.Actor),
            Hash(ContentHash.OfPayload(addition.BatchPayload?.Text))
        );
        return id;
    }

    private async Task RefuseTakenAsync(ItemAddition addition, BatchId batch, CancellationToken token)
    {
        string[] references = [.. addition.Items.Select(item => item.Reference).OfType<string>()];
        if (references.Length == 0)
            return;
        AddedToBatch.CheckReferences(
            addition.Batch,
            await PostgreSqlAccess.ListAsync(
                connection,
                TakenReferences,
                row => row.GetString(0),
                token,
                Id(batch.Value),
                Texts(references)
            )
        );
    }

    private async Task<T> WithinAsync<T>(Func<Task<T>> work, CancellationToken token)
    {
        await transaction.SaveAsync(Savepoint, token);
        try
        {
            var paths = await PostgreSqlAccess.ListAsync(connection, ReadPath, row => row.GetString(0), token);
            await PostgreSqlAccess.ExecuteAsync(connection, EnterSchema, token, Text(schema));
            var result = await work();
            await PostgreSqlAccess.ExecuteAsync(connection, RestorePath, token, Text(paths[0]));
            await transaction.ReleaseAsync(Savepoint, token);
            return result;
        }
        catch (Exception error)
        {
            // Undoes the search path, too. Without a connection there is nothing left to undo.
            if (connection.State == ConnectionState.Open)
                await transaction.RollbackAsync(Savepoint, CancellationToken.None);
            if (
                PostgreSqlErrors.Find(error) is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } taken
            )
                throw new ConflictException(
                    $"another transaction made the same at the same moment ({taken.ConstraintName}); begin again"
                );
            throw;
        }
    }
}
