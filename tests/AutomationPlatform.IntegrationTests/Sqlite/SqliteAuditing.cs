using AutomationPlatform.Application.Audit;
using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Data.Sqlite;

namespace AutomationPlatform.IntegrationTests.Sqlite;

public sealed class SqliteRunAuditing(SqliteTestDatabase database)
    : RunAuditing(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteEntityAuditing(SqliteTestDatabase database)
    : EntityAuditing(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteHistoryDifferences(SqliteTestDatabase database)
    : HistoryDifferences(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteAuditLinking(SqliteTestDatabase database)
    : AuditLinkingConformance(database),
        IClassFixture<SqliteTestDatabase>
{
    [Theory]
    [InlineData("INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry LIMIT 1")]
    [InlineData("INSERT OR REPLACE INTO audit_link SELECT * FROM audit_link LIMIT 1")]
    public async Task Replacing_them_is_refused(string statement)
    {
        await RecordAsync(1);
        await Database.Get<IAuditChain>().LinkAsync(CancellationToken.None);
        var refusal = await Assert.ThrowsAsync<SqliteException>(() => Database.ExecuteAsync(statement));
        Assert.Contains("append-only", refusal.Message, StringComparison.Ordinal);
    }
}
