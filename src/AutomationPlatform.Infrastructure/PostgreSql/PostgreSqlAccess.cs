using System.Security.Cryptography;
using AutomationPlatform.Domain;
using Npgsql;
using NpgsqlTypes;

namespace AutomationPlatform.Infrastructure.PostgreSql;

/// <summary>Runs the set-based statements: one connection a call, one transaction, repeated when others' work undid it.</summary>
/// <param name="source">Where connections come from.</param>
/// <param name="simulatedClock">Simulated time for tests; null in production, where the database's clock rules.</param>
internal sealed class PostgreSqlAccess(NpgsqlDataSource source, TimeProvider? simulatedClock)
{
    /// <summary>How often a transaction is tried that deadlocks or serialization failures undo: 10.</summary>
    internal const int AttemptLimit = 10;

    /// <summary>The longest wait before such a repetition, reached by doubling from 2 ms: 200 ms.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(200);

    private string Description
    {
        get
        {
            var target = new NpgsqlConnectionStringBuilder(source.ConnectionString);
            return $"postgresql://{target.Host}:{target.Port}/{target.Database}";
        }
    }

    /// <summary>The parameter that <c>coalesce($n, clock_timestamp())</c> wants: null in production.</summary>
    internal NpgsqlParameter Now() =>
        new()
        {
            NpgsqlDbType = NpgsqlDbType.TimestampTz,
            Value = simulatedClock is null ? DBNull.Value : Instant.Now(simulatedClock),
        };

    /// <summary>Runs work that is one statement or one batch, which PostgreSQL makes one transaction.</summary>
    internal async Task<T> RunAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(cancellationToken);
                return await work(connection, cancellationToken);
            }
            catch (Exception error) when (PostgreSqlErrors.IsCollision(error) && attempt < AttemptLimit)
            {
                await Task.Delay(Wait(attempt), cancellationToken);
            }
            catch (Exception error)
            {
                PostgreSqlErrors.ThrowIfTrouble(error, Description);
                throw;
            }
        }
    }

    /// <summary>Runs work of several statements in one transaction.</summary>
    internal Task<T> TransactionAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> work,
        CancellationToken cancellationToken
    ) =>
        RunAsync(
            async (connection, token) =>
            {
                await using var transaction = await connection.BeginTransactionAsync(token);
                var result = await work(connection, token);
                await transaction.CommitAsync(token);
                return result;
            },
            cancellationToken
        );

    /// <summary>A command ready to be run on this connection.</summary>
    internal static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        return command;
    }

    /// <summary>Runs one statement and gives how many rows it wrote.</summary>
    internal static async Task<int> ExecuteAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken cancellationToken,
        params NpgsqlParameter[] parameters
    )
    {
        await using var command = Command(connection, sql, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Runs one query and reads every row.</summary>
    internal static async Task<List<T>> ListAsync<T>(
        NpgsqlConnection connection,
        string sql,
        Func<NpgsqlDataReader, T> read,
        CancellationToken cancellationToken,
        params NpgsqlParameter[] parameters
    )
    {
        await using var command = Command(connection, sql, parameters);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    private static TimeSpan Wait(int attempt)
    {
        var longest = Math.Min(2L << attempt, (long)LongestWait.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(1 + RandomNumberGenerator.GetInt32((int)longest));
    }
}
