using AutomationPlatform.Application.Audit;
using AutomationPlatform.Domain.Execution;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

// What must hold before a seal is stored.
internal sealed partial class PostgreSqlSealStore
{
    // Null when it may be stored.
    private static async Task<SealOutcome?> WhyNotAsync(
        NpgsqlConnection connection,
        Guid owner,
        AuditedRun run,
        AuditPublicKey? key,
        CancellationToken token
    )
    {
        var locked = await PostgreSqlAccess.ListAsync(
            connection,
            PostgreSqlSealSql.LockRun,
            row => (Version: row.GetInt32(0), Status: row.GetString(1)),
            token,
            Id(run.Id.Value)
        );
        var held = await PostgreSqlAccess.ListAsync(
            connection,
            PostgreSqlSealSql.Held,
            row => row.GetGuid(0),
            token,
            Id(run.Id.Value),
            Id(owner)
        );
        if (held.Count == 0)
            return SealOutcome.LeaseLost;
        if (locked is not [var current] || current.Version != run.Version || current.Status != run.Status.Name())
        {
            await PostgreSqlAccess.ExecuteAsync(
                connection,
                PostgreSqlSealSql.RemoveSegments,
                token,
                Id(run.Id.Value),
                Number(run.Version)
            );
            return SealOutcome.Changed;
        }
        return key is null && await ReadSettingAsync(connection, AuditDefaults.RequireSignatures, token) == "true"
            ? SealOutcome.SignatureRequired
            : null;
    }

    private static async Task<string?> ReadSettingAsync(
        NpgsqlConnection connection,
        string name,
        CancellationToken token
    )
    {
        var found = await PostgreSqlAccess.ListAsync(
            connection,
            PostgreSqlSealSql.Setting,
            row => row.GetString(0),
            token,
            Text(name)
        );
        return found.SingleOrDefault();
    }
}
