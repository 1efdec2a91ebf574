using AutomationPlatform.Benchmarks.Execution.Contenders;
using Microsoft.Data.Sqlite;

namespace AutomationPlatform.Benchmarks.Execution.Limit;

/// <summary>The fastest that these semantics can be on SQLite: plain statements on one connection, no product code.</summary>
internal sealed class SqliteLimit(ContenderOptions options) : IContender
{
    private const int WarmUp = 5_000;

    private const string Tables = """
        PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -65536;
        CREATE TABLE item (
            id TEXT NOT NULL PRIMARY KEY, batch_id TEXT NOT NULL, sequence_number INTEGER NOT NULL, payload TEXT,
            created_at TEXT NOT NULL) STRICT;
        CREATE TABLE item_execution (
            id TEXT NOT NULL PRIMARY KEY, batch_execution_id TEXT NOT NULL, item_id TEXT NOT NULL, status TEXT NOT NULL,
            attempt_count INTEGER NOT NULL, version INTEGER NOT NULL, created_at TEXT NOT NULL, started_at TEXT,
            finished_at TEXT, worker TEXT, result TEXT) STRICT;
        CREATE UNIQUE INDEX once_a_batch ON item_execution (item_id, batch_execution_id);
        CREATE TABLE item_state_history (
            item_execution_id TEXT NOT NULL, version INTEGER NOT NULL, previous_status TEXT NOT NULL,
            new_status TEXT NOT NULL, changed_at TEXT NOT NULL, attempt INTEGER NOT NULL, actor TEXT,
            PRIMARY KEY (item_execution_id, version)) STRICT, WITHOUT ROWID;
        CREATE TABLE ready (
            run_id TEXT NOT NULL, position INTEGER NOT NULL, item_execution_id TEXT NOT NULL, version INTEGER NOT NULL,
            PRIMARY KEY (run_id, position)) STRICT, WITHOUT ROWID;
        CREATE TABLE claim (id TEXT NOT NULL PRIMARY KEY, worker_id TEXT NOT NULL, item_execution_ids TEXT NOT NULL) STRICT;
        CREATE TABLE count (
            batch_execution_id TEXT NOT NULL, worker_id TEXT NOT NULL, pending INTEGER NOT NULL,
            processing INTEGER NOT NULL, completed INTEGER NOT NULL,
            PRIMARY KEY (batch_execution_id, worker_id)) STRICT, WITHOUT ROWID;
        """;

    private const string InsertItems = """
        INSERT INTO item
        WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < @items - 1)
        SELECT substr(@batch, 1, 24) || printf('%012x', n), @batch, n,
            json_object('name', 'Customer ' || n, 'note', printf('%.150c', 'x')), '2026-01-01T00:00:00.000000Z'
        FROM numbers
        """;

    private const string InsertExecutions = """
        INSERT INTO item_execution
        SELECT substr(@run, 1, 24) || substr(id, 25), @run, id, 'PENDING', 0, 1, '2026-01-01T00:00:00.000000Z',
            NULL, NULL, NULL, NULL
        FROM item WHERE batch_id = @batch ORDER BY sequence_number
        """;

    private const string InsertReady = """
        INSERT INTO ready SELECT @run, sequence_number, substr(@run, 1, 24) || substr(id, 25), 1
        FROM item WHERE batch_id = @batch ORDER BY sequence_number
        """;

    private const string Waiting = """
        SELECT r.position, e.id, e.version, i.payload
        FROM ready r CROSS JOIN item_execution e ON e.id = r.item_execution_id CROSS JOIN item i ON i.id = e.item_id
        WHERE r.run_id = @run AND r.position > @after AND e.version = r.version ORDER BY r.position LIMIT @limit
        """;

    private const string Dequeue = "DELETE FROM ready WHERE run_id = @run AND position > @after AND position <= @last";

    private const string Start = """
        UPDATE item_execution SET status = 'PROCESSING', started_at = @now, attempt_count = attempt_count + 1,
            version = version + 1, worker = 'limit'
        WHERE id = @id AND version = @version
        """;

    private const string Complete = """
        UPDATE item_execution SET status = 'COMPLETED', finished_at = @now, version = version + 1, result = @result
        WHERE id = @id AND version = @version
        """;

