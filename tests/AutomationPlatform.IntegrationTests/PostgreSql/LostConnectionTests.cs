using AutomationPlatform.Application;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.IntegrationTests.Conformance;
using AutomationPlatform.IntegrationTests.Databases;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

/// <summary>What becomes of a unit of work whose connection the server ends. SQLite has no connection to lose.</summary>
public sealed class LostConnectionTests(PostgreSqlTestDatabase database)
    : ConformanceTest(database),
        IClassFixture<PostgreSqlTestDatabase>
{
    [Fact]
    public async Task Lost_before_the_commit_a_transaction_is_done_once_more_from_the_start()
    {
        var attempts = 0;
        var automation = await Database.DoAsync(async uow =>
        {
            var made = new Automation(Story.Name());
            await uow.Automations.CreateAsync(made);
            if (++attempts == 1)
                await EndConnectionsAsync();
            await uow.Automations.CountAsync();
            return made;
        });
        Assert.Equal(2, attempts);
        Assert.True(await Database.DoAsync(uow => uow.Automations.ExistsAsync(automation.Id)));
    }

    [Fact]
    public async Task Lost_twice_it_is_given_up()
    {
        var attempts = 0;
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() =>
            Database.DoAsync(async uow =>
            {
                attempts++;
                await uow.Automations.CountAsync();
                await EndConnectionsAsync();
                return await uow.Automations.CountAsync();
            })
        );
        Assert.Equal(2, attempts);
    }

    [Fact]
    public async Task Lost_at_the_commit_the_outcome_is_said_to_be_unknown_and_nothing_is_repeated()
    {
        var attempts = 0;
        var refusal = await Assert.ThrowsAsync<DatabaseUnavailableException>(() =>
            Database.DoAsync(async uow =>
            {
                attempts++;
                // A change would be told to the log before the commit, and the loss be met there.
                await uow.Automations.CountAsync();
                await EndConnectionsAsync();
            })
        );
        Assert.Equal(1, attempts);
        Assert.Contains("unknown", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_unit_of_work_that_lost_its_connection_cannot_be_committed()
    {
        await using var uow = await Database.BeginAsync();
        await uow.Automations.CreateAsync(new Automation(Story.Name()));
        await EndConnectionsAsync();
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => uow.Automations.CountAsync());
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => uow.Automations.CountAsync());
        await Assert.ThrowsAsync<DatabaseUnavailableException>(() => uow.CommitAsync());
        await uow.RollbackAsync();
    }

    [Fact]
    public async Task What_fails_for_another_reason_is_not_repeated()
    {
        var attempts = 0;
        await Assert.ThrowsAsync<TimeoutException>(() =>
            Database.DoAsync(
                Task (_) =>
                {
                    attempts++;
                    throw new TimeoutException();
                }
            )
        );
        Assert.Equal(1, attempts);
    }

    // Only those of this class's own schema: other tests share the server.
    private Task<int> EndConnectionsAsync() =>
        Database.ExecuteAsync(
            """
            SELECT pg_terminate_backend(a.pid, 5000) FROM pg_stat_activity a
            WHERE a.pid <> pg_backend_pid() AND a.xact_start IS NOT NULL AND EXISTS (
                SELECT FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
                WHERE l.pid = a.pid AND c.relnamespace = current_schema()::regnamespace)
            """
        );
}
