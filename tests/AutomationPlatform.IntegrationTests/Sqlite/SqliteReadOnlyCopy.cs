using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Database;
using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AutomationPlatform.IntegrationTests.Sqlite;

public sealed class SqliteReadOnlyCopy(SqliteTestDatabase database) : IClassFixture<SqliteTestDatabase>
{
    [Fact]
    public async Task A_copy_that_cannot_be_written_is_verified_and_says_that_it_was_not_logged()
    {
        await using var stage = await AuditStage.SealedAsync(database);
        var path = database.FilePath + ".copy";
        await database.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        File.Copy(database.FilePath, path);
        // Directories where its log would be: nothing can be written, whoever asks.
        foreach (var log in (string[])["-wal", "-shm"])
            Directory.CreateDirectory(path + log);
        var before = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        var copy = database.NewServices(url: $"sqlite:{path}");

        var status = await copy.GetRequiredService<IDatabase>().GetStatusAsync(CancellationToken.None);
        var report = await copy.GetRequiredService<VerifyAudit>()
            .ExecuteAsync(new VerifyOrder(Run: null, Expected: null, "tester"), progress: null, CancellationToken.None);

        Assert.Empty(status.Pending);
        Assert.Empty(report.Findings);
        Assert.Equal(6, report.Items);
        Assert.NotNull(report.NotLogged);
        Assert.Equal(before, await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken));
    }
}
