using System.Diagnostics;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Benchmarks.Definition;
using AutomationPlatform.Benchmarks.Execution;
using AutomationPlatform.Benchmarks.Execution.Contenders;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Benchmarks.Audit;

/// <summary>How fast a run is sealed, and how fast and in how much memory it is verified.</summary>
/// <remarks>
/// <c>audit [--db URL] [--items 100000] [--rounds 3]</c>. Items are imported, claimed and completed as ever. A row is a row of
/// history, an item execution or an item. Time of this process's cores is given beside the clock's: on PostgreSQL the
/// server works on another.
/// </remarks>
internal static class AuditBenchmark
{
    private const int DefaultItems = 100_000;
    private const int DefaultRounds = 3;
    private const int RowsPerSecond = 200_000;
    private const int MostMebibytes = 100;

    internal static async Task<int> RunAsync(string[] args)
    {
        var options = BenchmarkOptions.Parse(args, items: DefaultItems);
        var rounds = BenchmarkOptions.Number(args, "--rounds", DefaultRounds);
        await using var database = new EngineDatabase(options.Database);
        await database.OpenAsync(fresh: true);
        var run = await EndedRunAsync(database, options.Items);
        await database.AnalyzeAsync();
        var sealing = Stopwatch.StartNew();
        await database.Get<RunSealer>().SealNextAsync(run, "benchmark", progress: null, CancellationToken.None);
        Console.WriteLine(
            $"sealed {options.Items:N0} items in {sealing.Elapsed.TotalSeconds:N2} s = "
                + $"{sealing.Elapsed.TotalSeconds * 100_000 / options.Items:N2} s for 100,000"
        );
        List<(double Rate, long Memory)> results = [];
        // The first round only warms up.
        for (var round = 0; round <= rounds; round++)
            results.Add(await VerifyAsync(database, run));
        var (rate, memory) = (results[1..].Max(r => r.Rate), results[1..].Max(r => r.Memory));
        Console.WriteLine(
            $"best {rate:N0} rows/s of one core (goal {RowsPerSecond:N0}), most memory {memory} MiB above idle (goal {MostMebibytes})"
        );
        return rate >= RowsPerSecond && memory <= MostMebibytes ? 0 : 1;
    }

    private static async Task<(double Rate, long Memory)> VerifyAsync(EngineDatabase database, RunId run)
    {
        var memory = MemoryPeak.Begin();
        using var process = Process.GetCurrentProcess();
        var (clock, before) = (Stopwatch.StartNew(), process.TotalProcessorTime);
        var report = await database
            .Get<VerifyAudit>()
            .ExecuteAsync(new VerifyOrder(run, Expected: null, "benchmark"), progress: null, CancellationToken.None);
        process.Refresh();
        var (wall, cores) = (clock.Elapsed.TotalSeconds, (process.TotalProcessorTime - before).TotalSeconds);
        if (report.Findings.Count > 0)
            throw new InvalidOperationException(report.Findings[0].ToString());
        var rows = report.HistoryRows + (2 * report.Items);
        Console.WriteLine(
            $"  {rows:N0} rows in {wall:N2} s = {rows / wall:N0} rows/s; {cores:N2} s of a core = {rows / cores:N0} rows/s; "
                + $"memory {memory.IdleMebibytes} + {memory.GrowthMebibytes} MiB"
        );
        // What one core does: the slower of the clock and the cores that were used.
        return (rows / Math.Max(wall, cores), memory.GrowthMebibytes);
    }

    private static async Task<RunId> EndedRunAsync(EngineDatabase database, int items)
    {
        var directory = Directory.CreateTempSubdirectory("apc-bench-");
        try
        {
            var content = ImportRows.Definitions[0].Content;
            var file = new AutomationFile("bench", $"bench {Guid.NewGuid()}", null, content);
            var applied = await database.Get<ApplyDefinition>().ExecuteAsync(new ApplyRequest(file, "bench"));
            var imported = await database
                .Get<ImportBatch>()
                .ExecuteAsync(
                    new ImportRequest
                    {
                        AutomationId = applied.AutomationId,
                        DefinitionNumber = applied.DefinitionNumber,
                        Definition = content,
                        Files = [ImportRows.Write(directory.FullName, items, csv: false)],
                        Actor = "bench",
                    },
                    null,
                    default
                );
            var order = new NewRun(
                applied.AutomationId,
                applied.DefinitionNumber,
                [imported.BatchId!.Value],
                MaxAttempts: 1,
                "bench"
            );
            var run = await database.Get<IRunControl>().CreateRunAsync(order, progress: null, CancellationToken.None);
            var queue = database.Get<IWorkQueue>();
            await QueueDrain.RunAsync(queue, run, ExecutionDefaults.ChunkSize);
            await queue.EndIfDoneAsync(run, CancellationToken.None);
            return run;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }
}
