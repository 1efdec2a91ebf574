using AutomationPlatform.Benchmarks.Execution.Contenders;
using AutomationPlatform.Benchmarks.Execution.Peers;

namespace AutomationPlatform.Benchmarks.Execution.Ratios;

/// <summary>Who takes part. Those that belong together stand beside each other, so that they meet the same machine.</summary>
internal static class Entries
{
    internal const string Limit = "limit";
    internal const string Engine = "engine";
    internal const string Unproven = "engine without hashes and seals";
    internal const string TwoWorkers = "engine, two workers";
    internal const string LimitOne = "limit, chunk 1";
    internal const string EngineOne = "engine, chunk 1";
    internal const string LimitCreate = "limit, create";
    internal const string EngineCreate = "engine, create";
    internal const string SqliteLimit = "limit on SQLite";
    internal const string SqliteEngine = "engine on SQLite";
    internal const string GraphileLocal = "graphile-worker, local queue";
    internal const string GraphilePlain = "graphile-worker, plain";
    internal const string PgBoss = "pg-boss, batches of 1,000";
    internal const string Hangfire = "Hangfire.PostgreSql, 20 workers";

    // A few seconds' worth at the rates these are known for.
    private const int OneByOne = 2_000;
    private const int Plain = 5_000;
    private const int HangfireJobs = 1_000;

    internal static IReadOnlyList<Entry> All(int items, PeerPrograms peers)
    {
        List<Entry> all =
        [
            Own(Limit, items, "limit") with
            {
                Schema = "execution_limit",
            },
            Own(Engine, items, "engine") with
            {
                Schema = "execution_engine",
            },
            Own(Unproven, items, "engine", ContenderHost.WithoutHashes),
            Own(TwoWorkers, items, "engine") with
            {
                Partner = (url, run) =>
                    ContenderProcess.Own("engine", "--db", url, "--items", $"{items}", "--run", run),
            },
            Own(LimitOne, OneByOne, "limit", "--chunk", "1"),
            Own(EngineOne, OneByOne, "queue", "--chunk", "1"),
            Own(LimitCreate, items, "limit", "--create"),
            Own(EngineCreate, items, "queue", "--create"),
            Own(SqliteLimit, items, "sqlite-limit") with
            {
                OnSqlite = true,
            },
            Own(SqliteEngine, items, "engine") with
            {
                OnSqlite = true,
            },
        ];
        if (peers.HasNode)
            all.AddRange([
                Peer(GraphileLocal, items, url => peers.Node("graphile-worker.mjs", url, items)),
                Peer(PgBoss, items, url => peers.Node("pg-boss.mjs", url, items)),
                Peer(GraphilePlain, Plain, url => peers.Node("graphile-worker.mjs", url, Plain, "--plain")),
            ]);
        if (peers.HasHangfire)
            all.Add(Peer(Hangfire, HangfireJobs, url => peers.Hangfire(url, HangfireJobs)));
        return all;
    }

    private static Entry Own(string name, int items, string contender, params string[] arguments) =>
        new(name, items, url => ContenderProcess.Own(contender, ["--db", url, "--items", $"{items}", .. arguments]));

    private static Entry Peer(string name, int items, Func<string, IReadOnlyList<string>> command) =>
        new(name, items, command);
}
