using AutomationPlatform.Application.Database;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What migrating must do on every database.</summary>
public abstract class SchemaConformance(TestDatabase database) : ConformanceTest(database)
{
    [Fact]
    public async Task A_migrated_database_has_nothing_pending()
    {
        var status = await Database.Get<IDatabase>().GetStatusAsync(CancellationToken.None);
        Assert.Empty(status.Pending);
        Assert.Equal(status.ProgramSchemaVersion, status.SchemaVersion);
        Assert.True(status.SizeBytes > 0);
    }

    [Fact]
    public async Task Migrating_twice_changes_nothing() =>
        Assert.Empty(await Database.Get<IDatabase>().MigrateAsync(CancellationToken.None));
}
