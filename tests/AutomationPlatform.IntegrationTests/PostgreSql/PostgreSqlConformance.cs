using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Npgsql;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

public sealed class PostgreSqlUnitOfWork(PostgreSqlTestDatabase database)
    : UnitOfWorkConformance(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlRepositories(PostgreSqlTestDatabase database)
    : RepositoryConformance(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlUniqueness(PostgreSqlTestDatabase database)
    : UniquenessConformance(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlDeletion(PostgreSqlTestDatabase database)
    : DeletionConformance(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlAppendOnly(PostgreSqlTestDatabase database)
    : AppendOnlyConformance(database),
        IClassFixture<PostgreSqlTestDatabase>
{
    [Fact]
    public async Task Truncating_history_is_refused()
    {
        var refusal = await Assert.ThrowsAsync<PostgresException>(() =>
            Database.ExecuteAsync("TRUNCATE item_state_history")
        );
        Assert.Contains("append-only", refusal.Message, StringComparison.Ordinal);
    }
}

public sealed class PostgreSqlQueuedItems(PostgreSqlTestDatabase database)
    : QueuedItemConformance(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlQueries(PostgreSqlTestDatabase database)
    : QueryConformance(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlGuide(PostgreSqlTestDatabase database)
    : GuideConformance(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlDelegatedItems(PostgreSqlTestDatabase database)
    : DelegatedItemConformance(database),
        IClassFixture<PostgreSqlTestDatabase>;

public sealed class PostgreSqlEnlistments(PostgreSqlTestDatabase database)
    : EnlistmentConformance(database),
        IClassFixture<PostgreSqlTestDatabase>;
