using System.Diagnostics;
using AutomationPlatform.Benchmarks.Execution.Contenders;

namespace AutomationPlatform.Benchmarks.Execution.Ratios;

/// <summary>One contender as the table names it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Items">How many items it does; slow ones do fewer.</param>
/// <param name="Command">How it is started with a database's URL.</param>
internal sealed record Entry(string Name, int Items, Func<string, IReadOnlyList<string>> Command)
{
    /// <summary>True when it works on a SQLite file, made for each time.</summary>
    internal bool OnSqlite { get; init; }

    /// <summary>A second process that takes part in the first one's run; null for one process.</summary>
    internal Func<string, string, IReadOnlyList<string>>? Partner { get; init; }

    /// <summary>The schema whose item executions tell the share of heap-only updates; null for none.</summary>
    internal string? Schema { get; init; }
}

/// <summary>What one contender took for its items once.</summary>
/// <param name="Rate">Items a second.</param>
/// <param name="ClientSeconds">Processor seconds of its own per 100,000 items.</param>
/// <param name="ServerSeconds">Processor seconds of the server's sessions per 100,000 items.</param>
/// <param name="Wal">Bytes of write-ahead log an item.</param>
/// <param name="HeapOnly">The share of heap-only updates, in percent.</param>
internal sealed record Measure(double Rate, double ClientSeconds, double ServerSeconds, double Wal, double? HeapOnly)
{
    internal double ProcessorSeconds => ClientSeconds + ServerSeconds;
}

/// <summary>Runs one contender after the other, each in its own processes, and measures it.</summary>
internal sealed class Contest(string url, ServerLoad server)
{
    private const double Reported = 100_000;

    internal async Task<Measure> RunAsync(Entry entry)
    {
        if (!entry.OnSqlite)
            return await RunAsync(entry, url);
        var directory = Directory.CreateTempSubdirectory("apc-bench-");
        try
        {
            return await RunAsync(entry, $"sqlite:{Path.Combine(directory.FullName, "bench.db")}");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private async Task<Measure> RunAsync(Entry entry, string database)
    {
        await using var first = await ContenderProcess.StartAsync(entry.Name, entry.Command(database));
        await using var second = entry.Partner is { } partner
            ? await ContenderProcess.StartAsync(entry.Name, partner(database, first.Detail))
            : null;
        ContenderProcess[] all = second is null ? [first] : [first, second];
        var own = all.Sum(process => process.ProcessorSeconds);
        await server.BeginAsync();
        var clock = Stopwatch.StartNew();
        foreach (var process in all)
            await process.SayAsync("go");
        // The first to say so has seen the run ended; another may rest before it looks again.
        var ends = all.Select(process => process.HearAsync("done")).ToArray();
        await await Task.WhenAny(ends);
        var seconds = clock.Elapsed.TotalSeconds;
        await Task.WhenAll(ends);
        own = all.Sum(process => process.ProcessorSeconds) - own;
        var (wal, theirs) = await server.EndAsync();
        var heapOnly = entry.Schema is null ? null : await server.HeapOnlyShareAsync(entry.Schema);
        var scale = Reported / entry.Items;
        return entry.OnSqlite
            ? new Measure(entry.Items / seconds, own * scale, 0, 0, HeapOnly: null)
            : new Measure(entry.Items / seconds, own * scale, theirs * scale, (double)wal / entry.Items, heapOnly);
    }
}
