using AutomationPlatform.Benchmarks.Execution.Peers;

namespace AutomationPlatform.Benchmarks.Execution.Ratios;

/// <summary>The engine beside a program of raw SQL with the same semantics and beside other queues, in turns.</summary>
/// <remarks>
/// <c>execution-ratios --db postgresql://… [--items 100000] [--pairs 5] [--only NAME,NAME]</c>. Every round runs each
/// contender once; a ratio is the median of the rounds' ratios, because machines change their speed between rounds.
/// </remarks>
internal static class RatioBenchmark
{
    private const int DefaultPairs = 5;

    internal static async Task<int> RunAsync(string[] args)
    {
        var options = BenchmarkOptions.Parse(args, items: 100_000);
        var pairs = BenchmarkOptions.Number(args, "--pairs", DefaultPairs);
        var only = BenchmarkOptions.Value(args, "--only")?.Split(',');
        var peers = await PeerPrograms.InstallAsync();
        var entries = Entries.All(options.Items, peers).Where(e => only is null || only.Any(e.Name.Contains)).ToArray();
        await using var server = await ServerLoad.OpenAsync(options.Database);
        var contest = new Contest(options.Database, server);
        var results = entries.ToDictionary(entry => entry.Name, _ => new List<Measure>(), StringComparer.Ordinal);
        for (var pair = 0; pair < pairs; pair++)
            foreach (var entry in entries)
            {
                var measure = await contest.RunAsync(entry);
                results[entry.Name].Add(measure);
                Console.WriteLine($"{pair + 1}/{pairs} {entry.Name}: {measure.Rate:N0} items/s");
            }
        var report = new RatioReport(results);
        report.PrintMeasures();
        return report.PrintGoals() ? 0 : 1;
    }
}
