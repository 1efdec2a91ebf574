using System.Data.Common;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.IntegrationTests.Databases;
using AutomationPlatform.IntegrationTests.Enlisting;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.IntegrationTests.Conformance;

/// <summary>Runs and items that are made in a transaction of the caller's own, atomically with its data.</summary>
public abstract class EnlistmentConformance(TestDatabase database) : ConformanceTest(database)
{
    private static readonly AutomationSettings Echo = new()
    {
        Handler = new BuiltinHandlerDefinition("echo"),
        Key = "/part",
    };

    private Enlistment Enlistment => Database.Get<Enlistment>();

    [Fact]
    public async Task The_example_of_the_documentation_is_the_one_here_and_its_order_is_shipped()
    {
        var source = await File.ReadAllTextAsync(
            Repository.Path("tests/AutomationPlatform.IntegrationTests/Enlisting/OrderDesk.cs")
        );
        var page = await File.ReadAllTextAsync(Repository.Path("docs/enlistment.md"));
        Assert.Contains(source[source.IndexOf("public", StringComparison.Ordinal)..], page, StringComparison.Ordinal);
        await using var stage = await SetAsync("Ship parts");
        var live = Database.NewServices(services => services.AddSingleton(TimeProvider.System));

        var run = await new OrderDesk(live.GetRequiredService<Enlistment>()).PlaceAsync(
            stage.Connection,
            "order 7",
            ["bolt", "nut"],
            CancellationToken.None
        );

        Assert.Equal("order 7", await Database.ScalarAsync("SELECT name FROM purchase"));
        await live.GetRequiredService<Worker>().RunAsync(new WorkerOptions { Runs = [run], Drain = true });
        var summary = await live.GetRequiredService<IRunReader>().GetAsync(run, CancellationToken.None);
        Assert.Equal((ExecutionStatus.Completed, 2L), (summary.Status, summary.Items.Completed));
        Assert.Equal("order desk", summary.CreatedBy);
        Assert.Empty(await Database.Get<IDatabase>().ExamineAsync(repair: false, null, CancellationToken.None));
    }

    [Fact]
    public async Task Nothing_is_seen_before_the_commit_and_nothing_is_left_by_a_rollback()
    {
        await using var stage = await SetAsync();
        await using (var transaction = await stage.Connection.BeginTransactionAsync())
        {
            var work = await Enlistment.EnlistAsync(stage.Connection, transaction, "me");
            await work.AddItemsAsync(stage.Automation, "B", Parts("bolt", "nut"));
            await work.StartRunAsync(stage.Automation, ["B"]);
            Assert.Equal(EnlistedWork.RowLimit - 4, work.Room);
            Assert.Equal(0, await RowsAsync());
            await transaction.RollbackAsync();
        }
        Assert.Equal(0, await RowsAsync());
    }

    [Fact]
    public async Task What_is_made_is_told_to_the_log_with_the_commit_of_the_caller()
    {
        await using var stage = await SetAsync();
        await using (var transaction = await stage.Connection.BeginTransactionAsync())
        {
            var undone = await Enlistment.EnlistAsync(stage.Connection, transaction, "undone");
            await undone.AddItemsAsync(stage.Automation, "B", Parts("bolt"));
            await transaction.RollbackAsync();
        }
        await using (var transaction = await stage.Connection.BeginTransactionAsync())
        {
            var work = await Enlistment.EnlistAsync(stage.Connection, transaction, "clerk");
            await work.AddItemsAsync(stage.Automation, "B", Parts("bolt", "nut"));
            await work.AddItemsAsync(stage.Automation, "B", Parts("screw"));
            await work.StartRunAsync(stage.Automation, ["B"]);
            await transaction.CommitAsync();
        }
        Assert.Empty(await Database.LogAsync(new AuditFilter { Actor = "undone" }));
        var entries = await Database.LogAsync(new AuditFilter { Actor = "clerk" });
        Assert.Equal(
            [("run.start", " → 3"), ("batch.append", " → 1"), ("batch.import", " → 2")],
            entries.Select(entry => (entry.Action, entry.Field("items") ?? entry.Field("added_items")))
        );
    }

