using System.Diagnostics;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Benchmarks.Execution.Contenders;
using AutomationPlatform.Benchmarks.Execution.Peers;
using Npgsql;

namespace AutomationPlatform.Benchmarks.Execution.WakeUp;

/// <summary>How long work waits before somebody picks it up, beside a bare notification and graphile-worker, in turns.</summary>
/// <remarks>
/// <c>wake-up --db postgresql://… [--samples 300]</c>. Counted from the call that enqueues, its commit included, until the
/// waiting process says so; for a whole run of one item also from the moment at which that call returned.
/// </remarks>
internal static class WakeUpBenchmark
{
    private const int DefaultSamples = 300;
    private const string Raw = "raw NOTIFY";
    private const string Signal = "the platform's signal";
    private const string Graphile = "graphile-worker, one job";
    private const string Engine = "engine, a run of one item";
    private const string EngineMade = "engine, from the run's commit";

    // Between samples everybody is to be idle again.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(25);

    internal static async Task<int> RunAsync(string[] args)
    {
        var url = BenchmarkOptions.Parse(args, items: 1).Database;
        var samples = BenchmarkOptions.Number(args, "--samples", DefaultSamples);
        var peers = await PeerPrograms.InstallAsync();
        await using var engine = new EngineDatabase(url);
        await engine.OpenAsync(fresh: true);
        await using var connection = new NpgsqlConnection(ContenderOptions.ConnectionString(url));
        await connection.OpenAsync();
        await ExecuteAsync(connection, "CREATE TEMPORARY TABLE enqueued (id int)");
        await using var raw = await ListenAsync("raw", url);
        await using var signal = await ListenAsync("signal", url);
        await using var graphile = peers.HasNode
            ? await ContenderProcess.StartAsync(Graphile, peers.Node("graphile-worker.mjs", url, 1, "--wake-up"))
            : null;
        await using var worker = await ListenAsync("engine", url);
        var results = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        for (var sample = -samples / 10; sample < samples; sample++)
        {
            await AddAsync(
                results,
                sample,
                Raw,
                raw,
                () => NotifyAsync(connection, $"'{WakeUpListener.RawChannel}', ''")
            );
            await AddAsync(results, sample, Signal, signal, () => NotifyAsync(connection, "'apc_work', 'public'"));
            if (graphile is not null)
                await AddAsync(results, sample, Graphile, graphile, () => AddJobAsync(connection));
            var run = await engine.FillAsync(1);
            var control = engine.Get<IRunControl>();
            var after = await AddAsync(
                results,
                sample,
                Engine,
                worker,
                () => control.CreateRunAsync(run, null, default)
            );
            Add(results, sample, EngineMade, after);
        }
        Print(results);
        return 0;
    }

    private static Task<ContenderProcess> ListenAsync(string listener, string url) =>
        ContenderProcess.StartAsync(listener, [Environment.ProcessPath!, "wake-up-listener", listener, "--db", url]);

    /// <summary>Enqueues and waits for the pick-up; gives the milliseconds since the enqueueing call returned.</summary>
    private static async Task<double> AddAsync(
        Dictionary<string, List<double>> results,
        int sample,
        string name,
        ContenderProcess listener,
        Func<Task> enqueue
    )
    {
        await Task.Delay(Rest);
        var picked = listener.HearAsync("picked");
        var clock = Stopwatch.StartNew();
        await enqueue();
        var enqueued = clock.Elapsed.TotalMilliseconds;
        await picked;
        var total = clock.Elapsed.TotalMilliseconds;
        Add(results, sample, name, total);
        return total - enqueued;
    }

    private static void Add(Dictionary<string, List<double>> results, int sample, string name, double milliseconds)
    {
        if (!results.TryGetValue(name, out var measured))
            results[name] = measured = [];
        // The first tenth only warms up.
        if (sample >= 0)
            measured.Add(milliseconds);
    }

    private static Task NotifyAsync(NpgsqlConnection connection, string words) =>
        ExecuteAsync(connection, $"WITH row AS (INSERT INTO enqueued VALUES (1)) SELECT pg_notify({words})");

    private static Task AddJobAsync(NpgsqlConnection connection) =>
        ExecuteAsync(connection, "SELECT peer_graphile_worker.add_job('noop', '{}')");

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static void Print(Dictionary<string, List<double>> results)
    {
        Console.WriteLine("| from enqueueing to pick-up, ms | p50 | p99 |");
        Console.WriteLine("|---|---|---|");
        foreach (var (name, measured) in results)
            Console.WriteLine($"| {name} | {At(measured, 0.5):N2} | {At(measured, 0.99):N2} |");
        var ratio = At(results[Signal], 0.5) / At(results[Raw], 0.5);
        Console.WriteLine(
            $"signal / raw NOTIFY at p50: {ratio:N2}, goal at most 1.3, {(ratio <= 1.3 ? "met" : "missed")}"
        );
    }

    private static double At(List<double> values, double share) =>
        values.Order().ElementAt((int)Math.Min(values.Count - 1, values.Count * share));
}
