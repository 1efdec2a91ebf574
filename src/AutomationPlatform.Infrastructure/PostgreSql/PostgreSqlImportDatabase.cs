using System.Data.Common;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.Definition;
using Npgsql;
using NpgsqlTypes;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Imports on PostgreSQL: binary COPY.</summary>
internal sealed class PostgreSqlImportDatabase(NpgsqlDataSource source, DatabaseUrl url) : ImportDatabase
{
    private const string Now = "coalesce(@now, clock_timestamp())";

    // The interval is ImportLimits.Lease, which a test holds it to.
    private const string LeaseEnd = $"({Now} + interval '60 seconds')";

    private const string CopyItems = """
        COPY item (id, batch_id, sequence_number, payload, payload_hash, reference,
                   created_at, updated_at, created_by, updated_by, version, is_active)
        FROM STDIN (FORMAT BINARY)
        """;

    private const string SelectReferences =
        "SELECT reference FROM item WHERE batch_id = @batch AND reference = ANY(@references)";

    internal override ImportSql Sql { get; } = new(Now, LeaseEnd, "FOR UPDATE OF b");

    internal override string FindReferences => SelectReferences;

    internal override async Task<DbConnection> OpenAsync(CancellationToken cancellationToken) =>
        await source.OpenConnectionAsync(cancellationToken);

    internal override async Task<DbTransaction> BeginAsync(
        DbConnection connection,
        CancellationToken cancellationToken
    ) => await connection.BeginTransactionAsync(cancellationToken);

    internal override void Bind(DbCommand command, string name, object value) =>
        command.Parameters.Add(
            value switch
            {
                Payload payload => new NpgsqlParameter(name, NpgsqlDbType.Jsonb) { Value = payload.Text },
                DateTimeOffset instant => new NpgsqlParameter(name, NpgsqlDbType.TimestampTz) { Value = instant },
                IReadOnlyCollection<string> texts => new NpgsqlParameter(name, NpgsqlDbType.Array | NpgsqlDbType.Text)
                {
                    Value = texts.ToArray(),
                },
                _ => new NpgsqlParameter(name, value),
            }
        );

    internal override void BindNull(DbCommand command, string name) =>
        command.Parameters.Add(new NpgsqlParameter(name, TypeOf(name)) { Value = DBNull.Value });

    internal override async Task WriteAsync(
        DbTransaction transaction,
        ItemRows rows,
        CancellationToken cancellationToken
    )
    {
        var connection = ((NpgsqlTransaction)transaction).Connection!;
        await using var copy = await connection.BeginBinaryImportAsync(CopyItems, cancellationToken);
        foreach (var item in rows.Items)
        {
            // Into the driver's buffer; only a full one is sent.
            await copy.StartRowAsync(cancellationToken);
            await copy.WriteAsync(Guid.CreateVersion7(), NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(rows.BatchId.Value, NpgsqlDbType.Uuid, cancellationToken);
            await copy.WriteAsync(item.SequenceNumber, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(item.Payload, NpgsqlDbType.Jsonb, cancellationToken);
            await copy.WriteAsync(ContentHash.OfPayload(item.Payload), NpgsqlDbType.Bytea, cancellationToken);
            if (item.Reference is null)
                await copy.WriteNullAsync(cancellationToken);
            else
                await copy.WriteAsync(item.Reference, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync((DateTime)rows.CreatedAt, NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync((DateTime)rows.CreatedAt, NpgsqlDbType.TimestampTz, cancellationToken);
            await copy.WriteAsync(rows.Actor, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(rows.Actor, NpgsqlDbType.Text, cancellationToken);
            await copy.WriteAsync(1, NpgsqlDbType.Integer, cancellationToken);
            await copy.WriteAsync(value: true, NpgsqlDbType.Boolean, cancellationToken);
        }
        await copy.CompleteAsync(cancellationToken);
    }

    internal override Task LogAsync(
        DbConnection connection,
        TimeProvider clock,
        AuditEntry entry,
        CancellationToken cancellationToken
    ) =>
        PostgreSqlAudit.AddAsync(
            (NpgsqlConnection)connection,
            PostgreSqlParameters.OptionalMoment(SimulatedTime.Of(clock)),
            entry,
            cancellationToken
        );

    internal override Exception? Translate(Exception failure) =>
        PostgreSqlErrors.Find(failure) switch
        {
            PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } taken => Taken(taken),
            PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation } => new NotFoundException(
                "the automation is gone; list what there is: apc automations list"
            ),
            PostgresException refusal when refusal.SqlState.StartsWith("22", StringComparison.Ordinal) =>
                new InvalidInputException($"a row cannot be stored: {refusal.MessageText} ({refusal.Where})", refusal),
            _ => PostgreSqlErrors.Translate(failure, url.Description),
        };

    private static ConflictException Taken(PostgresException taken) =>
        new(
            taken.ConstraintName == "ux_batch_name"
                ? "another import of a batch of that name began at the same moment; wait for it, or name another by --batch"
                : $"the batch got a row of the same place or key meanwhile ({taken.ConstraintName}); import again"
        );

    private static NpgsqlDbType TypeOf(string name) =>
        name switch
        {
            "now" => NpgsqlDbType.TimestampTz,
            "payload" => NpgsqlDbType.Jsonb,
            "payloadHash" => NpgsqlDbType.Bytea,
            _ => NpgsqlDbType.Text,
        };
}