    [Fact]
    public async Task A_refusal_leaves_nothing_and_the_transaction_goes_on()
    {
        await using var stage = await SetAsync();
        await using var transaction = await stage.Connection.BeginTransactionAsync();
        var work = await Enlistment.EnlistAsync(stage.Connection, transaction, "me");

        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() =>
            work.AddItemsAsync(stage.Automation, "B", [.. Parts("bolt"), new EnlistedItem(Payload.Parse("{}"))])
        );
        Assert.Contains("item 2: /part", refusal.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidInputException>(() =>
            work.AddItemsAsync(stage.Automation, "B", Parts("bolt", "bolt"))
        );
        await Assert.ThrowsAsync<NotFoundException>(() => work.StartRunAsync(stage.Automation, ["C"]));
        await Assert.ThrowsAsync<InvalidInputException>(() => work.StartRunAsync(stage.Automation, []));
        await work.AddItemsAsync(stage.Automation, "B", Parts("bolt"));
        await Assert.ThrowsAsync<ConflictException>(() =>
            work.AddItemsAsync(stage.Automation, "B", Parts("nut", "bolt"))
        );
        await work.AddItemsAsync(stage.Automation, "B", Parts("nut"));
        await transaction.CommitAsync();

        Assert.Equal(
            "0 bolt, 1 nut",
            await Database.ScalarAsync(
                "SELECT string_agg(s, ', ') FROM (SELECT i.sequence_number || ' ' || i.reference AS s FROM item i "
                    + $"JOIN batch b ON b.id = i.batch_id WHERE b.automation_id = '{automation}' ORDER BY i.sequence_number) AS ordered"
            )
        );
    }

    [Fact]
    public async Task A_batch_that_an_unfinished_run_uses_is_not_added_to()
    {
        await using var stage = await SetAsync();
        await using var transaction = await stage.Connection.BeginTransactionAsync();
        var work = await Enlistment.EnlistAsync(stage.Connection, transaction, "me");
        await work.AddItemsAsync(stage.Automation, "B", Parts("bolt"));
        var run = await work.StartRunAsync(
            stage.Automation,
            ["B"],
            new EnlistedRunOptions { CorrelationId = "order-7", Priority = 8 }
        );

        var refusal = await Assert.ThrowsAsync<ConflictException>(() =>
            work.AddItemsAsync(stage.Automation, "B", Parts("nut"))
        );

        Assert.Contains($"{run}", refusal.Message, StringComparison.Ordinal);
        await transaction.CommitAsync();
        var summary = await Database.Get<IRunReader>().GetAsync(run, CancellationToken.None);
        Assert.Equal(("order-7", 8, 1L), (summary.CorrelationId, summary.Priority, summary.Items.Pending));
    }

