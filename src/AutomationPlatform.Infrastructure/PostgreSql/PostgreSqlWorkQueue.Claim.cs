using AutomationPlatform.Application.Execution;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.Execution;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

public sealed partial class PostgreSqlWorkQueue
{
    /// <summary>The constraint that a repeated claim runs into.</summary>
    private const string ClaimKey = "claim_pkey";

    /// <inheritdoc/>
    public async Task<Claim> ClaimAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        ClaimLimits.Check(request);
        try
        {
            if (request.Limited)
                return await ClaimWithinLimitsAsync(request, cancellationToken);
            var items = await ClaimAsync(request, PostgreSqlClaimSql.Next(request.Limit), cancellationToken);
            // Items that were lost before come alone, when a whole round finds nothing else.
            if (items.Count == 0 && request.AfterPosition < 0)
                items = await ClaimAsync(request, PostgreSqlClaimSql.LostBefore, cancellationToken);
            return items.Count == 0
                ? await FoundNothingAsync(request, cancellationToken)
                : new Claim(request.Id, request.Run, items);
        }
        catch (PostgresException error) when (PostgreSqlErrors.IsDuplicate(error, ClaimKey))
        {
            return await RepeatAsync(request, cancellationToken);
        }
    }

    private Task<List<ClaimedItem>> ClaimAsync(ClaimRequest request, string sql, CancellationToken cancellationToken) =>
        keyed.RunAsync(
            async (connection, token) =>
            {
                await using var batch = new NpgsqlBatch(connection);
                batch.BatchCommands.Add(ClaimCommand(request, sql));
                await PrepareAsync(batch, request.Limit, token);
                await using var reader = await batch.ExecuteReaderAsync(token);
                return await ReadClaimedAsync(reader, request.Worker.Name, token);
            },
            cancellationToken
        );

    private NpgsqlBatchCommand ClaimCommand(ClaimRequest request, string sql) => Command(sql, Parameters(request));

    private NpgsqlParameter[] Parameters(ClaimRequest request) =>
        [
            access.Now(),
            Text(request.Worker.Name),
            Id(request.Worker.Id.Value),
            Id(request.Run.Value),
            Big(request.AfterPosition),
            Id(request.Id.Value),
        ];

    /// <summary>The earlier call with this id did commit: what it claimed and has not been answered is still this worker's.</summary>
    private async Task<Claim> RepeatAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        var items = await access.RunAsync(
            (connection, token) => ReadHeldAsync(connection, request, token),
            cancellationToken
        );
        return new Claim(request.Id, request.Run, items);
    }

    private static async Task<List<ClaimedItem>> ReadHeldAsync(
        NpgsqlConnection connection,
        ClaimRequest request,
        CancellationToken token
    )
    {
        await using var command = PostgreSqlAccess.Command(connection, PostgreSqlClaimSql.Repeat, Id(request.Id.Value));
        await using var reader = await command.ExecuteReaderAsync(token);
        return await ReadClaimedAsync(reader, request.Worker.Name, token);
    }

    private static async Task<List<ClaimedItem>> ReadClaimedAsync(
        NpgsqlDataReader reader,
        string actor,
        CancellationToken token
    )
    {
        var items = new List<ClaimedItem>();
        while (await reader.ReadAsync(token))
            items.Add(ReadClaimed(reader, actor));
        items.Sort(static (left, right) => left.Position.CompareTo(right.Position));
        return items;
    }

    private static ClaimedItem ReadClaimed(NpgsqlDataReader row, string actor) =>
        new(
            Id: new(row.GetGuid(0)),
            Version: row.GetInt32(1),
            ItemId: new(row.GetGuid(2)),
            BatchExecutionId: new(row.GetGuid(3)),
            Position: row.GetInt64(4),
            SequenceNumber: row.GetInt32(11),
            Reference: row.IsDBNull(12) ? null : row.GetString(12),
            Payload: row.IsDBNull(13) ? null : row.GetString(13),
            AttemptCount: row.GetInt32(5),
            LostCount: row.GetInt32(6),
            ReleasedCount: row.GetInt32(7),
            MaxAttempts: row.IsDBNull(8) ? null : row.GetInt32(8),
            FirstStartedAt: row.GetFieldValue<DateTimeOffset>(9),
            StartedAt: row.GetFieldValue<DateTimeOffset>(10)
        )
        {
            HistoryHash = ContentHash.OfClaim(
                row.GetGuid(0),
                row.GetInt32(1),
                row.GetInt32(5),
                row.GetFieldValue<DateTimeOffset>(10),
                actor,
                previousHash: row.IsDBNull(14) ? null : row.GetFieldValue<byte[]>(14)
            ),
        };

    /// <summary>Prepares the statements once per connection; chunks of odd sizes are left out, since each would be kept.</summary>
    private static Task PrepareAsync(NpgsqlBatch batch, int limit, CancellationToken token) =>
        limit <= SmallChunk || limit % SmallChunk == 0 ? batch.PrepareAsync(token) : Task.CompletedTask;

    private const int SmallChunk = 20;

    private static NpgsqlBatchCommand Command(string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        return command;
    }
}
