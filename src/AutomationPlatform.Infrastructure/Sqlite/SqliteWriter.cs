using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace AutomationPlatform.Infrastructure.Sqlite;

/// <summary>The one connection of this process that set-based statements go through, one transaction at a time.</summary>
/// <remarks>
/// SQLite has one writer. In this process writers queue up here, in order and without busy waiting; among processes each
/// transaction takes the write lock at its begin (<c>BEGIN IMMEDIATE</c>), so that it cannot fail at its first write. The
/// connection stays open, and with it the prepared statements. Thread-safe; dispose it.
/// </remarks>
/// <param name="file">The database.</param>
/// <param name="simulatedClock">Simulated time for tests; null in production, where the database's clock rules.</param>
/// <param name="commits">Given at every commit, for relays of this process; null for none.</param>
internal sealed class SqliteWriter(SqliteDatabaseFile file, TimeProvider? simulatedClock, SqliteCommits? commits = null)
    : IAsyncDisposable,
        IDisposable
{
    /// <summary>How long one try for the write lock waits before cancellation is looked at: 100 ms.</summary>
    private const int LockTryMilliseconds = 100;

    /// <summary>Page cache of this one connection, at most: 64 MiB. The library's 2 MiB holds a few thousand items.</summary>
    internal const int CacheKibibytes = 64 * 1024;

    private readonly SemaphoreSlim turn = new(1, 1);
    private SqliteSession? session;

    /// <summary>Does the work in a transaction: commits when it returns, rolls back when it throws.</summary>
    internal async Task<T> TransactionAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var open = await OpenAsync(cancellationToken);
            Begin(open.Connection, cancellationToken);
            try
            {
                open.ReadClock(simulatedClock);
                var result = work(open);
                Run(open.Connection, "COMMIT");
                commits?.Give();
                return result;
            }
            catch
            {
                RollBack(open.Connection);
                throw;
            }
        }
        catch (Exception error)
        {
            await ForgetIfBrokenAsync(error);
            SqliteErrors.ThrowIfTrouble(error, file.Description);
            throw;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Does reading that needs no lock.</summary>
    internal async Task<T> ReadAsync<T>(Func<SqliteSession, T> work, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var open = await OpenAsync(cancellationToken);
            open.ReadClock(simulatedClock);
            return work(open);
        }
        catch (Exception error)
        {
            await ForgetIfBrokenAsync(error);
            SqliteErrors.ThrowIfTrouble(error, file.Description);
            throw;
        }
        finally
        {
            turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (session is not null)
            await session.DisposeAsync();
        turn.Dispose();
    }

    public void Dispose()
    {
        session?.Dispose();
        turn.Dispose();
    }

    private async Task<SqliteSession> OpenAsync(CancellationToken cancellationToken)
    {
        if (session is not null)
            return session;
        var connection = await file.OpenAsync(cancellationToken);
        Wait(connection, SqliteDatabaseFile.BusyTimeoutSeconds * 1000);
        Run(connection, $"PRAGMA cache_size = -{CacheKibibytes}");
        return session = new SqliteSession(connection);
    }

    private async Task ForgetIfBrokenAsync(Exception error)
    {
        if (session is null || !SqliteErrors.IsConnectionBroken(error))
            return;
        await session.DisposeAsync();
        session = null;
    }

    private static void Begin(SqliteConnection connection, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        // Waiting inside the library cannot be cancelled: so it waits a little, again and again.
        Wait(connection, LockTryMilliseconds);
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var result = raw.sqlite3_exec(connection.Handle, "BEGIN IMMEDIATE");
            if (result == raw.SQLITE_OK)
                break;
            if (
                result != raw.SQLITE_BUSY
                || Stopwatch.GetElapsedTime(began).TotalSeconds > SqliteDatabaseFile.BusyTimeoutSeconds
            )
                SqliteException.ThrowExceptionForRC(result, connection.Handle);
        }
        Wait(connection, SqliteDatabaseFile.BusyTimeoutSeconds * 1000);
    }

    private static void Wait(SqliteConnection connection, int milliseconds) =>
        raw.sqlite3_busy_timeout(connection.Handle, milliseconds);

    private static void Run(SqliteConnection connection, string sql) =>
        SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(connection.Handle, sql), connection.Handle);

    // A statement's error may have rolled back already; then there is nothing to undo.
    private static void RollBack(SqliteConnection connection)
    {
        if (raw.sqlite3_get_autocommit(connection.Handle) == 0)
            Run(connection, "ROLLBACK");
    }
}