    [Fact]
    public async Task More_rows_than_one_transaction_may_make_are_refused_and_leave_nothing()
    {
        await using var stage = await SetAsync();
        await using var transaction = await stage.Connection.BeginTransactionAsync();
        var work = await Enlistment.EnlistAsync(stage.Connection, transaction, "me");
        var tooMany = Enumerable.Repeat(Parts("bolt")[0], EnlistedWork.RowLimit).ToList();
        await work.AddItemsAsync(stage.Automation, "B", Parts("bolt"));
        await Assert.ThrowsAsync<InvalidInputException>(() => work.AddItemsAsync(stage.Automation, "C", tooMany));
        await stage.FillAsync(EnlistedWork.RowLimit - 1);

        var refusal = await Assert.ThrowsAsync<InvalidInputException>(() =>
            work.StartRunAsync(stage.Automation, ["B"])
        );

        Assert.Contains($"{EnlistedWork.RowLimit - 1} rows", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(EnlistedWork.RowLimit - 1, work.Room);
        await transaction.CommitAsync();
        Assert.Equal(EnlistedWork.RowLimit, await RowsAsync());
    }

    [Fact]
    public async Task A_connection_that_is_not_to_the_database_is_refused()
    {
        await using var stage = await SetAsync();
        await using var transaction = await stage.Connection.BeginTransactionAsync();
        await using var other = await Database.OpenAsync();
        await Assert.ThrowsAsync<ArgumentException>(() => Enlistment.EnlistAsync(other, transaction, "me"));
        await using var elsewhere = new Microsoft.Data.Sqlite.SqliteConnection("Data Source=:memory:");
        await elsewhere.OpenAsync();
        await using var begun = await elsewhere.BeginTransactionAsync();
        var refusal = await Assert.ThrowsAsync<ArgumentException>(() => Enlistment.EnlistAsync(elsewhere, begun, "me"));
        Assert.Contains("The ", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_commit_wakes_workers_where_the_database_tells_them()
    {
        Assert.SkipUnless(Database.Kind == DatabaseKind.PostgreSql, "on SQLite workers find enlisted work by polling");
        await using var stage = await SetAsync();
        await Waking.WakesAsync(
            Database,
            () => Database.NewServices(),
            async process =>
            {
                await using var transaction = await stage.Connection.BeginTransactionAsync();
                var work = await process
                    .GetRequiredService<Enlistment>()
                    .EnlistAsync(stage.Connection, transaction, "me");
                await work.AddItemsAsync(stage.Automation, "B", Parts("bolt"));
                await work.StartRunAsync(stage.Automation, ["B"]);
                await transaction.CommitAsync();
            }
        );
    }

    [Fact]
    public async Task The_search_path_of_the_caller_is_as_it_was()
    {
        Assert.SkipUnless(Database.Kind == DatabaseKind.PostgreSql, "SQLite has no search path");
        await using var stage = await SetAsync();
        await stage.ExecuteAsync("SET search_path TO pg_catalog");
        await using var transaction = await stage.Connection.BeginTransactionAsync();
        var work = await Enlistment.EnlistAsync(stage.Connection, transaction, "me");
        await work.AddItemsAsync(stage.Automation, "B", Parts("bolt"));
        await Assert.ThrowsAsync<ConflictException>(() => work.AddItemsAsync(stage.Automation, "B", Parts("bolt")));
        Assert.Equal("pg_catalog", await stage.ScalarAsync("SHOW search_path"));
        await transaction.CommitAsync();
        Assert.Equal("pg_catalog", await stage.ScalarAsync("SHOW search_path"));
    }

    // Rows of the automation of this test's own: batches have names that tests share, so all are counted since it began.
    private async Task<long> RowsAsync() =>
        Convert.ToInt64(
            await Database.ScalarAsync(
                $"SELECT (SELECT count(*) FROM item i JOIN batch b ON b.id = i.batch_id WHERE b.automation_id = '{automation}') "
                    + $"+ (SELECT count(*) FROM run WHERE automation_id = '{automation}') "
                    + "+ (SELECT count(*) FROM run_creation)"
            )
        );

    private Guid automation;

    private async Task<Stage> SetAsync(string? name = null)
    {
        await using var rows = await StoredRows.OpenAsync(Database);
        name ??= Story.Name("automation");
        automation = await new StoredWork(rows).AutomationAsync(name, settings: Echo);
        await Database.ExecuteAsync("CREATE TABLE IF NOT EXISTS purchase (name text)");
        return new Stage(name, await Database.OpenAsync());
    }

    private static IReadOnlyList<EnlistedItem> Parts(params string[] parts) =>
        [.. parts.Select(part => new EnlistedItem(Payload.Of(new { part })))];

    /// <summary>A connection of the caller's own, and the automation it uses.</summary>
    private sealed record Stage(string Automation, DbConnection Connection) : IAsyncDisposable
    {
        internal async Task ExecuteAsync(string sql) => await ScalarAsync(sql);

        /// <summary>Adds so many items to the batch that has one.</summary>
        internal Task FillAsync(int items) =>
            ExecuteAsync(
                $"WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {items}) "
                    + "INSERT INTO item (id, batch_id, sequence_number, created_at, updated_at, version, is_active) "
                    + $"SELECT {NewId}, i.batch_id, n, i.created_at, i.updated_at, 1, i.is_active FROM numbers, "
                    + "(SELECT i.* FROM item i JOIN batch b ON b.id = i.batch_id JOIN automation a "
                    + $"ON a.id = b.automation_id WHERE a.name = '{Automation}') AS i"
            );

        private string NewId =>
            Connection is Microsoft.Data.Sqlite.SqliteConnection
                ? "substr(i.id, 1, 24) || printf('%012x', n)"
                : "gen_random_uuid()";

        internal async Task<object?> ScalarAsync(string sql)
        {
            await using var command = Connection.CreateCommand();
            command.CommandText = sql;
            return await command.ExecuteScalarAsync();
        }

        public ValueTask DisposeAsync() => Connection.DisposeAsync();
    }
}
