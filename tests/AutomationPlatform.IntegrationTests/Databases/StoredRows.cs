using System.Data.Common;
using System.Globalization;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace AutomationPlatform.IntegrationTests.Databases;

/// <summary>Writes rows past every public door, as they stand after work was done or after something went wrong.</summary>
/// <remarks>Identifiers are made in order, a millisecond apart, so that lists have one right order.</remarks>
public sealed class StoredRows : IAsyncDisposable
{
    private readonly DbConnection connection;
    private readonly DatabaseKind kind;
    private DateTimeOffset now = TestDatabase.Start;

    private StoredRows(DbConnection connection, DatabaseKind kind)
    {
        this.connection = connection;
        this.kind = kind;
    }

    public static async Task<StoredRows> OpenAsync(TestDatabase database) =>
        new(await database.OpenAsync(), database.Kind);

    /// <summary>A moment later than every one before.</summary>
    public DateTimeOffset Tick() => now += TimeSpan.FromMilliseconds(1);

    /// <summary>An identifier later than every one before.</summary>
    public Guid NewId() => Guid.CreateVersion7(Tick());

    /// <summary>Inserts a row; its columns are the names of the anonymous object's properties.</summary>
    public async Task InsertAsync(string table, params (string Column, object? Value)[] columns)
    {
        await using var command = connection.CreateCommand();
        command.CommandText =
            $"INSERT INTO {table} ({string.Join(", ", columns.Select(c => c.Column))}) "
            + $"VALUES ({string.Join(", ", columns.Select((_, at) => $"@p{at}"))})";
        for (var at = 0; at < columns.Length; at++)
            command.Parameters.Add(Parameter($"@p{at}", columns[at].Value));
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Inserts the row of an entity, with the columns that every entity has.</summary>
    public async Task<Guid> InsertEntityAsync(string table, params (string Column, object? Value)[] columns)
    {
        var id = NewId();
        (string, object?)[] common =
        [
            ("id", id),
            ("created_at", now),
            ("created_by", "maker"),
            ("updated_at", now),
            ("version", 1),
            ("is_active", true),
        ];
        await InsertAsync(table, [.. common.Where(c => columns.All(own => own.Column != c.Item1)), .. columns]);
        return columns.FirstOrDefault(c => c.Column == "id").Value is Guid given ? given : id;
    }

    /// <summary>Runs any statement.</summary>
    public async Task ExecuteAsync(string sql, params (string Name, object? Value)[] parameters)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.Add(Parameter(name, value));
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    // Untyped text on PostgreSQL, so that the server takes it for whatever the column is.
    private DbParameter Parameter(string name, object? value)
    {
        object form = value is null ? DBNull.Value : Form(value);
        return kind == DatabaseKind.Sqlite
            ? new SqliteParameter(name, form)
            : new NpgsqlParameter(name, NpgsqlDbType.Unknown) { Value = form };
    }

    private string Form(object value) =>
        value switch
        {
            DateTimeOffset instant => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'"),
            bool flag when kind == DatabaseKind.Sqlite => flag ? "1" : "0",
            IEnumerable<Guid> ids when kind == DatabaseKind.Sqlite =>
                $"[{string.Join(',', ids.Select(i => $"\"{i}\""))}]",
            IEnumerable<int> numbers when kind == DatabaseKind.Sqlite => $"[{string.Join(',', numbers)}]",
            IEnumerable<Guid> ids => $"{{{string.Join(',', ids)}}}",
            IEnumerable<int> numbers => $"{{{string.Join(',', numbers)}}}",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
}
