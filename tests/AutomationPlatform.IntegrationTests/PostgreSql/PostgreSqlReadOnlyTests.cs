using AutomationPlatform.Application.Audit;
using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

public sealed class PostgreSqlReadOnlyTests(PostgreSqlTestDatabase database) : IClassFixture<PostgreSqlTestDatabase>
{
    [Fact]
    public async Task Who_may_only_read_verifies_and_says_that_it_was_not_logged()
    {
        await using var stage = await AuditStage.SealedAsync(database);
        var reader = database.NewServices(url: database.Url + "&options=-c%20default_transaction_read_only%3Don");

        var report = await reader
            .GetRequiredService<VerifyAudit>()
            .ExecuteAsync(new VerifyOrder(Run: null, Expected: null, "tester"), progress: null, CancellationToken.None);

        Assert.Empty(report.Findings);
        Assert.NotNull(report.NotLogged);
    }
}
