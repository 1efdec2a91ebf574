using System.Data.Common;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Infrastructure.Database;
using AutomationPlatform.Infrastructure.PostgreSql;
using AutomationPlatform.Infrastructure.Sqlite;
using Npgsql;

namespace AutomationPlatform.Benchmarks.Execution;

/// <summary>Fills a database beside the platform, and reads what it costs.</summary>
internal sealed class RawDatabase(DatabaseKind kind, DbConnection connection, NpgsqlDataSource? source)
    : IAsyncDisposable
{
    private const string PostgreSqlItems = """
        INSERT INTO item (id, batch_id, sequence_number, payload, created_at, updated_at, version, is_active)
        SELECT ('01900000' || substr(md5('@batch'), 1, 4) || '-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, '@batch', n,
            jsonb_build_object('name', 'Customer ' || n, 'note', repeat('x', 150)), now(), now(), 1, true
        FROM generate_series(0, @items - 1) AS n
        """;

    private const string SqliteItems = """
        INSERT INTO item (id, batch_id, sequence_number, payload, created_at, updated_at, version, is_active)
        WITH RECURSIVE numbers (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < @items - 1)
        SELECT substr('@batch', 1, 24) || printf('%012x', n), '@batch', n,
            json_object('name', 'Customer ' || n, 'note', printf('%.150c', 'x')), '2026-01-01T00:00:00.000000Z',
            '2026-01-01T00:00:00.000000Z', 1, 1
        FROM numbers
        """;

    private const string Definition = """
        INSERT INTO automation (id, name, settings, definition_number, created_at, updated_at, version, is_active)
        VALUES ('@automation', 'benchmark @automation', '@settings', 1, '2026-01-01T00:00:00.000000Z',
            '2026-01-01T00:00:00.000000Z', 1, true);
        INSERT INTO definition_version (automation_id, number, content, created_at)
        VALUES ('@automation', 1, '{"settings": @settings}', '2026-01-01T00:00:00.000000Z');
        INSERT INTO batch (id, automation_id, name, hidden, created_at, updated_at, version, is_active)
        VALUES ('@batch', '@automation', 'batch', false, '2026-01-01T00:00:00.000000Z', '2026-01-01T00:00:00.000000Z',
            1, true);
        """;

    private const string Settings = """{"handler": {"builtin": "noop"}, "retry": {"maxAttempts": 3}}""";

    internal static async Task<RawDatabase> OpenAsync(DatabaseUrl url)
    {
        if (url.Kind == DatabaseKind.Sqlite)
            return new(url.Kind, await new SqliteDatabaseFile(url).OpenAsync(CancellationToken.None), source: null);
        var source = PostgreSqlTypes.CreateDataSource(url);
        return new(url.Kind, await source.OpenConnectionAsync(), source);
    }

    /// <summary>Adds an automation with one batch of so many items.</summary>
    internal async Task<(AutomationId Automation, BatchId Batch)> FillAsync(int items)
    {
        var automation = Guid.CreateVersion7();
        var batch = Guid.CreateVersion7();
        foreach (var sql in new[] { Definition, kind == DatabaseKind.Sqlite ? SqliteItems : PostgreSqlItems })
            await ScalarAsync(
                sql.Replace("@settings", Settings)
                    .Replace("@automation", automation.ToString())
                    .Replace("@batch", batch.ToString())
                    .Replace("@items", $"{items}")
            );
        return (new(automation), new(batch));
    }

    /// <summary>Writes out what is dirty, so that no checkpoint of it falls into what is measured.</summary>
    internal Task SettleAsync() =>
        ScalarAsync(kind == DatabaseKind.Sqlite ? "PRAGMA wal_checkpoint(TRUNCATE)" : "ANALYZE item_execution, ready");

    /// <summary>Bytes of write-ahead log so far; 0 where that says nothing.</summary>
    internal async Task<long> WalAsync() =>
        kind == DatabaseKind.Sqlite
            ? 0
            : (long)(await ScalarAsync("SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint"))!;

    /// <summary>The share of heap-only updates of item executions, in words.</summary>
    internal async Task<string> HotShareAsync() =>
        kind == DatabaseKind.Sqlite
            ? "no heap-only updates on SQLite"
            : (string)
                (
                    await ScalarAsync(
                        "SELECT pg_stat_force_next_flush(), 'heap-only updates ' || coalesce(round(100.0 * n_tup_hot_upd "
                            + "/ nullif(n_tup_upd, 0))::text, '?') || ' %' FROM pg_stat_user_tables "
                            + "WHERE relname = 'item_execution' AND schemaname = current_schema()",
                        column: 1
                    )
                )!;

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        if (source is not null)
            await source.DisposeAsync();
    }

    private async Task<object?> ScalarAsync(string sql, int column = 0)
    {
        object? last = null;
        // VACUUM and CHECKPOINT refuse to stand with others in one message.
        var statements = sql.StartsWith("VACUUM", StringComparison.Ordinal) ? sql.Split(';') : [sql];
        foreach (var statement in statements)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = statement;
            command.CommandTimeout = 0;
            await using var reader = await command.ExecuteReaderAsync();
            last = await reader.ReadAsync() ? reader.GetValue(column) : null;
        }
        return last;
    }
}
