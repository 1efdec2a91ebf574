using AutomationPlatform.Application.Audit;
using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Npgsql;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

public sealed class PostgreSqlRunAuditing(PostgreSqlTestDatabase database)
    : RunAuditing(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlEntityAuditing(PostgreSqlTestDatabase database)
    : EntityAuditing(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlHistoryDifferences(PostgreSqlTestDatabase database)
    : HistoryDifferences(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlAuditLinking(PostgreSqlTestDatabase database)
    : AuditLinkingConformance(database),
        IClassFixture<PostgreSqlTestDatabase>
{
    private const string Lock = "SELECT pg_advisory_xact_lock(hashtextextended('apc audit ' || current_schema(), 0))";

    [Theory]
    [InlineData("TRUNCATE audit_entry")]
    [InlineData("TRUNCATE audit_link")]
    public async Task Truncating_them_is_refused(string statement)
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() => Database.ExecuteAsync(statement));
        Assert.Contains("append-only", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_finds_another_one_linking_leaves_it_to_that_one()
    {
        await RecordAsync(1);
        await using var connection = await Database.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = Lock;
        await command.ExecuteNonQueryAsync();
        Assert.True((await Database.Get<IAuditChain>().LinkAsync(CancellationToken.None)).Busy);
        await transaction.RollbackAsync();
        Assert.False((await Database.Get<IAuditChain>().LinkAsync(CancellationToken.None)).Busy);
        await AssertWholeAsync();
    }
}
