using AutomationPlatform.Benchmarks.JsonSchema;

// One row per benchmark; the first argument chooses, the rest is its own.
var benchmarks = new Dictionary<string, Func<string[], int>>(StringComparer.Ordinal)
{
    ["json-schema"] = ValidationBenchmark.Run,
    ["json-schema-fuzz"] = FuzzTarget.Run,
};

if (args.Length > 0 && benchmarks.TryGetValue(args[0], out var benchmark))
    return benchmark(args[1..]);
Console.Error.WriteLine($"Name a benchmark: {string.Join(", ", benchmarks.Keys)}");
return 64;
