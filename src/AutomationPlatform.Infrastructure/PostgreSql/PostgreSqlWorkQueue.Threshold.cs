using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Execution;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

public sealed partial class PostgreSqlWorkQueue
{
    /// <inheritdoc/>
    public async Task<string?> CheckThresholdAsync(RunId run, CancellationToken cancellationToken)
    {
        // Looking costs no lock; only what looks like too many failures takes it, and looks again.
        var seen = await access.RunAsync(
            (connection, token) => ReadThresholdAsync(connection, run, token),
            cancellationToken
        );
        return seen is not { IsReached: true }
            ? seen?.StopReason
            : await access.TransactionAsync(
                (connection, token) => StopAtThresholdAsync(connection, run, token),
                cancellationToken
            );
    }

    private async Task<string?> StopAtThresholdAsync(NpgsqlConnection connection, RunId run, CancellationToken token)
    {
        await PostgreSqlAccess.ExecuteAsync(connection, PostgreSqlThresholdSql.LockRun, token, Id(run.Value));
        var reached = await ReadThresholdAsync(connection, run, token);
        if (reached is not { IsReached: true })
            return reached?.StopReason;
        await PostgreSqlAccess.ExecuteAsync(
            connection,
            PostgreSqlThresholdSql.Stop,
            token,
            access.Now(),
            Id(run.Value),
            Text(reached.Reason)
        );
        await PostgreSqlAccess.ExecuteAsync(connection, PostgreSqlAnswerSql.Notify, token);
        return reached.Reason;
    }

    private static async Task<ThresholdProgress?> ReadThresholdAsync(
        NpgsqlConnection connection,
        RunId run,
        CancellationToken token
    )
    {
        var found = await PostgreSqlAccess.ListAsync(
            connection,
            PostgreSqlThresholdSql.Read,
            row => new ThresholdProgress(
                row.GetDouble(0),
                row.GetInt64(1),
                row.GetInt64(2),
                row.GetInt64(3),
                row.IsDBNull(4) ? null : row.GetString(4)
            ),
            token,
            Id(run.Value)
        );
        return found.SingleOrDefault();
    }
}
