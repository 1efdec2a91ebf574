using AutomationPlatform.Infrastructure.Sqlite;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Data.Sqlite;

namespace AutomationPlatform.IntegrationTests.Sqlite;

/// <summary>What claims and answers cost on SQLite: every row is reached by its key.</summary>
public sealed class SqliteCosts(SqliteTestDatabase database) : IClassFixture<SqliteTestDatabase>
{
    /// <summary>The statements of claim and answer.</summary>
    public static TheoryData<string> Statements =>
        [
            SqliteWorkQueue.Next,
            SqliteWorkQueue.LostBefore,
            SqliteWorkQueue.Start,
            SqliteWorkQueue.Dequeue,
            SqliteWorkQueue.DequeueLost,
            SqliteWorkQueue.Complete,
            SqliteWorkQueue.EndAttempt,
        ];

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task Claim_and_answer_go_by_key(string sql) => Assert.Empty(await NotByKeyAsync(sql));

    [Theory]
    [InlineData("SELECT * FROM item_execution WHERE status = 'FAILED'")]
    [InlineData("SELECT * FROM ready WHERE run_id = 'x' ORDER BY version")]
    public async Task A_statement_that_scans_or_sorts_is_found(string sql) => Assert.NotEmpty(await NotByKeyAsync(sql));

    private async Task<List<string>> NotByKeyAsync(string sql)
    {
        await using var connection = (SqliteConnection)await database.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "EXPLAIN QUERY PLAN " + sql;
        foreach (var name in Names(sql))
            command.Parameters.AddWithValue(name, DBNull.Value);
        var found = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            if (
                reader.GetString(3) is var step
                && (step.StartsWith("SCAN ", StringComparison.Ordinal) || step.Contains("TEMP B-TREE"))
            )
                found.Add(step);
        return found;
    }

    private static IEnumerable<string> Names(string sql) =>
        sql.Split('@').Skip(1).Select(part => "@" + string.Concat(part.TakeWhile(char.IsLetter))).Distinct();
}
