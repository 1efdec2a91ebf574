using System.Data.Common;
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
        IClassFixture<PostgreSqlTestDatabase>
{
    // SQLite adds up beyond the largest number without a word.
    [Fact]
    public async Task What_was_undone_to_a_savepoint_is_not_told()
    {
        await using var stage = await ExecutionStage.StartAsync(Database, items: 1);
        await stage.ExecuteAsync("DELETE FROM item_count WHERE run_id = @run");
        await stage.ExecuteAsync(
            "INSERT INTO item_count (batch_execution_id, worker_id, run_id, cancelled) "
                + "SELECT id, '00000000-0000-0000-0000-000000000000', run_id, 9223372036854775807 "
                + "FROM batch_execution WHERE run_id = @run"
        );
        var before = (await Database.EntriesAsync(stage.Run)).Count;
        await using (var uow = await Database.BeginAsync("undoer"))
        {
            var item = (await uow.ItemExecutions.ListPendingAsync(stage.Run))[0];
            item.Cancel("too many are counted", Now);
            await Assert.ThrowsAnyAsync<DbException>(() => uow.ItemExecutions.UpdateAsync(item));
            await uow.CommitAsync();
        }
        Assert.Equal(before, (await Database.EntriesAsync(stage.Run)).Count);
    }
}

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
