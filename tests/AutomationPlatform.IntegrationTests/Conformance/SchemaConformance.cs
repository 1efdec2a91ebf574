using System.Globalization;
using System.Reflection;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Infrastructure;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What migrating, telling and copying must do on every database.</summary>
public abstract class SchemaConformance(TestDatabase database) : ConformanceTest(database)
{
    [Fact]
    public async Task An_empty_database_has_everything_pending_and_says_how_to_make_it()
    {
        await using var other = await NewDatabaseAsync();
        var status = await other.Get<IDatabase>().GetStatusAsync(CancellationToken.None);
        Assert.Equal(0, status.SchemaVersion);
        Assert.Equal(status.ProgramSchemaVersion, status.Pending.Count);
        var refusal = await Assert.ThrowsAsync<SchemaMissingException>(() =>
            other.DoAsync(uow => uow.Automations.CountAsync())
        );
        Assert.Contains("apc db migrate", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_migrated_database_has_nothing_pending()
    {
        await using var other = await NewDatabaseAsync();
        var applied = await other.Get<IDatabase>().MigrateAsync(CancellationToken.None);
        var status = await other.Get<IDatabase>().GetStatusAsync(CancellationToken.None);
        Assert.Equal(status.ProgramSchemaVersion, applied.Count);
        Assert.Empty(status.Pending);
        Assert.Equal(status.ProgramSchemaVersion, status.SchemaVersion);
        Assert.True(status.SizeBytes > 0);
        Assert.NotEmpty(status.ServerVersion);
    }

    [Fact]
    public async Task Migrating_twice_changes_nothing()
    {
        await using var other = await NewDatabaseAsync();
        await other.Get<IDatabase>().MigrateAsync(CancellationToken.None);
        Assert.Empty(await other.Get<IDatabase>().MigrateAsync(CancellationToken.None));
    }

    // Waiting for another's migration takes real time.
    private static void SystemClock(IServiceCollection services) => services.AddSingleton(TimeProvider.System);

    [Fact]
    public async Task Of_several_that_migrate_at_once_one_does_it()
    {
        await using var other = await NewDatabaseAsync();
        var migrations = Enumerable
            .Range(0, 4)
            .Select(_ => other.NewServices(SystemClock).GetRequiredService<IDatabase>())
            .Select(each => Task.Run(() => each.MigrateAsync(CancellationToken.None)))
            .ToList();
        var applied = await Task.WhenAll(migrations);
        Assert.Single(applied, names => names.Count > 0);
    }

    [Fact]
    public async Task A_program_that_migrated_can_write_at_once()
    {
        await using var other = await NewDatabaseAsync();
        // The connections it opened before did not know the types that were made since.
        await other.Get<IDatabase>().GetStatusAsync(CancellationToken.None);
        await other.Get<IDatabase>().MigrateAsync(CancellationToken.None);
        var story = await Story.TellAsync(other);
        await other.DoAsync(uow => story.RunAsync(uow));
    }

    [Fact]
    public async Task The_steps_a_program_knows_are_its_migrations()
    {
        await using var other = await NewDatabaseAsync();
        var migrations = typeof(PlatformServices)
            .Assembly.GetTypes()
            .Where(type => type.Namespace?.Contains($".{Database.Kind}.", StringComparison.Ordinal) == true)
            .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id)
            .OfType<string>()
            .Order();
        var status = await other.Get<IDatabase>().GetStatusAsync(CancellationToken.None);
        Assert.Equal(migrations, status.Pending);
    }

    [Fact]
    public async Task A_newer_schema_that_admits_this_program_is_worked_with()
    {
        await using var other = await NewDatabaseAsync();
        await other.Get<IDatabase>().MigrateAsync(CancellationToken.None);
        await other.ExecuteAsync(NewerStep(oldestProgram: 1));
        var status = await other.Get<IDatabase>().GetStatusAsync(CancellationToken.None);
        Assert.Equal(99, status.SchemaVersion);
        Assert.Empty(status.Pending);
        Assert.Empty(await other.Get<IDatabase>().MigrateAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_newer_schema_that_does_not_is_refused()
    {
        await using var other = await NewDatabaseAsync();
        await other.Get<IDatabase>().MigrateAsync(CancellationToken.None);
        await other.ExecuteAsync(NewerStep(oldestProgram: 99));
        var status = await Assert.ThrowsAsync<DatabaseUnavailableException>(() =>
            other.Get<IDatabase>().GetStatusAsync(CancellationToken.None)
        );
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() =>
            other.Get<IDatabase>().MigrateAsync(CancellationToken.None)
        );
        Assert.Contains("version 99", status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_is_whole_and_never_overwrites()
    {
        await using var other = await NewDatabaseAsync();
        await other.Get<IDatabase>().MigrateAsync(CancellationToken.None);
        var story = await Story.TellAsync(other);
        var directory = Directory.CreateTempSubdirectory("apc-test-");
        var path = Path.Combine(directory.FullName, "copy");
        await other.Get<IDatabase>().BackUpAsync(path, CancellationToken.None);
        await Assert.ThrowsAsync<ConflictException>(() =>
            other.Get<IDatabase>().BackUpAsync(path, CancellationToken.None)
        );
        Assert.Equal([path], Directory.GetFiles(directory.FullName));
        await AssertCopyAsync(path, story.Automation.Name);
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task A_copy_into_nowhere_is_refused() =>
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            Database.Get<IDatabase>().BackUpAsync("/nowhere/copy", CancellationToken.None)
        );

    /// <summary>A database of its own without tables.</summary>
    protected abstract TestDatabase NewDatabase();

    private async Task<TestDatabase> NewDatabaseAsync()
    {
        var other = NewDatabase();
        await other.InitializeAsync();
        return other;
    }

    protected abstract Task AssertCopyAsync(string path, string automation);

    private static string NewerStep(int oldestProgram) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            INSERT INTO schema_version (version, name, oldest_program, applied_at)
            VALUES (99, 'of the future', {oldestProgram}, '2027-01-31T08:15:30.123456Z')
            """
        );
}
