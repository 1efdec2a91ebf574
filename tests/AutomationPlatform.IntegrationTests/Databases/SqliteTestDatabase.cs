using System.Data.Common;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.Sqlite;
using Microsoft.Data.Sqlite;

namespace AutomationPlatform.IntegrationTests.Databases;

/// <summary>A file in a directory of its own.</summary>
public class SqliteTestDatabase : TestDatabase
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("apc-test-");

    public override DatabaseKind Kind => DatabaseKind.Sqlite;

    /// <summary>The file.</summary>
    public string FilePath => Path.Combine(directory.FullName, "apc.db");

    public override string Url => $"sqlite:{FilePath}";

    public override async Task<DbConnection> OpenAsync() =>
        await new SqliteDatabaseFile(DatabaseUrl.Parse(Url)).OpenAsync(CancellationToken.None);

    protected override Task CreateAsync() => Task.CompletedTask;

    protected override Task DropAsync()
    {
        SqliteConnection.ClearAllPools();
        directory.Delete(recursive: true);
        return Task.CompletedTask;
    }
}
