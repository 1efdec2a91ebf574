using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Execution;
using AutomationPlatform.Infrastructure.Privacy;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Erases items' and batches' payloads and results, on PostgreSQL.</summary>
/// <remarks>The batch's row is locked against runs in the making, those of runs against their being opened again.</remarks>
internal sealed class PostgreSqlRedaction(PostgreSqlAccess access, ItemIds ids) : IRedaction
{
    /// <inheritdoc/>
    public Task<ItemId> ResolveItemAsync(string idPart, CancellationToken cancellationToken) =>
        ids.ResolveAsync(idPart, cancellationToken);

    /// <inheritdoc/>
    public Task<Erasure> PlanItemAsync(ItemId item, CancellationToken cancellationToken) =>
        access.TransactionAsync(
            async (connection, token) => (await ReadItemAsync(connection, item, token)).Told,
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<Erasure> PlanBatchAsync(BatchId batch, CancellationToken cancellationToken) =>
        access.TransactionAsync(
            async (connection, token) => (await ReadBatchAsync(connection, batch, token)).Told,
            cancellationToken
        );

    /// <inheritdoc/>
    public Task<Erasure> RedactItemAsync(ItemId item, string reason, string actor, CancellationToken cancellationToken)
    {
        var given = RunState.Reason(reason);
        return access.TransactionAsync(
            async (connection, token) =>
            {
                var values = await ReadItemAsync(connection, item, token);
                if (values.Payload.Json is not null)
                    await EraseAsync(connection, PostgreSqlRedactionSql.EraseItem, values.Payload, actor, token);
                await ExecuteAsync(connection, PostgreSqlRedactionSql.EraseResults, token, Id(item.Value));
                await ExecuteAsync(connection, PostgreSqlRedactionSql.EraseLogs, token, Id(item.Value));
                await ExecuteAsync(connection, PostgreSqlRedactionSql.EraseProgress, token, Id(item.Value));
                await RecordAsync(connection, values, item.Value, given, actor, token);
                return values.Told;
            },
            cancellationToken
        );
    }

    /// <inheritdoc/>
    public Task<Erasure> RedactBatchAsync(
        BatchId batch,
        string reason,
        string actor,
        CancellationToken cancellationToken
    )
    {
        var given = RunState.Reason(reason);
        return access.TransactionAsync(
            async (connection, token) =>
            {
                var values = await ReadBatchAsync(connection, batch, token);
                await EraseAsync(connection, PostgreSqlRedactionSql.EraseBatch, values.Payload, actor, token);
                await RecordAsync(connection, values, item: null, given, actor, token);
                return values.Told;
            },
            cancellationToken
        );
    }

    private static async Task<ErasedValues> ReadItemAsync(
        NpgsqlConnection connection,
        ItemId item,
        CancellationToken token
    )
    {
        var thing = $"item {item}";
        var (batch, payload) = await LockAsync(connection, PostgreSqlRedactionSql.LockItem, thing, item.Value, token);
        var runs = await RunsAsync(connection, PostgreSqlRedactionSql.LockRunsOfItem, token, Id(item.Value), Id(batch));
        var values = new ErasedValues(
            thing,
            batch,
            runs,
            payload,
            await PostgreSqlAccess.ListAsync(
                connection,
                PostgreSqlRedactionSql.Results,
                ReadValue,
                token,
                Id(item.Value)
            ),
            (
                await PostgreSqlAccess.ListAsync(
                    connection,
                    PostgreSqlRedactionSql.CountLogs,
                    row => row.GetInt32(0),
                    token,
                    Id(item.Value)
                )
            )[0],
            await PostgreSqlAccess.ListAsync(
                connection,
                PostgreSqlRedactionSql.Archives,
                row => row.GetString(0),
                token,
                Id(batch)
            )
        );
        values.Check();
        return values;
    }

    private static async Task<ErasedValues> ReadBatchAsync(
        NpgsqlConnection connection,
        BatchId batch,
        CancellationToken token
    )
    {
        var thing = $"batch {batch}";
        var (_, payload) = await LockAsync(connection, PostgreSqlRedactionSql.LockBatch, thing, batch.Value, token);
        var values = new ErasedValues(
            thing,
            batch.Value,
            await RunsAsync(connection, PostgreSqlRedactionSql.LockRunsOfBatch, token, Id(batch.Value)),
            payload,
            Results: [],
            Logs: 0,
            await PostgreSqlAccess.ListAsync(
                connection,
                PostgreSqlRedactionSql.Archives,
                row => row.GetString(0),
                token,
                Id(batch.Value)
            )
        );
        values.Check();
        return values;
    }

    private static async Task<(Guid Batch, ErasedValue Payload)> LockAsync(
        NpgsqlConnection connection,
        string sql,
        string thing,
        Guid id,
        CancellationToken token
    )
    {
        var found = await PostgreSqlAccess.ListAsync(
            connection,
            sql,
            row => (row.GetGuid(0), ReadValue(row) with { Owner = id }),
            token,
            Id(id)
        );
        return found is [var only] ? only : throw ErasedValues.Missing(thing);
    }

    private static ErasedValue ReadValue(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.IsDBNull(1) ? null : row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2));

    private static Task<List<InvolvedRun>> RunsAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken token,
        params NpgsqlParameter[] parameters
    ) =>
        PostgreSqlAccess.ListAsync(
            connection,
            sql,
            row =>
            {
                var status = Lifecycle.Parse(row.GetString(1));
                return new InvolvedRun(row.GetGuid(0), status, row.GetBoolean(2) && !status.IsFinished());
            },
            token,
            parameters
        );

    private Task<int> EraseAsync(
        NpgsqlConnection connection,
        string sql,
        ErasedValue payload,
        string actor,
        CancellationToken token
    ) => ExecuteAsync(connection, sql, token, Id(payload.Owner), access.Now(), Text(actor));

    private async Task RecordAsync(
        NpgsqlConnection connection,
        ErasedValues values,
        Guid? item,
        string reason,
        string actor,
        CancellationToken token
    )
    {
        await ExecuteAsync(
            connection,
            PostgreSqlRedactionSql.Record,
            token,
            Id(Guid.CreateVersion7()),
            Id(values.Batch),
            OptionalId(item),
            Text(values.Payload.Hash),
            Number(values.Results.Count),
            access.Now(),
            Text(actor),
            Text(reason)
        );
        await PostgreSqlAudit.AddAsync(connection, access.Now(), values.ToEntry(item, reason, actor), token);
    }

    private static Task<int> ExecuteAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken token,
        params NpgsqlParameter[] parameters
    ) => PostgreSqlAccess.ExecuteAsync(connection, sql, token, parameters);
}
