using System.Diagnostics;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Database;
using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

public sealed class PostgreSqlSchema(PostgreSqlTestDatabase database)
    : SchemaConformance(database),
        IClassFixture<PostgreSqlTestDatabase>
{
    [Fact]
    public async Task A_schema_that_is_not_there_is_made()
    {
        var name = $"test_{Guid.NewGuid():N}";
        var url =
            Database.Url[..Database.Url.IndexOf("search_path=", StringComparison.Ordinal)] + $"search_path={name}";
        try
        {
            var other = Database.NewServices(url: url).GetRequiredService<IDatabase>();
            Assert.NotEmpty(await other.MigrateAsync(CancellationToken.None));
            Assert.Empty((await other.GetStatusAsync(CancellationToken.None)).Pending);
        }
        finally
        {
            await Database.ExecuteAsync($"DROP SCHEMA IF EXISTS {name} CASCADE");
        }
    }

    [Fact]
    public async Task A_server_that_is_down_is_one_clear_error()
    {
        var refusal = await TroubleAsync(server =>
        {
            server.Host = "127.0.0.1";
            server.Port = 1;
        });
        Assert.Contains("cannot be reached", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_one_clear_error_without_the_password()
    {
        var refusal = await TroubleAsync(server =>
        {
            server.Username = "nobody_of_that_name";
            server.Password = "very-secret";
        });
        Assert.Contains("refuses the user or the password", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", $"{refusal}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_exist_is_one_clear_error()
    {
        var refusal = await TroubleAsync(server => server.Database = "no_database_of_that_name");
        Assert.Contains("does not exist", refusal.Message, StringComparison.Ordinal);
    }

    protected override TestDatabase NewDatabase() => new PostgreSqlTestDatabase { Migrated = false };

    protected override async Task AssertCopyAsync(string path, string automation)
    {
        using var restore = Process.Start(
            new ProcessStartInfo("pg_restore", ["--data-only", "--table=automation", "--file=-", path])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
            }
        )!;
        var script = await restore.StandardOutput.ReadToEndAsync();
        Assert.Contains(automation, script, StringComparison.Ordinal);
    }

    private async Task<DatabaseUnavailableException> TroubleAsync(Action<NpgsqlConnectionStringBuilder> change)
    {
        var source = new UriBuilder(Database.Url);
        var server = new NpgsqlConnectionStringBuilder
        {
            Host = source.Host,
            Port = source.Port,
            Username = source.UserName,
            Password = source.Password,
            Database = source.Path.Trim('/'),
        };
        change(server);
        var url = $"postgresql://{server.Username}:{server.Password}@{server.Host}:{server.Port}/{server.Database}";
        var services = Database.NewServices(url: url);
        var factory = services.GetRequiredService<IUnitOfWorkFactory>();
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => factory.BeginAsync());
        return await Assert.ThrowsAsync<DatabaseUnavailableException>(() =>
            services.GetRequiredService<IDatabase>().GetStatusAsync(CancellationToken.None)
        );
    }
}