    private const string History = """
        INSERT INTO item_state_history VALUES (@id, @version, @previous, @next, @now, 1, 'limit')
        """;

    private const string InsertClaim = "INSERT INTO claim VALUES (@id, @worker, @ids)";

    private const string CloseClaim = "DELETE FROM claim WHERE id = @id";

    private const string AddCounts = """
        INSERT INTO count VALUES (@run, @worker, @pending, @processing, @completed)
        ON CONFLICT (batch_execution_id, worker_id) DO UPDATE SET pending = pending + excluded.pending,
            processing = processing + excluded.processing, completed = completed + excluded.completed
        """;

    private readonly string worker = Guid.CreateVersion7().ToString();
    private LimitStatements? statements;
    private string run = "";

    private LimitStatements Database => statements ?? throw new InvalidOperationException("not prepared");

    public async Task<string> PrepareAsync()
    {
        var path = options.Database["sqlite:".Length..];
        var connection = new SqliteConnection($"Data Source={path};Pooling=false");
        await connection.OpenAsync();
        statements = new LimitStatements(connection);
        Database.Script(Tables);
        Fill(Math.Min(WarmUp, options.Items));
        Drain();
        Fill(options.Items);
        Database.Script("PRAGMA wal_checkpoint(TRUNCATE)");
        return "";
    }

    public Task WorkAsync()
    {
        Drain();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        statements?.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Fill(int items)
    {
        var batch = Guid.CreateVersion7().ToString();
        run = Guid.CreateVersion7().ToString();
        Database.Script("BEGIN IMMEDIATE");
        Database.Run(InsertItems, items, batch);
        Database.Run(InsertExecutions, run, batch);
        Database.Run(InsertReady, run, batch);
        Database.Script("COMMIT");
    }

    private void Drain()
    {
        var claimed = new Chunk(Guid.CreateVersion7().ToString(), [], -1);
        do claimed = Next(claimed);
        while (claimed.Items.Count > 0);
    }

    /// <summary>Completes what was claimed before and claims the next chunk in one transaction.</summary>
    private Chunk Next(Chunk claimed)
    {
        Database.Script("BEGIN IMMEDIATE");
        var now = Database.Text("SELECT strftime('%Y-%m-%dT%H:%M:%f000Z', 'now')");
        CompleteAll(claimed, now);
        var items = Database.List(
            Waiting,
            row => (row.Long(0), row.Text(1), row.Int(2), Payload: row.Text(3)),
            run,
            claimed.Last,
            options.Chunk
        );
        var next = new Chunk(
            Guid.CreateVersion7().ToString(),
            [.. items.Select(i => (i.Item2, i.Item3 + 1))],
            items.Count == 0 ? -1 : items[^1].Item1
        );
        StartAll(next, claimed.Last, now);
        Database.Script("COMMIT");
        return next;
    }

    private void CompleteAll(Chunk chunk, string now)
    {
        if (chunk.Items.Count == 0)
            return;
        foreach (var (id, version) in chunk.Items)
        {
            if (Database.Run(Complete, now, "{}", id, version) != 1)
                throw new InvalidOperationException($"{id} was not completed");
            AddHistory(id, version + 1, "PROCESSING", "COMPLETED", now);
        }
        Count(0, -chunk.Items.Count, chunk.Items.Count);
        Database.Run(CloseClaim, chunk.Id);
    }

    private void StartAll(Chunk chunk, long after, string now)
    {
        if (chunk.Items.Count == 0)
            return;
        Database.Run(Dequeue, run, after, chunk.Last);
        foreach (var (id, version) in chunk.Items)
        {
            Database.Run(Start, now, id, version - 1);
            AddHistory(id, version, "PENDING", "PROCESSING", now);
        }
        Count(-chunk.Items.Count, chunk.Items.Count, 0);
        var ids = $"[{string.Join(',', chunk.Items.Select(i => $"\"{i.Id}\""))}]";
        Database.Run(InsertClaim, chunk.Id, worker, ids);
    }

    private void AddHistory(string id, int version, string previous, string next, string now) =>
        Database.Run(History, id, version, previous, next, now);

    private void Count(int pending, int processing, int completed) =>
        Database.Run(AddCounts, run, worker, pending, processing, completed);

    private sealed record Chunk(string Id, List<(string Id, int Version)> Items, long Last);
}
