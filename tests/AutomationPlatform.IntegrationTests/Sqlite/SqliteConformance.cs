using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Data.Sqlite;

namespace AutomationPlatform.IntegrationTests.Sqlite;

public sealed class SqliteUnitOfWork(SqliteTestDatabase database)
    : UnitOfWorkConformance(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteRepositories(SqliteTestDatabase database)
    : RepositoryConformance(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteUniqueness(SqliteTestDatabase database)
    : UniquenessConformance(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteDeletion(SqliteTestDatabase database)
    : DeletionConformance(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteAppendOnly(SqliteTestDatabase database)
    : AppendOnlyConformance(database),
        IClassFixture<SqliteTestDatabase>
{
    [Fact]
    public async Task Replacing_a_row_of_history_is_refused()
    {
        var id = await SkippedItemAsync(await Story.TellAsync(Database));
        var refusal = await Assert.ThrowsAsync<SqliteException>(() =>
            Database.ExecuteAsync(
                $"""
                INSERT OR REPLACE INTO item_state_history
                    (item_execution_id, version, previous_status, new_status, changed_at, created_at, attempt)
                SELECT item_execution_id, version, 'PENDING', 'CANCELLED', changed_at, created_at, attempt
                FROM item_state_history WHERE item_execution_id = '{id}'
                """
            )
        );
        Assert.Contains("append-only", refusal.Message, StringComparison.Ordinal);
    }
}

public sealed class SqliteQueuedItems(SqliteTestDatabase database)
    : QueuedItemConformance(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteQueries(SqliteTestDatabase database)
    : QueryConformance(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteGuide(SqliteTestDatabase database)
    : GuideConformance(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteDelegatedItems(SqliteTestDatabase database)
    : DelegatedItemConformance(database),
        IClassFixture<SqliteTestDatabase>;

public sealed class SqliteEnlistments(SqliteTestDatabase database)
    : EnlistmentConformance(database),
        IClassFixture<SqliteTestDatabase>;
