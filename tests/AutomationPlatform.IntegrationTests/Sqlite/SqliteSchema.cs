using AutomationPlatform.Application;
using AutomationPlatform.Application.Database;
using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Data.Sqlite;

namespace AutomationPlatform.IntegrationTests.Sqlite;

public sealed class SqliteSchema(SqliteTestDatabase database)
    : SchemaConformance(database),
        IClassFixture<SqliteTestDatabase>
{
    [Fact]
    public async Task Asking_for_the_status_makes_no_file()
    {
        await using var other = await EmptyAsync();
        await other.Get<IDatabase>().GetStatusAsync(CancellationToken.None);
        Assert.False(File.Exists(other.FilePath));
    }

    [Fact]
    public async Task What_a_killed_migration_left_does_not_stop_the_next_one()
    {
        await using var other = await EmptyAsync();
        await other.ExecuteAsync(
            """
            CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-31 08:15:30');
            """
        );
        await File.WriteAllTextAsync(other.FilePath + ".migrating", "");
        Assert.NotEmpty(await other.Get<IDatabase>().MigrateAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("run")]
    [InlineData("batch_execution")]
    [InlineData("item_execution")]
    [InlineData("item_state_history")]
    [InlineData("orchestration_instance")]
    public async Task Statuses_are_compared_one_by_one(string table)
    {
        await using var other = await EmptyAsync();
        await other.Get<IDatabase>().MigrateAsync(CancellationToken.None);
        var sql = (string)(await other.ScalarAsync($"SELECT sql FROM sqlite_schema WHERE name = '{table}'"))!;

        Assert.DoesNotContain("status IN (", sql, StringComparison.Ordinal);
        Assert.Contains("status = 'PENDING' OR ", sql, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_status_that_is_none_is_refused()
    {
        await using var other = await EmptyAsync();
        await other.Get<IDatabase>().MigrateAsync(CancellationToken.None);
        var refusal = await Assert.ThrowsAsync<SqliteException>(() =>
            other.ExecuteAsync(
                """
                INSERT INTO item_state_history (item_execution_id, version, previous_status, new_status, changed_at,
                    created_at, attempt)
                VALUES ('a', 2, 'PENDING', 'DONE', '', '', 1)
                """
            )
        );
        Assert.Contains("ck_item_state_history_new_status", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_a_database_is_one_clear_error()
    {
        await using var other = await EmptyAsync();
        await File.WriteAllTextAsync(other.FilePath, string.Concat(Enumerable.Repeat("not a database ", 100)));
        await AssertTroubleAsync(other, "is not an SQLite database");
    }

    [Fact]
    public async Task A_path_that_is_a_directory_is_one_clear_error()
    {
        await using var other = await EmptyAsync();
        Directory.CreateDirectory(other.FilePath);
        var refusal = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => other.BeginAsync());
        Assert.Contains("cannot be opened", refusal.Message, StringComparison.Ordinal);
        Directory.Delete(other.FilePath);
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused()
    {
        await using var other = await EmptyAsync();
        await other.ExecuteAsync("CREATE TABLE recipes (id INTEGER PRIMARY KEY)");
        await AssertTroubleAsync(other, "belongs to another program");
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_one_clear_error()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may write every file");
        await using var other = new SqliteTestDatabase();
        await other.InitializeAsync();
        SqliteConnection.ClearAllPools();
        new FileInfo(other.FilePath).IsReadOnly = true;
        var refusal = await Assert.ThrowsAsync<DatabaseUnavailableException>(() => Story.TellAsync(other));
        Assert.Contains("cannot be written", refusal.Message, StringComparison.Ordinal);
    }

    protected override TestDatabase NewDatabase() => new SqliteTestDatabase { Migrated = false };

    protected override async Task AssertCopyAsync(string path, string automation)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM automation";
        Assert.Equal(automation, await command.ExecuteScalarAsync());
    }

    private static async Task<SqliteTestDatabase> EmptyAsync()
    {
        var other = new SqliteTestDatabase { Migrated = false };
        await other.InitializeAsync();
        return other;
    }

    private static async Task AssertTroubleAsync(SqliteTestDatabase other, string trouble)
    {
        var status = await Assert.ThrowsAsync<DatabaseUnavailableException>(() =>
            other.Get<IDatabase>().GetStatusAsync(CancellationToken.None)
        );
        var migrate = await Assert.ThrowsAsync<DatabaseUnavailableException>(() =>
            other.Get<IDatabase>().MigrateAsync(CancellationToken.None)
        );
        Assert.Contains(trouble, status.Message, StringComparison.Ordinal);
        Assert.Contains(trouble, migrate.Message, StringComparison.Ordinal);
    }
}
