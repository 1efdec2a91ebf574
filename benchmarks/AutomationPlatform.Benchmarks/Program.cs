using AutomationPlatform.Benchmarks.Audit;
using AutomationPlatform.Benchmarks.Definition;
using AutomationPlatform.Benchmarks.Events;
using AutomationPlatform.Benchmarks.Execution;
using AutomationPlatform.Benchmarks.Execution.Contenders;
using AutomationPlatform.Benchmarks.Execution.Growth;
using AutomationPlatform.Benchmarks.Execution.Ratios;
using AutomationPlatform.Benchmarks.Execution.WakeUp;
using AutomationPlatform.Benchmarks.JsonSchema;

// One row per benchmark; the first argument chooses, the rest is its own.
var benchmarks = new Dictionary<string, Func<string[], Task<int>>>(StringComparer.Ordinal)
{
    ["audit"] = AuditBenchmark.RunAsync,
    ["execution"] = ExecutionBenchmark.RunAsync,
    ["execution-ratios"] = RatioBenchmark.RunAsync,
    ["execution-contender"] = ContenderHost.RunAsync,
    ["growth"] = GrowthBenchmark.RunAsync,
    ["import"] = ImportBenchmark.RunAsync,
    ["wake-up"] = WakeUpBenchmark.RunAsync,
    ["wake-up-listener"] = WakeUpListener.RunAsync,
    ["outbox"] = OutboxBenchmark.RunAsync,
    ["json-schema"] = arguments => Task.FromResult(ValidationBenchmark.Run(arguments)),
    ["json-schema-fuzz"] = arguments => Task.FromResult(FuzzTarget.Run(arguments)),
};

if (args.Length > 0 && benchmarks.TryGetValue(args[0], out var benchmark))
    return await benchmark(args[1..]);
Console.Error.WriteLine($"Name a benchmark: {string.Join(", ", benchmarks.Keys)}");
return 64;
