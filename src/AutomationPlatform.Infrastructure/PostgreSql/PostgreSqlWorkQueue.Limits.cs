using AutomationPlatform.Application.Execution;
using AutomationPlatform.Infrastructure.Execution;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

public sealed partial class PostgreSqlWorkQueue
{
    /// <summary>A claim within the automation's limits, under its lock.</summary>
    private Task<Claim> ClaimWithinLimitsAsync(ClaimRequest request, CancellationToken cancellationToken) =>
        keyed.TransactionAsync(
            async (connection, token) =>
            {
                await PostgreSqlAccess.ExecuteAsync(connection, PostgreSqlLimitSql.Lock, token, Id(request.Run.Value));
                var nothing = new Claim(request.Id, request.Run, []);
                if (await ReadRoomAsync(connection, request, token) is not { } found)
                    return nothing;
                var (room, claimedBefore) = found;
                if (claimedBefore)
                    return nothing with
                    {
                        Items = await ReadHeldAsync(connection, request, token),
                        Limited = room.Limited,
                    };
                if (room.For(request.Limit) is not (> 0 and var most))
                    return nothing with { Limited = room.Limited, Reached = room.Reached };
                var items = await TakeWithinAsync(connection, request, most, token);
                await SpendAsync(connection, room, items.Count, token);
                return nothing with { Items = items, Limited = room.Limited };
            },
            cancellationToken
        );

    private async Task<(LimitRoom Room, bool ClaimedBefore)?> ReadRoomAsync(
        NpgsqlConnection connection,
        ClaimRequest request,
        CancellationToken token
    )
    {
        var found = await PostgreSqlAccess.ListAsync(
            connection,
            PostgreSqlLimitSql.ReadRoom,
            row => (Room: ReadRoom(row), ClaimedBefore: row.GetBoolean(8)),
            token,
            access.Now(),
            Id(request.Run.Value),
            Id(request.Id.Value)
        );
        return found.Count == 0 ? null : found[0];
    }

    private static LimitRoom ReadRoom(NpgsqlDataReader row) =>
        LimitRoom.Read(
            row.GetGuid(0),
            (row.IsDBNull(1) ? null : row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2)),
            row.GetInt64(3),
            (
                row.IsDBNull(4) ? null : new TokenBucket(row.GetDouble(4), row.GetFieldValue<DateTimeOffset>(5)),
                row.GetFieldValue<DateTimeOffset>(6)
            ),
            row.GetBoolean(7)
        );

    private async Task<List<ClaimedItem>> TakeWithinAsync(
        NpgsqlConnection connection,
        ClaimRequest request,
        int most,
        CancellationToken token
    )
    {
        var items = await TakeAsync(PostgreSqlClaimSql.NextWithinLimits, [.. Parameters(request), Number(most)]);
        return items.Count == 0 && request.AfterPosition < 0
            ? await TakeAsync(PostgreSqlClaimSql.LostBeforeWithinLimits, Parameters(request))
            : items;

        async Task<List<ClaimedItem>> TakeAsync(string sql, NpgsqlParameter[] parameters)
        {
            await using var command = PostgreSqlAccess.Command(connection, sql, parameters);
            await using var reader = await command.ExecuteReaderAsync(token);
            return await ReadClaimedAsync(reader, request.Worker.Name, token);
        }
    }

    /// <summary>What was claimed is spent, and nothing else.</summary>
    private static async Task SpendAsync(
        NpgsqlConnection connection,
        LimitRoom room,
        int begun,
        CancellationToken token
    )
    {
        if (begun == 0 || room.Bucket?.Spend(begun) is not { } bucket)
            return;
        await PostgreSqlAccess.ExecuteAsync(
            connection,
            PostgreSqlLimitSql.KeepBucket,
            token,
            Id(room.Automation),
            Fraction(bucket.Tokens),
            Moment(bucket.RefilledAt)
        );
    }

    /// <summary>After a claim that found nothing: it was made before, or limits came up since the caller looked, or nothing is there.</summary>
    private async Task<Claim> FoundNothingAsync(ClaimRequest request, CancellationToken cancellationToken)
    {
        var why = await access.RunAsync(
            (connection, token) =>
                PostgreSqlAccess.ListAsync(
                    connection,
                    PostgreSqlLimitSql.Why,
                    row => (ClaimedBefore: row.GetBoolean(0), Limited: row.GetBoolean(1)),
                    token,
                    Id(request.Run.Value),
                    Id(request.Id.Value)
                ),
            cancellationToken
        );
        return why switch
        {
            [{ ClaimedBefore: true }] => await RepeatAsync(request, cancellationToken),
            [{ Limited: true }] => await ClaimWithinLimitsAsync(request, cancellationToken),
            _ => new Claim(request.Id, request.Run, []),
        };
    }
}
