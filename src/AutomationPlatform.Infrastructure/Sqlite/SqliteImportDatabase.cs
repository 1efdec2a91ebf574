using System.Data.Common;
using System.Text.Json;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.Definition;
using Microsoft.Data.Sqlite;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>Imports on SQLite: one prepared insert, one BEGIN IMMEDIATE per slice.</summary>
internal sealed class SqliteImportDatabase(SqliteDatabaseFile file) : ImportDatabase
{
    private const int ConstraintViolated = 19;
    private const int ForeignKeyViolated = 787;

    private const string Now = $"coalesce(@now, {SqliteForm.Clock})";

    // The interval is ImportLimits.Lease, which a test holds it to.
    private const string LeaseEnd = "strftime('%Y-%m-%dT%H:%M:%f000Z', coalesce(@now, 'now'), '+60 seconds')";

    private const string InsertItem = """
        INSERT INTO item (id, batch_id, sequence_number, payload, payload_hash, reference,
                          created_at, updated_at, created_by, updated_by, version, is_active)
        VALUES (@id, @batch, @sequence, @payload, @payloadHash, @reference, @now, @now, @actor, @actor, 1, 1)
        """;

    private const string SelectReferences = """
        SELECT reference FROM item
        WHERE batch_id = @batch AND reference IN (SELECT value FROM json_each(@references))
        """;

    internal override ImportSql Sql { get; } = new(Now, LeaseEnd, lockBatch: "");

    internal override string FindReferences => SelectReferences;

    internal override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken) =>
        await file.OpenAsync(cancellationToken);

    internal override Task<DbTransaction> BeginAsync(DbConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult<DbTransaction>(SqliteDatabaseFile.BeginWrite((SqliteConnection)connection));

    internal override void Bind(DbCommand command, string name, object value) =>
        command.Parameters.Add(
            new SqliteParameter(
                "@" + name,
                value switch
                {
                    Guid id => SqliteForm.Of(id),
                    DateTimeOffset instant => SqliteForm.Of(instant),
                    Payload payload => payload.Text,
                    IReadOnlyCollection<string> texts => JsonSerializer.Serialize(texts),
                    _ => value,
                }
            )
        );

    internal override void BindNull(DbCommand command, string name) =>
        command.Parameters.Add(new SqliteParameter("@" + name, DBNull.Value));

    internal override Task WriteAsync(DbTransaction transaction, ItemRows rows, CancellationToken cancellationToken)
    {
        using var insert = ((SqliteTransaction)transaction).Connection!.CreateCommand();
        insert.CommandText = InsertItem;
        insert.Transaction = (SqliteTransaction)transaction;
        var id = insert.Parameters.Add("@id", SqliteType.Text);
        var sequence = insert.Parameters.Add("@sequence", SqliteType.Integer);
        var payload = insert.Parameters.Add("@payload", SqliteType.Text);
        var payloadHash = insert.Parameters.Add("@payloadHash", SqliteType.Blob);
        var reference = insert.Parameters.Add("@reference", SqliteType.Text);
        insert.Parameters.AddWithValue("@batch", SqliteForm.Of(rows.BatchId.Value));
        insert.Parameters.AddWithValue("@now", rows.CreatedAt);
        insert.Parameters.AddWithValue("@actor", rows.Actor);
        insert.Prepare();
        foreach (var item in rows.Items)
        {
            cancellationToken.ThrowIfCancellationRequested();
            id.Value = SqliteForm.Of(Guid.CreateVersion7());
            sequence.Value = item.SequenceNumber;
            payload.Value = item.Payload;
            payloadHash.Value = ContentHash.OfPayload(item.Payload) ?? (object)DBNull.Value;
            reference.Value = item.Reference ?? (object)DBNull.Value;
            insert.ExecuteNonQuery();
        }
        return Task.CompletedTask;
    }

    internal override Task LogAsync(
        DbConnection connection,
        TimeProvider clock,
        AuditEntry entry,
        CancellationToken cancellationToken
    )
    {
        SqliteAudit.Add((SqliteConnection)connection, clock, [entry]);
        return Task.CompletedTask;
    }

    internal override Exception? Translate(Exception failure) =>
        SqliteErrors.Find(failure) switch
        {
            { SqliteExtendedErrorCode: ForeignKeyViolated } => new NotFoundException(
                "the automation is gone; list what there is: apc automations list"
            ),
            { SqliteErrorCode: ConstraintViolated } taken => new ConflictException(
                $"the batch or a row of the same place or key was made meanwhile ({taken.Message}); import again"
            ),
            _ => SqliteErrors.Translate(failure, file.Description),
        };
}
