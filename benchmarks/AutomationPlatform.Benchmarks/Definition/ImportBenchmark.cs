using System.Diagnostics;
using System.Globalization;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.Benchmarks.Definition;

/// <summary>Importing rows, validated and not, beside <c>psql \copy</c> of the same rows into the same table, in turns.</summary>
/// <remarks>
/// <c>import [--db URL] [--rows N] [--pairs N] [--csv]</c>. Without <c>--db</c> a throw-away SQLite file. Memory is the
/// process's own high-water mark during an import, less what it had before.
/// </remarks>
internal static class ImportBenchmark
{
    private const int DefaultRows = 1_000_000;
    private const int DefaultPairs = 3;

    /// <summary>How fast beside <c>psql \copy</c> each is to be, at least.</summary>
    private static readonly Dictionary<string, double> Goals = new(StringComparer.Ordinal)
    {
        ["unvalidated"] = 0.9,
        ["validated"] = 0.4,
    };

    internal static async Task<int> RunAsync(string[] args)
    {
        var rows = int.Parse(Option(args, "--rows") ?? $"{DefaultRows}", CultureInfo.InvariantCulture);
        var pairs = int.Parse(Option(args, "--pairs") ?? $"{DefaultPairs}", CultureInfo.InvariantCulture);
        var directory = Directory.CreateTempSubdirectory("apc-bench-");
        try
        {
            var url = Option(args, "--db") ?? $"sqlite:{Path.Combine(directory.FullName, "bench.db")}";
            await using var services = Services(url);
            await services.GetRequiredService<IDatabase>().MigrateAsync(CancellationToken.None);
            var input = ImportRows.Write(directory.FullName, rows, args.Contains("--csv"));
            Console.WriteLine(
                $"{rows:N0} rows of {new FileInfo(input).Length / rows} bytes, {Path.GetExtension(input)[1..]}"
            );
            await CompareAsync(services, url, input, rows, pairs);
            return 0;
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static async Task CompareAsync(ServiceProvider services, string url, string input, int rows, int pairs)
    {
        var copy = url.StartsWith("sqlite", StringComparison.Ordinal) ? null : new CopyBaseline(url, input, rows);
        var results = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        // The first round only warms up: code is compiled, tables and caches have their size.
        for (var pair = -1; pair < pairs; pair++)
        {
            foreach (var (name, schema) in ImportRows.Definitions)
                Add(results, pair, name, rows / await ImportAsync(services, input, schema));
            if (copy is not null)
                Add(results, pair, "psql \\copy", rows / await copy.RunAsync());
        }
        Print(results);
    }

    private static void Add(Dictionary<string, List<double>> results, int pair, string name, double rate)
    {
        if (!results.TryGetValue(name, out var rates))
            results[name] = rates = [];
        if (pair >= 0)
            rates.Add(rate);
    }

    private static async Task<double> ImportAsync(ServiceProvider services, string input, DefinitionContent content)
    {
        var file = new AutomationFile("bench", $"bench {Guid.NewGuid()}", null, content);
        var applied = await services
            .GetRequiredService<ApplyDefinition>()
            .ExecuteAsync(new ApplyRequest(file, "bench"));
        var request = new ImportRequest
        {
            AutomationId = applied.AutomationId,
            DefinitionNumber = applied.DefinitionNumber,
            Definition = content,
            Files = [input],
            Actor = "bench",
        };
        var memory = MemoryPeak.Begin();
        var clock = Stopwatch.StartNew();
        var result = await services.GetRequiredService<ImportBatch>().ExecuteAsync(request, null, default);
        var seconds = clock.Elapsed.TotalSeconds;
        Console.WriteLine(
            $"  {result.Rows:N0} rows in {seconds:F2} s = {result.Rows / seconds:N0} rows/s, "
                + $"memory {memory.IdleMebibytes} + {memory.GrowthMebibytes} MiB"
        );
        return seconds;
    }

    private static void Print(Dictionary<string, List<double>> results)
    {
        var baseline = results.GetValueOrDefault("psql \\copy");
        foreach (var (name, rates) in results)
        {
            var ratio = baseline is null
                ? ""
                : Beside(name, Median([.. rates.Zip(baseline, (one, other) => one / other)]));
            Console.WriteLine($"{name, -12} {Median(rates), 10:N0} rows/s (median of {rates.Count}){ratio}");
        }
    }

    private static string Beside(string name, double ratio) =>
        $", {ratio:F2} x psql \\copy"
        + (
            Goals.TryGetValue(name, out var goal)
                ? $", goal at least {goal:F1}, {(ratio >= goal ? "met" : "missed")}"
                : ""
        );

    private static double Median(List<double> values) =>
        values.Count == 0 ? double.NaN : values.Order().ElementAt(values.Count / 2);

    private static ServiceProvider Services(string url)
    {
        var services = new ServiceCollection();
        services.AddAutomationPlatform(options => options.Database = url);
        return services.BuildServiceProvider();
    }

    private static string? Option(string[] args, string name) =>
        Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
}
