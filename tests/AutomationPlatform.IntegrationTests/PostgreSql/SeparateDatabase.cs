using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.IntegrationTests.Databases;
using Npgsql;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

/// <summary>A whole database, where a schema is not enough: transactions of other tests keep rows only in their own.</summary>
internal sealed class SeparateDatabase : PostgreSqlTestDatabase
{
    private readonly string name = $"test_{Guid.NewGuid():N}";

    public override string Url =>
        new UriBuilder(base.Url) { Path = name }
            .Uri
            .AbsoluteUri;

    protected override Task CreateAsync() => ExecuteBesideAsync($"CREATE DATABASE {name}");

    protected override Task DropAsync() => ExecuteBesideAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");

    private async Task ExecuteBesideAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(
            DatabaseUrl.Parse(base.Url).ConnectionString + ";Pooling=false"
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
