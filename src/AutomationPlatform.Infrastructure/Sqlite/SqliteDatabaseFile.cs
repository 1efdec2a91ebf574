using System.Data;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>Opens connections to the SQLite file, all with the same settings. Thread-safe.</summary>
/// <remarks>
/// Write-ahead log, synchronous NORMAL (survives a killed process, not a power cut), foreign keys on. A database in memory
/// has no such log: who reads waits for who writes, and the other way round. It lives until this object is disposed of.
/// </remarks>
public sealed class SqliteDatabaseFile(DatabaseUrl url) : IDisposable
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

    private readonly Lock gate = new();
    private SqliteConnection? keeper;

    /// <summary>True for a database in memory: there is no file.</summary>
    public bool IsInMemory { get; } = url.IsInMemory;

    /// <summary>The file's absolute path; for a database in memory its name.</summary>
    public string Path { get; } = url.ConnectionString;

    /// <summary>For people.</summary>
    public string Description { get; } = url.Description;

    /// <summary>Opens a connection; dispose it.</summary>
    public async Task<SqliteConnection> OpenAsync(CancellationToken cancellationToken)
    {
        KeepInMemory();
        var connection = new SqliteConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            // The driver itself would look again only every 150 ms.
            if (IsInMemory)
                raw.sqlite3_busy_timeout(connection.Handle, BusyTimeoutSeconds * 1000);
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

    /// <summary>Opens a connection to read; dispose it. A copy that cannot be written, on a read-only disk for instance, is
    /// read as it lies there.</summary>
    internal async Task<SqliteConnection> OpenToReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await OpenAsync(cancellationToken);
        }
        catch (SqliteException error) when (SqliteErrors.IsNotWritable(error) && IsWholeCopy)
        {
            return await OpenAsItLiesAsync(cancellationToken);
        }
    }

    /// <summary>Opens a connection to look at the file, which must exist, without changing anything in it; dispose it.</summary>
    internal async Task<SqliteConnection> OpenExistingAsync(CancellationToken cancellationToken)
    {
        if (IsInMemory)
            return await OpenAsync(cancellationToken);
        var existing = new SqliteConnectionStringBuilder(connectionString) { Mode = SqliteOpenMode.ReadWrite };
        var connection = new SqliteConnection(existing.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            // Only a first read tells whether the file's log can be had.
            await using var command = connection.CreateCommand();
            command.CommandText = "SELECT count(*) FROM sqlite_master";
            await command.ExecuteScalarAsync(cancellationToken);
            return connection;
        }
        catch (SqliteException error) when (SqliteErrors.IsNotWritable(error) && IsWholeCopy)
        {
            await connection.DisposeAsync();
            return await OpenAsItLiesAsync(cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    // Without a log beside it everything is in the file, and nobody can be writing it.
    private bool IsWholeCopy =>
        !IsInMemory && File.Exists(Path) && new FileInfo(Path + "-wal") is not { Exists: true, Length: > 0 };

    private async Task<SqliteConnection> OpenAsItLiesAsync(CancellationToken cancellationToken)
    {
        var immutable = new SqliteConnectionStringBuilder(connectionString)
        {
            DataSource = $"{new Uri(Path).AbsoluteUri}?immutable=1",
            Mode = SqliteOpenMode.ReadOnly,
        };
        var connection = new SqliteConnection(immutable.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Begins a transaction that takes the write lock at once (BEGIN IMMEDIATE), so that it cannot fail at its first write.</summary>
    public static SqliteTransaction BeginWrite(SqliteConnection connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.BeginTransaction(IsolationLevel.Serializable, deferred: false);
    }

    /// <summary>Lets go of a database in memory, and of everything in it. A file stays as it is.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (keeper is null)
                return;
            using (var pooled = new SqliteConnection(connectionString))
                SqliteConnection.ClearPool(pooled);
            keeper.Dispose();
            keeper = null;
        }
    }

    // Without an open connection a database in memory is gone.
    private void KeepInMemory()
    {
        lock (gate)
        {
            if (!IsInMemory || keeper is not null)
                return;
            var opened = new SqliteConnection(
                new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
            );
            opened.Open();
            keeper = opened;
        }
    }

    /// <summary>Whether there is nothing to look at yet.</summary>
    internal bool IsAbsent => !IsInMemory && (!File.Exists(Path) || Size == 0);

    /// <summary>The file's bytes; 0 for a file that is not there, and in memory.</summary>
    internal long Size => !IsInMemory && File.Exists(Path) ? new FileInfo(Path).Length : 0;
}
