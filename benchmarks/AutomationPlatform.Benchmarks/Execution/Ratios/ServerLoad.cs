using AutomationPlatform.Benchmarks.Execution.Contenders;
using Npgsql;

namespace AutomationPlatform.Benchmarks.Execution.Ratios;

/// <summary>What a PostgreSQL server did between two moments: write-ahead log, and its sessions' processor time.</summary>
/// <remarks>The log is that of the whole server: what other databases of it write meanwhile is counted as well.</remarks>
internal sealed class ServerLoad(NpgsqlConnection connection) : IAsyncDisposable
{
    private const string Sessions = """
        SELECT pid FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type IN ('client backend', 'parallel worker')
            AND pid <> pg_backend_pid()
        """;

    private const string HeapOnly = """
        SELECT 100.0 * sum(n_tup_hot_upd) / nullif(sum(n_tup_upd), 0) FROM pg_stat_user_tables
        WHERE relname = 'item_execution' AND schemaname = $1
        """;

    private long wal;
    private Dictionary<int, double> processors = [];

    internal static async Task<ServerLoad> OpenAsync(string url)
    {
        var connection = new NpgsqlConnection(ContenderOptions.ConnectionString(url));
        await connection.OpenAsync();
        return new ServerLoad(connection);
    }

    internal async Task BeginAsync()
    {
        processors = await ProcessorsAsync();
        wal = await WalAsync();
    }

    internal async Task<(long Wal, double ProcessorSeconds)> EndAsync()
    {
        var bytes = await WalAsync() - wal;
        var now = await ProcessorsAsync();
        return (bytes, now.Sum(session => session.Value - processors.GetValueOrDefault(session.Key)));
    }

    /// <summary>The share of updates of item executions that stayed in their page; null before any was reported.</summary>
    internal async Task<double?> HeapOnlyShareAsync(string schema)
    {
        await using var command = new NpgsqlCommand(HeapOnly, connection) { Parameters = { new() { Value = schema } } };
        return await command.ExecuteScalarAsync() is decimal share ? (double)share : null;
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task<long> WalAsync()
    {
        await using var command = new NpgsqlCommand(
            "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint",
            connection
        );
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<Dictionary<int, double>> ProcessorsAsync()
    {
        var found = new Dictionary<int, double>();
        await using var command = new NpgsqlCommand(Sessions, connection);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            if (ContenderProcess.ProcessorTime(reader.GetInt32(0)) is { } seconds)
                found[reader.GetInt32(0)] = seconds;
        return found;
    }
}
