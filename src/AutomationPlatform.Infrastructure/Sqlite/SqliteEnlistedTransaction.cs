using System.Text.Json;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.Execution;
using Microsoft.Data.Sqlite;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>Work of the platform inside a transaction of others on SQLite; each call has a savepoint.</summary>
internal sealed class SqliteEnlistedTransaction(
    SqliteConnection connection,
    SqliteTransaction transaction,
    TimeProvider? simulatedClock
) : IEnlistedTransaction
{
    private const string Savepoint = "apc_enlisted";

    // Takes the write lock as the driver does, waiting, should the transaction not have it yet.
    private const string TakeWriteLock = "UPDATE schema_version SET version = version WHERE version < 0";

    private const string FindBatch = """
        SELECT id FROM batch WHERE automation_id = @automation AND name = @name AND is_active AND NOT hidden
        """;

    private const string ReadBatch = """
        SELECT b.id, b.hidden OR EXISTS (SELECT 1 FROM import_lease l WHERE l.batch_id = b.id),
            (SELECT r.id FROM batch_execution be JOIN run r ON r.id = be.run_id
             WHERE be.batch_id = b.id AND r.status IN ('PENDING', 'PROCESSING', 'RETRYING') LIMIT 1)
        FROM batch b WHERE b.automation_id = @automation AND b.name = @name AND b.is_active
        """;

    private const string InsertBatch = """
        INSERT INTO batch (id, automation_id, name, payload, payload_hash, definition_number, hidden, created_at,
            updated_at, created_by, updated_by, version, is_active)
        VALUES (@id, @automation, @name, @payload, @payloadHash, @definition, 0, @now, @now, @actor, @actor, 1, 1)
        """;

    // What it holds is no longer what one input gave: so no import takes it for its own.
    private const string RecordAddition = """
        UPDATE batch SET content_hash = NULL, version = version + 1, updated_at = @now, updated_by = @actor
        WHERE id = @id
        """;

    private const string TakenReferences = """
        SELECT reference FROM item
        WHERE batch_id = @batch AND reference IN (SELECT value FROM json_each(@references)) ORDER BY reference LIMIT 1
        """;

    private const string FirstFree = "SELECT coalesce(max(sequence_number) + 1, 0) FROM item WHERE batch_id = @batch";

    private const string InsertItem = """
        INSERT INTO item (id, batch_id, sequence_number, payload, payload_hash, reference, created_at, updated_at,
            created_by, updated_by, version, is_active)
        VALUES (@id, @batch, @sequence, @payload, @payloadHash, @reference, @now, @now, @actor, @actor, 1, 1)
        """;

    /// <inheritdoc/>
    public Task<BatchId?> FindBatchAsync(AutomationId automation, string name, CancellationToken cancellationToken) =>
        WithinAsync(
            session =>
            {
                var found = session.List(
                    FindBatch,
                    row => new BatchId(row.Id(0)),
                    ("automation", SqliteForm.Of(automation.Value)),
                    ("name", name)
                );
                return found is [var batch] ? batch : (BatchId?)null;
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<(RunId Run, int Items)> CreateRunAsync(NewRun run, int room, CancellationToken cancellationToken) =>
        WithinAsync(
            session =>
            {
                var made = SqliteRunControl.CreateWithin(session, run, room);
                return (made.RunId, (int)made.Made);
            },
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<BatchId> AddItemsAsync(ItemAddition addition, CancellationToken cancellationToken) =>
        WithinAsync(session => AddItems(session, addition), cancellationToken);

    private static BatchId AddItems(SqliteSession session, ItemAddition addition)
    {
        var (batch, isNew) = TakeBatch(session, addition);
        var id = SqliteForm.Of(batch.Value);
        AddedToBatch.CheckReferences(
            addition.Batch,
            session.List(
                TakenReferences,
                row => row.Text(0),
                ("batch", id),
                ("references", JsonSerializer.Serialize(addition.Items.Select(item => item.Reference).OfType<string>()))
            )
        );
        var first = session.List(FirstFree, row => row.Number(0), ("batch", id))[0];
        foreach (var item in addition.Items)
            session.Execute(
                InsertItem,
                ("id", SqliteForm.Of(Guid.CreateVersion7())),
                ("batch", id),
                ("sequence", first + item.SequenceNumber),
                ("payload", item.Payload),
                ("payloadHash", ContentHash.OfPayload(item.Payload)),
                ("reference", item.Reference),
                ("now", session.Now),
                ("actor", addition.Actor)
            );
        SqliteAudit.Add(session, RunEntries.ItemsAdded(addition, batch, isNew));
        return batch;
    }

    private static (BatchId Batch, bool IsNew) TakeBatch(SqliteSession session, ItemAddition addition)
    {
        var automation = SqliteForm.Of(addition.AutomationId.Value);
        var found = session.List(
            ReadBatch,
            row => new AddedToBatch(
                new(row.Id(0)),
                row.Flag(1),
                row.OptionalText(2) is { } run ? SqliteForm.ToId(run) : null
            ),
            ("automation", automation),
            ("name", addition.Batch)
        );
        if (found is [var batch])
        {
            batch.Check(addition.Batch);
            session.Execute(
                RecordAddition,
                ("now", session.Now),
                ("actor", addition.Actor),
                ("id", SqliteForm.Of(batch.Id.Value))
            );
            return (batch.Id, false);
        }
        addition.CheckNewBatch();
        var id = new BatchId(Guid.CreateVersion7());
        session.Execute(
            InsertBatch,
            ("id", SqliteForm.Of(id.Value)),
            ("automation", automation),
            ("name", addition.Batch),
            ("payload", addition.BatchPayload?.Text),
            ("payloadHash", ContentHash.OfPayload(addition.BatchPayload?.Text)),
            ("definition", addition.DefinitionNumber),
            ("now", session.Now),
            ("actor", addition.Actor)
        );
        return (id, true);
    }

    private async Task<T> WithinAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = TakeWriteLock;
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.SaveAsync(Savepoint, cancellationToken);
        // The connection is its owner's; only the statements made on it are let go.
        var session = new SqliteSession(connection);
        try
        {
            session.ReadClock(simulatedClock);
            var result = work(session);
            session.Forget();
            await transaction.ReleaseAsync(Savepoint, cancellationToken);
            return result;
        }
        catch
        {
            session.Forget();
            await transaction.RollbackAsync(Savepoint, CancellationToken.None);
            throw;
        }
    }
}
