using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain.Execution;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

// Where a seal gets its place.
internal sealed partial class PostgreSqlSealStore
{
    private async Task<SealPlace> ReadPlaceAsync(NpgsqlConnection connection, RunId run, CancellationToken token)
    {
        var places = await PostgreSqlAccess.ListAsync(
            connection,
            PostgreSqlSealSql.Place,
            row => new SealPlace(
                row.GetInt64(0),
                row.GetInt32(1),
                row.IsDBNull(2) ? null : row.GetFieldValue<byte[]>(2),
                row.IsDBNull(3) ? null : row.GetFieldValue<byte[]>(3),
                row.IsDBNull(4) ? null : new ChainHead(row.GetInt64(4), row.GetFieldValue<byte[]>(5)),
                row.GetFieldValue<DateTimeOffset>(6)
            ),
            token,
            access.Now(),
            Id(run.Value)
        );
        return places[0];
    }

    private static async Task AddAsync(
        NpgsqlConnection connection,
        RunSeal seal,
        AuditPublicKey? key,
        CancellationToken token
    )
    {
        if (key is not null)
            await PostgreSqlAccess.ExecuteAsync(
                connection,
                PostgreSqlSealSql.AddKey,
                token,
                Text(key.Id),
                Hash(key.Bytes),
                Moment(seal.CreatedAt)
            );
        await PostgreSqlAccess.ExecuteAsync(
            connection,
            PostgreSqlSealSql.AddSeal,
            token,
            Big(seal.Position),
            Id(seal.Run.Value),
            Number(seal.Number),
            Number(seal.RunVersion),
            Text(seal.Body),
            Hash(seal.Hash),
            Hash(seal.PreviousHash),
            Text(seal.KeyId),
            Hash(seal.Signature),
            Moment(seal.CreatedAt)
        );
    }
}
