namespace AutomationPlatform.Benchmarks.Execution.Ratios;

/// <summary>The tables: what each contender did, and each goal with whether it was met.</summary>
internal sealed class RatioReport(IReadOnlyDictionary<string, List<Measure>> results)
{
    private const double ValidWal = 1_020;
    private const double ValidBesideGraphile = 0.9;

    private static readonly (string Name, string One, string Other, double AtLeast)[] Rates =
    [
        ("engine / limit (stretch 0.85)", Entries.Engine, Entries.Limit, 0.70),
        ("engine / graphile-worker, local queue", Entries.Engine, Entries.GraphileLocal, 0.8),
        ("engine / pg-boss", Entries.Engine, Entries.PgBoss, 0.8),
        ("engine / graphile-worker, plain", Entries.Engine, Entries.GraphilePlain, 10),
        ("engine / Hangfire.PostgreSql", Entries.Engine, Entries.Hangfire, 100),
        ("hashes and seals: engine / engine without (stretch 0.90)", Entries.Engine, Entries.Unproven, 0.85),
        ("two workers / one", Entries.TwoWorkers, Entries.Engine, 1.1),
        ("chunk 1: engine / limit", Entries.EngineOne, Entries.LimitOne, 0.7),
        ("create executions: engine / limit", Entries.EngineCreate, Entries.LimitCreate, 0.7),
        ("SQLite: engine / limit", Entries.SqliteEngine, Entries.SqliteLimit, 0.6),
    ];

    internal void PrintMeasures()
    {
        Console.WriteLine();
        Console.WriteLine("| median of each | items/s | CPU s/100k: client | server | WAL B/item | heap-only |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (name, measures) in results.Where(result => result.Value.Count > 0))
        {
            var heapOnly = measures.Any(m => m.HeapOnly is not null)
                ? $"{Median(measures.Where(m => m.HeapOnly is not null).Select(m => m.HeapOnly!.Value)):N0} %"
                : "";
            Console.WriteLine(
                $"| {name} | {Median(measures.Select(m => m.Rate)):N0} | {Median(measures.Select(m => m.ClientSeconds)):N2} "
                    + $"| {Median(measures.Select(m => m.ServerSeconds)):N2} | {Median(measures.Select(m => m.Wal)):N0} "
                    + $"| {heapOnly} |"
            );
        }
    }

    /// <summary>Prints the goals; false when one was missed or the limit is not one.</summary>
    internal bool PrintGoals()
    {
        Console.WriteLine();
        Console.WriteLine("| median of the rounds' ratios | measured | goal | |");
        Console.WriteLine("|---|---|---|---|");
        var met = true;
        foreach (var (name, one, other, atLeast) in Rates)
            if (Ratio(one, other, m => m.Rate) is { } ratio)
                met &= Goal(name, $"{ratio:N2}", $"at least {atLeast}", ratio >= atLeast);
        if (Ratio(Entries.Engine, Entries.Limit, m => m.ProcessorSeconds) is { } processor)
            met &= Goal("CPU: engine / limit", $"{processor:N2}", "at most 1.4", processor <= 1.4);
        if (Values(Entries.Engine, m => m.Wal) is { } wal)
            met &= Goal("WAL of processing, B/item", $"{Median(wal):N0}", "at most 1,300", Median(wal) <= 1_300);
        if (Difference(Entries.Engine, Entries.Unproven, m => m.Wal) is { } proof)
            met &= Goal("WAL of hashes and seals, B/item", $"{proof:N0}", "at most 150", proof <= 150);
        if (Values(Entries.Engine, m => m.HeapOnly ?? 0) is { } share)
            met &= Goal("heap-only updates, %", $"{Median(share):N0}", "at least 75", Median(share) >= 75);
        return met & PrintValidity();
    }

    private bool PrintValidity()
    {
        if (Values(Entries.Limit, m => m.Wal) is not { } wal)
            return true;
        var valid = Goal("the limit is one: WAL B/item", $"{Median(wal):N0}", "at most 1,020", Median(wal) <= ValidWal);
        if (Ratio(Entries.Limit, Entries.GraphileLocal, m => m.Rate) is { } ratio)
            valid &= Goal(
                "the limit is one: / graphile-worker, local queue",
                $"{ratio:N2}",
                $"at least {ValidBesideGraphile}",
                ratio >= ValidBesideGraphile
            );
        return valid;
    }

    private static bool Goal(string name, string measured, string goal, bool met)
    {
        Console.WriteLine($"| {name} | {measured} | {goal} | {(met ? "met" : "missed")} |");
        return met;
    }

    private double? Difference(string one, string other, Func<Measure, double> value) =>
        Values(one, value) is { } ones && Values(other, value) is { } others
            ? Median(ones.Zip(others, (left, right) => left - right))
            : null;

    private double? Ratio(string one, string other, Func<Measure, double> value) =>
        Values(one, value) is { } ones && Values(other, value) is { } others
            ? Median(ones.Zip(others, (left, right) => left / right))
            : null;

    private List<double>? Values(string name, Func<Measure, double> value) =>
        results.TryGetValue(name, out var measures) && measures.Count > 0 ? [.. measures.Select(value)] : null;

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
