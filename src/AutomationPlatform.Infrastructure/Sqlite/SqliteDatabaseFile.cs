using System.Data;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.Data.Sqlite;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>Opens connections to the SQLite file, all with the same settings. Thread-safe.</summary>
/// <remarks>Write-ahead log, synchronous NORMAL (survives a killed process, not a power cut), foreign keys on.</remarks>
public sealed class SqliteDatabaseFile(DatabaseUrl url)
{
    /// <summary>How long a statement waits for another process's write: 30 s.</summary>
    public const int BusyTimeoutSeconds = 30;

    private readonly string connectionString = new SqliteConnectionStringBuilder
    {
        DataSource = url.ConnectionString,
        DefaultTimeout = BusyTimeoutSeconds,
        ForeignKeys = true,
        Pooling = true,
    }.ConnectionString;

    /// <summary>The file's absolute path.</summary>
    public string Path { get; } = url.ConnectionString;

    /// <summary>For people.</summary>
    public string Description { get; } = url.Description;

    /// <summary>Opens a connection; dispose it.</summary>
    public async Task<SqliteConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;";
            await command.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a connection to look at the file, which must exist, without changing anything in it; dispose it.</summary>
    internal async Task<SqliteConnection> OpenExistingAsync(CancellationToken cancellationToken)
    {
        var existing = new SqliteConnectionStringBuilder(connectionString) { Mode = SqliteOpenMode.ReadWrite };
        var connection = new SqliteConnection(existing.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    /// <summary>Begins a transaction that takes the write lock at once (BEGIN IMMEDIATE), so that it cannot fail at its first write.</summary>
    public static SqliteTransaction BeginWrite(SqliteConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.BeginTransaction(IsolationLevel.Serializable, deferred: false);
    }
}
