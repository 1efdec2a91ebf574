using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.PostgreSql;
using AutomationPlatform.IntegrationTests.Databases;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AutomationPlatform.IntegrationTests.PostgreSql;

/// <summary>A run whose items are claimed and completed by the platform's very statements, each of them explained.</summary>
/// <remarks>Log and pages are counted by the statements themselves, so that other sessions of the server do no harm.</remarks>
internal sealed class ExplainedQueue : IAsyncDisposable
{
    internal const int Chunk = 500;

    private const string Items = """
        INSERT INTO item (id, batch_id, sequence_number, payload, created_at, updated_at, version, is_active)
        SELECT ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '@batch', n,
            jsonb_build_object('name', 'Customer ' || n, 'note', repeat('x', 150)), now(), now(), 1, true
        FROM generate_series(0, @items - 1) AS n
        """;

    private const string Explain = "EXPLAIN (ANALYZE, BUFFERS, WAL, TIMING OFF, FORMAT JSON) EXECUTE ";

    private readonly TestDatabase database;
    private readonly NpgsqlDataSource source;
    private readonly NpgsqlConnection session;
    private readonly Guid worker = Guid.CreateVersion7();
    private RunId run;

    private ExplainedQueue(TestDatabase database, NpgsqlDataSource source, NpgsqlConnection session)
    {
        this.database = database;
        this.source = source;
        this.session = session;
    }

    /// <summary>The position of the last item that was claimed.</summary>
    internal long Last { get; private set; } = -1;

    /// <summary>A database of its own, so that its tables are empty before and hold nothing else afterwards.</summary>
    internal static async Task<ExplainedQueue> SetAsync(int items, bool analyzedWhenEmpty = false)
    {
        var separate = new SeparateDatabase();
        separate.RequireAvailable();
        await separate.InitializeAsync();
        var planned = PostgreSqlTypes.CreateQueueSource(DatabaseUrl.Parse(separate.Url));
        var queue = new ExplainedQueue(separate, planned, await planned.OpenConnectionAsync());
        if (analyzedWhenEmpty)
            await queue.ExecuteAsync("ANALYZE");
        await queue.FillAsync(items);
        if (!analyzedWhenEmpty)
            await queue.ExecuteAsync("ANALYZE");
        await queue.PrepareAsync();
        return queue;
    }

    /// <summary>Claims the next chunk.</summary>
    /// <param name="after">The position to seek from; -1 for the start.</param>
    internal async Task<(Guid Claim, QueryPlan Plan)> ClaimAsync(long after)
    {
        var claim = Guid.CreateVersion7();
        var plan = await ExplainAsync($"claim(NULL, 'tester', '{worker}', '{run.Value}', {after}, '{claim}')");
        Last = await ScalarAsync(
            "SELECT max(b.ordinal * 4294967296 + i.sequence_number) FROM claim c "
                + "CROSS JOIN LATERAL unnest(c.item_execution_ids) AS held (id) JOIN item_execution e ON e.id = held.id "
                + "JOIN batch_execution b ON b.id = e.batch_execution_id JOIN item i ON i.id = e.item_id "
                + $"WHERE c.id = '{claim}'"
        )
            is long last
            ? last
            : Last;
        return (claim, plan);
    }

    /// <summary>Completes a claimed chunk.</summary>
    internal async Task<QueryPlan> CompleteAsync(Guid claim)
    {
        var held = $"FROM claim WHERE id = '{claim}'";
        var ids = await ScalarAsync($"SELECT item_execution_ids::text {held}");
        var versions = await ScalarAsync($"SELECT versions::text {held}");
        var results = $"array_fill('{{}}'::jsonb, ARRAY[{Chunk}])";
        var plan = await ExplainAsync(
            $"complete(NULL, 'tester', '{worker}', '{run.Value}', '{claim}', '{ids}', '{versions}', {Hashes}, {results}, {Hashes})"
        );
        await ExecuteAsync($"DELETE FROM claim WHERE id = '{claim}' AND open <= 0");
        return plan;
    }

    /// <summary>How the planner would go about a claim in a session that may not use an index.</summary>
    internal async Task<QueryPlan> ClaimWithoutIndexAsync()
    {
        await ExecuteAsync(
            "SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_seqscan = on; SET enable_sort = on; "
                + "DISCARD PLANS"
        );
        return (await ClaimAsync(-1)).Plan;
    }

    /// <summary>The share of updates of item executions that stayed in their page, in percent.</summary>
    internal async Task<decimal> HeapOnlyShareAsync()
    {
        await ScalarAsync("SELECT pg_stat_force_next_flush()::text");
        return (decimal)
            (
                await ScalarAsync(
                    "SELECT 100.0 * n_tup_hot_upd / n_tup_upd FROM pg_stat_user_tables "
                        + "WHERE relname = 'item_execution' AND schemaname = current_schema()"
                )
            )!;
    }

    /// <summary>A transaction of another session that sees the rows as they are now, until it is disposed.</summary>
    internal async Task<IAsyncDisposable> HoldSnapshotAsync()
    {
        var other = (NpgsqlConnection)await database.OpenAsync();
        await using var hold = new NpgsqlCommand(
            "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM ready",
            other
        );
        await hold.ExecuteNonQueryAsync();
        return other;
    }

    public async ValueTask DisposeAsync()
    {
        await session.DisposeAsync();
        await source.DisposeAsync();
        await database.DisposeAsync();
    }

    private async Task FillAsync(int items)
    {
        await using var rows = await StoredRows.OpenAsync(database);
        var work = new StoredWork(rows);
        var automation = await work.AutomationAsync("Explained");
        var batch = await work.BatchAsync(automation, "B", items: 0);
        await ExecuteAsync(Items.Replace("@batch", $"{batch.Id}").Replace("@items", $"{items}"));
        run = await database
            .NewServices(services => services.AddSingleton(TimeProvider.System))
            .GetRequiredService<IRunControl>()
            .CreateRunAsync(
                new NewRun(new(automation), DefinitionNumber: 1, [new(batch.Id)], MaxAttempts: 3, "tester"),
                progress: null,
                TestContext.Current.CancellationToken
            );
        await ExecuteAsync(
            "INSERT INTO worker (id, name, host, process_id, started_at, lease_until) "
                + $"VALUES ('{worker}', 'tester', 'localhost', 1, now(), now() + interval '1 day')"
        );
    }

    // One for each item of a chunk, as long as those of the rows of history and of the results.
    private static string Hashes { get; } =
        $"ARRAY[{string.Join(',', Enumerable.Range(0, Chunk).Select(i => $"sha256('{i}')"))}]";

    private Task PrepareAsync() =>
        ExecuteAsync(
            $"PREPARE claim (timestamptz, text, uuid, uuid, bigint, uuid) AS {PostgreSqlClaimSql.Next(Chunk)};"
                + "PREPARE complete (timestamptz, text, uuid, uuid, uuid, uuid[], int[], bytea[], jsonb[], bytea[]) AS "
                + PostgreSqlAnswerSql.Complete
        );

    private async Task<QueryPlan> ExplainAsync(string execution) =>
        new((string)(await ScalarAsync(Explain + execution))!);

    private async Task ExecuteAsync(string sql)
    {
        // Simple protocol: several statements in one text.
        await using var command = new NpgsqlCommand(sql, session);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<object?> ScalarAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, session);
        return await command.ExecuteScalarAsync() is { } value and not DBNull ? value : null;
    }
}
