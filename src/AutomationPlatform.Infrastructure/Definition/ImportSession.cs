using System.Data.Common;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Infrastructure.Database;

namespace AutomationPlatform.Infrastructure.Definition;

/// <summary>A connection of an import and its transactions, each short. Not thread-safe.</summary>
internal sealed class ImportSession : IAsyncDisposable
{
    private readonly ImportDatabase database;
    private readonly DbConnection connection;
    private readonly TimeProvider clock;
    private DbTransaction? transaction;

    private ImportSession(ImportDatabase database, DbConnection connection, TimeProvider clock)
    {
        this.database = database;
        this.connection = connection;
        this.clock = clock;
    }

    internal static Task<ImportSession> OpenAsync(
        ImportDatabase database,
        TimeProvider clock,
        CancellationToken cancellationToken
    ) =>
        TranslatedAsync(
            database,
            async () => new ImportSession(database, await database.OpenAsync(cancellationToken), clock)
        );

    /// <summary>Does the work in one transaction and gives errors of the database as people read them.</summary>
    internal Task<T> TransactionAsync<T>(Func<DbTransaction, Task<T>> work, CancellationToken cancellationToken) =>
        TranslatedAsync(
            database,
            async () =>
            {
                await using var begun = await database.BeginAsync(connection, cancellationToken);
                transaction = begun;
                var result = await work(begun);
                await begun.CommitAsync(cancellationToken);
                return result;
            }
        );

    internal async Task<int> ExecuteAsync(
        string sql,
        CancellationToken cancellationToken,
        params (string Name, object? Value)[] parameters
    )
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Each row by the reader; empty for none.</summary>
    internal async Task<List<T>> QueryAsync<T>(
        string sql,
        Func<DbDataReader, T> read,
        CancellationToken cancellationToken,
        params (string Name, object? Value)[] parameters
    )
    {
        await using var command = Command(sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>Writes an entry of the activity log in the open transaction.</summary>
    internal Task LogAsync(AuditEntry entry, CancellationToken cancellationToken) =>
        database.LogAsync(connection, clock, entry, cancellationToken);

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private DbCommand Command(string sql, (string Name, object? Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        foreach (var (name, value) in parameters.Append(("now", SimulatedTime.Of(clock))))
            if (!sql.Contains($"@{name}", StringComparison.Ordinal))
                continue;
            else if (value is null)
                database.BindNull(command, name);
            else
                database.Bind(command, name, value);
        return command;
    }

    private static async Task<T> TranslatedAsync<T>(ImportDatabase database, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception failure)
        {
            if (database.Translate(failure) is { } translated)
                throw translated;
            throw;
        }
    }
}
