using AutomationPlatform.Benchmarks.Execution.Contenders;
using Npgsql;
using NpgsqlTypes;

namespace AutomationPlatform.Benchmarks.Execution.Limit;

/// <summary>The fastest that these semantics can be on PostgreSQL: plain statements on one connection, no product code.</summary>
internal sealed class PostgreSqlLimit(ContenderOptions options) : IContender
{
    private const int WarmUp = 5_000;

    // Every access is by key; estimates of a queue that was empty when it was analyzed would choose scans.
    private const string Settings = """
        SET enable_seqscan = off; SET enable_sort = off; SET enable_bitmapscan = off; SET jit = off;
        SET plan_cache_mode = force_generic_plan
        """;

    private readonly Guid worker = Guid.CreateVersion7();
    private NpgsqlDataSource? source;
    private NpgsqlConnection? connection;
    private Guid batch;
    private Guid run;

    private NpgsqlConnection Connection => connection ?? throw new InvalidOperationException("not prepared");

    public async Task<string> PrepareAsync()
    {
        source = NpgsqlDataSource.Create(ContenderOptions.ConnectionString(options.Database));
        await using (var setUp = await source.OpenConnectionAsync())
        {
            await ExecuteAsync(setUp, PostgreSqlLimitSql.Tables);
        }
        // The types that the tables brought are read when a connection is opened anew.
        source.Clear();
        connection = await source.OpenConnectionAsync();
        await connection.ReloadTypesAsync();
        await ExecuteAsync(connection, $"SET search_path = {PostgreSqlLimitSql.Schema}");
        await ExecuteAsync(connection, "INSERT INTO worker VALUES ($1, now() + interval '1 day')", Id(worker));
        await FillAsync(Math.Min(WarmUp, options.Items));
        await CreateAsync();
        await ExecuteAsync(connection, Settings);
        await DrainAsync();
        await ExecuteAsync(connection, "RESET enable_seqscan; RESET enable_sort; RESET enable_bitmapscan");
        await FillAsync(options.Items);
        if (options.Work == ContenderWork.Create)
            return "";
        await CreateAsync();
        await ExecuteAsync(connection, "ANALYZE item, item_execution, ready");
        await ExecuteAsync(connection, Settings);
        return "";
    }

    public Task WorkAsync() => options.Work == ContenderWork.Create ? CreateAsync() : DrainAsync();

    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
        {
            await ExecuteAsync(connection, $"DROP SCHEMA {PostgreSqlLimitSql.Schema} CASCADE");
            await connection.DisposeAsync();
        }
        if (source is not null)
            await source.DisposeAsync();
    }

    private async Task FillAsync(int items)
    {
        batch = Guid.CreateVersion7();
        run = Guid.CreateVersion7();
        await ExecuteAsync(Connection, PostgreSqlLimitSql.InsertItems, Id(batch), new() { Value = items });
    }

    private Task CreateAsync() => ExecuteAsync(Connection, PostgreSqlLimitSql.CreateExecutions, Id(batch), Id(run));

    private async Task DrainAsync()
    {
        var claimed = new Chunk(Guid.CreateVersion7(), [], [], -1);
        do claimed = await NextAsync(claimed);
        while (claimed.Ids.Length > 0);
    }

    /// <summary>Completes what was claimed before and claims the next chunk: one round trip, one commit.</summary>
    private async Task<Chunk> NextAsync(Chunk claimed)
    {
        var next = Guid.CreateVersion7();
        await using var both = new NpgsqlBatch(Connection);
        if (claimed.Ids.Length > 0)
            both.BatchCommands.Add(
                Command(
                    PostgreSqlLimitSql.Complete,
                    Array(NpgsqlDbType.Uuid, claimed.Ids),
                    Array(NpgsqlDbType.Integer, claimed.Versions),
                    Array(NpgsqlDbType.Jsonb, Results(claimed.Ids.Length)),
                    Id(run),
                    Id(worker),
                    Id(claimed.Id)
                )
            );
        both.BatchCommands.Add(
            Command(
                PostgreSqlLimitSql.Claim(options.Chunk),
                Id(run),
                new() { Value = claimed.Last },
                Id(worker),
                Id(next)
            )
        );
        await both.PrepareAsync();
        await using var reader = await both.ExecuteReaderAsync();
        if (claimed.Ids.Length > 0)
            await CheckAsync(reader, claimed.Ids.Length);
        return await ReadAsync(reader, next);
    }

    private static async Task CheckAsync(NpgsqlDataReader reader, int expected)
    {
        await reader.ReadAsync();
        if (reader.GetInt64(0) != expected)
            throw new InvalidOperationException($"{reader.GetInt64(0)} of {expected} were completed");
        await reader.NextResultAsync();
    }

    private static async Task<Chunk> ReadAsync(NpgsqlDataReader reader, Guid claim)
    {
        var ids = new List<Guid>();
        var versions = new List<int>();
        var last = -1L;
        while (await reader.ReadAsync())
        {
            ids.Add(reader.GetGuid(0));
            versions.Add(reader.GetInt32(1));
            last = Math.Max(last, reader.GetInt64(2));
            _ = reader.GetString(3);
        }
        return new Chunk(claim, [.. ids], [.. versions], last);
    }

    private static string[] Results(int count)
    {
        var results = new string[count];
        System.Array.Fill(results, "{}");
        return results;
    }

    private static NpgsqlBatchCommand Command(string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        return command;
    }

    private static NpgsqlParameter Id(Guid value) => new() { Value = value };

    private static NpgsqlParameter Array<T>(NpgsqlDbType type, T[] values) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | type, Value = values };

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, params NpgsqlParameter[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync();
    }

    private sealed record Chunk(Guid Id, Guid[] Ids, int[] Versions, long Last);
}
