using AutomationPlatform.Application.Database;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.Sqlite;

/// <summary>What only the doctor of a SQLite file finds.</summary>
public sealed class SqliteFileExamining(SqliteTestDatabase database) : IClassFixture<SqliteTestDatabase>
{
    [Fact]
    public async Task Rows_that_were_written_with_checks_and_foreign_keys_switched_off_are_found()
    {
        await using var rows = await StoredRows.OpenAsync(database);
        var work = new StoredWork(rows);
        var batch = await work.BatchAsync(await work.AutomationAsync("Forged"), "Batch", 1);
        Assert.Empty(await ExamineAsync());
        await rows.ExecuteAsync("PRAGMA ignore_check_constraints = ON");
        await rows.ExecuteAsync("UPDATE item SET payload = 'not JSON' WHERE batch_id = @id", ("id", batch.Id));
        await rows.ExecuteAsync("PRAGMA foreign_keys = OFF");
        await rows.ExecuteAsync("DELETE FROM automation");
        var found = await ExamineAsync();
        Assert.Contains(found, f => f is { Check: "file", Repaired: false } && f.Problem.Contains("item"));
        Assert.Contains(found, f => f.Check == "foreign-key" && f.Problem.Contains("automation"));
    }

    private Task<IReadOnlyList<DoctorFinding>> ExamineAsync() =>
        database.Get<IDatabase>().ExamineAsync(repair: true, progress: null, CancellationToken.None);
}
