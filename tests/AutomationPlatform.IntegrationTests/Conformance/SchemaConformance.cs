using AutomationPlatform.Application.Database;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>What migrating must do on every database.</summary>
public abstract class SchemaConformance(TestDatabase database)
{
    [Fact]
    public async Task A_migrated_database_has_nothing_pending()
    {
        database.RequireAvailable();
        var status = await database.Get<IDatabase>().GetStatusAsync(CancellationToken.None);
        Assert.Empty(status.Pending);
        Assert.Equal(status.ProgramSchemaVersion, status.SchemaVersion);
        Assert.True(status.SizeBytes > 0);
    }

    [Fact]
    public async Task Migrating_twice_changes_nothing()
    {
        database.RequireAvailable();
        Assert.Empty(await database.Get<IDatabase>().MigrateAsync(CancellationToken.None));
    }
}
