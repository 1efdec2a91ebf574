using AutomationPlatform.Application.Execution;
using Npgsql;
using static AutomationPlatform.Infrastructure.PostgreSql.PostgreSqlParameters;

namespace AutomationPlatform.Infrastructure.PostgreSql;

public sealed partial class PostgreSqlRunControl
{
    /// <inheritdoc/>
    public async Task<int> RemoveAbandonedAsync(CancellationToken cancellationToken)
    {
        var removed = 0;
        while (true)
        {
            var step = await access.TransactionAsync(RemoveSliceAsync, cancellationToken);
            if (step == Removal.NothingLeft)
                return removed;
            removed += step == Removal.Run ? 1 : 0;
        }
    }

    private enum Removal
    {
        NothingLeft,
        Slice,
        Run,
    }

    /// <summary>Removes a slice of what was made, and the run itself once nothing else is left.</summary>
    private async Task<Removal> RemoveSliceAsync(NpgsqlConnection connection, CancellationToken token)
    {
        var found = await PostgreSqlAccess.ListAsync(
            connection,
            PostgreSqlCreationSql.FindAbandoned,
            row => row.GetGuid(0),
            token,
            access.Now()
        );
        if (found is not [var run])
            return Removal.NothingLeft;
        const int rows = ExecutionDefaults.SliceRows;
        var gone =
            await PostgreSqlAccess.ExecuteAsync(connection, PostgreSqlCreationSql.RemoveReady(rows), token, Id(run))
            + await PostgreSqlAccess.ExecuteAsync(connection, PostgreSqlCreationSql.RemoveItems(rows), token, Id(run));
        if (gone > 0)
            return Removal.Slice;
        await PostgreSqlAccess.ExecuteAsync(connection, PostgreSqlCreationSql.RemoveRun, token, Id(run));
        await PostgreSqlAccess.ExecuteAsync(connection, PostgreSqlCreationSql.RemoveRunItself, token, Id(run));
        return Removal.Run;
    }
}
