using System.Data.Common;
using AutomationPlatform.Infrastructure.Database;
using Npgsql;

namespace AutomationPlatform.EndToEndTests.Faults;

/// <summary>A PostgreSQL of the test's own that ends, comes back, or takes no more.</summary>
public sealed class KilledServer : FaultTest
{
    private const string Trouble = "trouble with the database";

    private PostgreSqlServer server = null!;

    internal override async Task<FaultDatabase> MakeDatabaseAsync()
    {
        server = await PostgreSqlServer.StartAsync();
        return new OwnedDatabase(server);
    }

    [Fact]
    public async Task Killed_and_started_again_its_workers_wait_for_it_and_finish_the_run()
    {
        await StartQuickRunAsync(150, $"{WaitForGo}; sleep 0.01");
        await using var first = StartWorker("--drain");
        await using var second = StartWorker("--drain");
        // One that only starts when the server is away is to end at once.
        await Eventually.HoldsAsync(
            "both have joined",
            async () => await Database.CountAsync("SELECT count(*) FROM worker") == 2
        );
        Go();
        await Eventually.HoldsAsync("some are done", async () => await CountAsync("COMPLETED") >= 20);
        await server.KillAsync();
        await Eventually.HoldsAsync(
            "both say so",
            () => first.ErrorSoFar.Contains(Trouble) && second.ErrorSoFar.Contains(Trouble)
        );
        await server.StartAgainAsync();
        (await first.EndAsync()).AssertDone();
        (await second.EndAsync()).AssertDone();
        await AssertSoundAsync("COMPLETED", 150);
    }

    [Fact]
    public async Task Read_only_for_a_while_its_workers_say_so_and_go_on_when_it_is_over()
    {
        await StartQuickRunAsync(150, "sleep 0.01");
        await using var worker = StartWorker("--drain");
        await Eventually.HoldsAsync("some are done", async () => await CountAsync("COMPLETED") >= 20);
        await SetReadOnlyAsync("on");
        await Eventually.HoldsAsync("the worker says so", () => worker.ErrorSoFar.Contains(Trouble));
        (await Folder.ApcAsync("worker", "--drain")).AssertRefused(69, "read-only");
        await SetReadOnlyAsync("off");
        (await worker.EndAsync()).AssertDone();
        await AssertSoundAsync("COMPLETED", 150);
    }

    // Sessions that stand keep what they began with, so they are ended.
    private async Task SetReadOnlyAsync(string onOrOff)
    {
        await using (var connection = await Database.OpenAsync())
        {
            await FaultDatabase.ExecuteAsync(connection, "SET default_transaction_read_only = off");
            await FaultDatabase.ExecuteAsync(
                connection,
                $"ALTER DATABASE postgres SET default_transaction_read_only = {onOrOff}"
            );
        }
        await Database.ExecuteAsync(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                + "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        );
    }

    private sealed class OwnedDatabase(PostgreSqlServer server) : FaultDatabase
    {
        internal override string Url => server.Url;

        internal override async Task<DbConnection> OpenAsync()
        {
            var connection = new NpgsqlConnection(DatabaseUrl.Parse(Url).ConnectionString + ";Pooling=false");
            await connection.OpenAsync();
            return connection;
        }

        public override ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
