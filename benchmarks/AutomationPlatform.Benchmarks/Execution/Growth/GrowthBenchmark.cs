using System.Diagnostics;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Benchmarks.Execution.Contenders;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Benchmarks.Execution.Growth;

/// <summary>Whether claims and list pages keep their speed while item executions pile up.</summary>
/// <remarks>
/// <c>growth [--db URL] [--to 1000000]</c>: from 100,000 item executions ten times as many at each step. Ten million are
/// some 20 GB and half an hour; the default stops at one million.
/// </remarks>
internal static class GrowthBenchmark
{
    private const int First = 100_000;
    private const int DefaultLast = 1_000_000;
    private const int SliceOfRun = 500_000;
    private const int Measured = 20_000;
    private const int Repetitions = 20;
    private const double MostGrowth = 1.2;

    internal static async Task<int> RunAsync(string[] args)
    {
        var options = BenchmarkOptions.Parse(args, items: First);
        var last = BenchmarkOptions.Number(args, "--to", DefaultLast);
        await using var database = new EngineDatabase(options.Database);
        await database.OpenAsync(fresh: true);
        var stored = 0;
        List<(double Claim, double Page)> steps = [];
        Console.WriteLine("| item executions | claim and complete, µs an item | a page of a run's items, ms |");
        Console.WriteLine("|---|---|---|");
        for (var size = First; size <= last; size *= 10)
        {
            while (stored < size)
            {
                var slice = Math.Min(SliceOfRun, size - stored);
                await database.NewRunAsync(slice);
                stored += slice;
            }
            await database.AnalyzeAsync();
            steps.Add(await MeasureAsync(database));
            stored += Measured;
            Console.WriteLine($"| {size:N0} | {steps[^1].Claim:N1} | {steps[^1].Page:N2} |");
        }
        var (claim, page) = (steps[^1].Claim / steps[0].Claim, steps[^1].Page / steps[0].Page);
        Console.WriteLine($"growth: claim {claim:N2}, page {page:N2}, goal at most {MostGrowth}");
        return claim <= MostGrowth && page <= MostGrowth ? 0 : 1;
    }

    private static async Task<(double Claim, double Page)> MeasureAsync(EngineDatabase database)
    {
        var run = await database.NewRunAsync(Measured);
        var queue = database.Get<IWorkQueue>();
        var working = Stopwatch.StartNew();
        await QueueDrain.RunAsync(queue, run, ExecutionDefaults.ChunkSize);
        var claim = working.Elapsed.TotalMicroseconds / Measured;
        await queue.EndIfDoneAsync(run, CancellationToken.None);
        await PageAsync(database, run);
        var reading = Stopwatch.StartNew();
        for (var i = 0; i < Repetitions; i++)
            await PageAsync(database, run);
        return (claim, reading.Elapsed.TotalMilliseconds / Repetitions);
    }

    private static Task<Page<ItemExecutionSummary>> PageAsync(EngineDatabase database, RunId run) =>
        database.Get<IRunReader>().FindItemsAsync(new ItemFilter(run), new PageRequest(), CancellationToken.None);
}
