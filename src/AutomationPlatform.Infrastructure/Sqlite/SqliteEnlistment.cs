using System.Data.Common;
using AutomationPlatform.Application.Execution;
using Microsoft.Data.Sqlite;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>Enlists in transactions of others on SQLite.</summary>
/// <param name="file">The platform's database.</param>
/// <param name="simulatedClock">Simulated time for tests; null in production, where the database's clock rules.</param>
internal sealed class SqliteEnlistment(SqliteDatabaseFile file, TimeProvider? simulatedClock) : IEnlistmentStore
{
    private const string HasTables = "SELECT count(*) FROM sqlite_master WHERE name = 'schema_version'";

    /// <inheritdoc/>
    public async Task<IEnlistedTransaction> EnlistAsync(
        DbConnection connection,
        DbTransaction transaction,
        CancellationToken cancellationToken
    )
    {
        if (connection is not SqliteConnection open || transaction is not SqliteTransaction begun)
            throw new ArgumentException(
                $"The platform's database is SQLite, the connection is a {connection.GetType().Name}.",
                nameof(connection)
            );
        await using var command = open.CreateCommand();
        command.Transaction = begun;
        command.CommandText = HasTables;
        return (long)(await command.ExecuteScalarAsync(cancellationToken))! > 0
            ? new SqliteEnlistedTransaction(open, begun, simulatedClock)
            : throw new ArgumentException(
                $"The connection is to {open.DataSource}, the platform's tables are in {file.Description}; open that file.",
                nameof(connection)
            );
    }
}
