using System.Data.Common;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.PostgreSql;
using Npgsql;

namespace AutomationPlatform.IntegrationTests.Databases;

/// <summary>A schema of its own in the database that <c>APC_TEST_DATABASE_URL</c> names.</summary>
public class PostgreSqlTestDatabase : TestDatabase
{
    private const string Variable = "APC_TEST_DATABASE_URL";

    private static readonly string? Server = Environment.GetEnvironmentVariable(Variable);

    private readonly string schema = $"test_{Guid.NewGuid():N}";

    public override DatabaseKind Kind => DatabaseKind.PostgreSql;

    public override string Url => $"{Server}{(Server!.Contains('?') ? '&' : '?')}search_path={schema}";

    protected override string? Unavailable =>
        string.IsNullOrEmpty(Server) ? $"{Variable} does not name a PostgreSQL database" : null;

    public override async Task<DbConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(DatabaseUrl.Parse(Url).ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    protected override Task CreateAsync() => ExecuteAsync($"CREATE SCHEMA {schema}");

    protected override Task DropAsync() => ExecuteAsync($"DROP SCHEMA IF EXISTS {schema} CASCADE");
}
