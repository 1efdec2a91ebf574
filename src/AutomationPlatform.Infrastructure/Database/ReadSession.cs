using System.Data.Common;
using System.Runtime.CompilerServices;

namespace AutomationPlatform.Infrastructure.Database;

/// <summary>A connection for a few reads, without the mapper. Dispose it. Not thread-safe.</summary>
internal sealed class ReadSession : IAsyncDisposable
{
    /// <summary>How long one statement of a reader may take: 5 minutes.</summary>
    internal const int TimeoutSeconds = 300;

    /// <summary>No limit but the caller's own token.</summary>
    internal const int NoTimeout = 0;

    private readonly IReadConnections connections;
    private readonly DbConnection connection;
    private readonly DbTransaction? snapshot;
    private readonly IDisposable interruption;

    private ReadSession(
        IReadConnections connections,
        DbConnection connection,
        DbTransaction? snapshot,
        CancellationToken cancellationToken
    )
    {
        this.connections = connections;
        this.connection = connection;
        this.snapshot = snapshot;
        interruption = connections.InterruptOn(connection, cancellationToken);
    }

    /// <summary>How long one statement may take; <see cref="TimeoutSeconds"/> unless told otherwise.</summary>
    internal int StatementSeconds { get; init; } = TimeoutSeconds;

    /// <summary>Opens a session whose statements each see what is committed when they begin.</summary>
    internal static async Task<ReadSession> OpenAsync(
        IReadConnections connections,
        CancellationToken cancellationToken,
        int statementSeconds = TimeoutSeconds
    ) =>
        new(connections, await ConnectAsync(connections, cancellationToken), snapshot: null, cancellationToken)
        {
            StatementSeconds = statementSeconds,
        };

    /// <summary>Opens a session whose statements all see one moment.</summary>
    internal static async Task<ReadSession> OpenSnapshotAsync(
        IReadConnections connections,
        CancellationToken cancellationToken
    )
    {
        var opened = await ConnectAsync(connections, cancellationToken);
        try
        {
            var begun = await connections.BeginSnapshotAsync(opened, cancellationToken);
            return new ReadSession(connections, opened, begun, cancellationToken);
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    /// <summary>Every row.</summary>
    internal async Task<List<T>> ListAsync<T>(
        string sql,
        Func<Row, T> read,
        CancellationToken cancellationToken = default,
        params (string Name, object Value)[] parameters
    )
    {
        List<T> rows = [];
        await foreach (var row in StreamAsync(sql, read, cancellationToken, parameters))
            rows.Add(row);
        return rows;
    }

    /// <summary>The rows as they come, none kept.</summary>
    internal async IAsyncEnumerable<T> StreamAsync<T>(
        string sql,
        Func<Row, T> read,
        [EnumeratorCancellation] CancellationToken cancellationToken,
        params (string Name, object Value)[] parameters
    )
    {
        await using var command = Command(sql, parameters);
        await using var reader = await GuardAsync(
            () => command.ExecuteReaderAsync(cancellationToken),
            cancellationToken
        );
        var row = new Row(reader, connections);
        while (await GuardAsync(() => reader.ReadAsync(cancellationToken), cancellationToken))
        {
            row.Rewind();
            yield return read(row);
        }
    }

    /// <summary>The number that the statement gives; null when it gives none.</summary>
    internal async Task<long?> NumberAsync(
        string sql,
        CancellationToken cancellationToken,
        params (string Name, object Value)[] parameters
    )
    {
        await using var command = Command(sql, parameters);
        var value = await GuardAsync(() => command.ExecuteScalarAsync(cancellationToken), cancellationToken);
        return value is null or DBNull ? null : Convert.ToInt64(value);
    }

    /// <summary>Runs a statement that changes rows, a transaction of its own, and gives how many.</summary>
    internal async Task<int> ExecuteAsync(
        string sql,
        CancellationToken cancellationToken,
        params (string Name, object Value)[] parameters
    )
    {
        await using var command = Command(sql, parameters);
        return await GuardAsync(() => command.ExecuteNonQueryAsync(cancellationToken), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        interruption.Dispose();
        if (snapshot is not null)
            await snapshot.DisposeAsync();
        await connection.DisposeAsync();
    }

    private static async Task<DbConnection> ConnectAsync(
        IReadConnections connections,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await connections.OpenAsync(cancellationToken);
        }
        catch (DbException cause)
        {
            connections.ThrowIfTrouble(cause);
            throw;
        }
    }

    private DbCommand Command(string sql, (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.CommandTimeout = StatementSeconds;
        command.Transaction = snapshot;
        foreach (var (name, value) in parameters)
            connections.Bind(command, name, value);
        return command;
    }

    private async Task<T> GuardAsync<T>(Func<Task<T>> step, CancellationToken cancellationToken)
    {
        try
        {
            return await step();
        }
        catch (DbException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (DbException cause)
        {
            connections.ThrowIfTrouble(cause);
            throw;
        }
    }
}
