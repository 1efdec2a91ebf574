using System.Data.Common;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace AutomationPlatform.EndToEndTests.Faults;

/// <summary>The database that the processes of a fault test share, and a way past the program to look into it.</summary>
internal abstract class FaultDatabase : IAsyncDisposable
{
    /// <summary>What the processes get as <c>DATABASE_URL</c>.</summary>
    internal abstract string Url { get; }

    /// <summary>A connection of the test's own; dispose it.</summary>
    internal abstract Task<DbConnection> OpenAsync();

    /// <summary>The first column of every row.</summary>
    internal async Task<List<T>> ListAsync<T>(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetFieldValue<T>(0));
        return rows;
    }

    internal async Task<long> CountAsync(string sql) => (await ListAsync<long>(sql)).Single();

    internal async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await ExecuteAsync(connection, sql);
    }

    internal static async Task ExecuteAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    public abstract ValueTask DisposeAsync();
}

/// <summary>A file in the test's folder.</summary>
internal sealed class SqliteFaultDatabase(TestFolder folder) : FaultDatabase
{
    internal override string Url => $"sqlite:{folder.DatabaseFile}";

    internal override async Task<DbConnection> OpenAsync()
    {
        var connection = new SqliteConnection($"Data Source={folder.DatabaseFile};Pooling=False;Default Timeout=30");
        await connection.OpenAsync();
        return connection;
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <summary>A schema of the test's own in the database that <c>APC_TEST_DATABASE_URL</c> names.</summary>
internal sealed class PostgreSqlFaultDatabase : FaultDatabase
{
    private const string Variable = "APC_TEST_DATABASE_URL";

    private readonly string schema = $"fault_{Guid.NewGuid():N}";
    private readonly string url;

    private PostgreSqlFaultDatabase(string server) =>
        url = $"{server}{(server.Contains('?') ? '&' : '?')}search_path={schema}&application%20name={schema}";

    /// <summary>The schema's name, which is also that of its processes' connections.</summary>
    internal string Name => schema;

    internal override string Url => url;

    /// <summary>Makes the schema, or skips the running test by name.</summary>
    /// <param name="server">The server's URL; null takes the variable.</param>
    internal static async Task<PostgreSqlFaultDatabase> CreateAsync(string? server = null)
    {
        server ??= Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(server), $"{Variable} does not name a PostgreSQL database");
        var made = new PostgreSqlFaultDatabase(server!);
        await made.ExecuteAsync($"CREATE SCHEMA {made.schema}");
        return made;
    }

    internal override async Task<DbConnection> OpenAsync()
    {
        var its = new NpgsqlConnectionStringBuilder(DatabaseUrl.Parse(Url).ConnectionString)
        {
            ApplicationName = "the test's own",
            Pooling = false,
        };
        var connection = new NpgsqlConnection(its.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public override async ValueTask DisposeAsync() => await ExecuteAsync($"DROP SCHEMA IF EXISTS {schema} CASCADE");
}
