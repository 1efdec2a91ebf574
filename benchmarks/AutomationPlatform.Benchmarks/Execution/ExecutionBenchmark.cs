using System.Diagnostics;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure;
using AutomationPlatform.Infrastructure.Database;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.Benchmarks.Execution;

/// <summary>Drives the queue alone: make a run, claim and complete every item of it, end it.</summary>
/// <remarks><c>execution [--db URL] [--items N] [--chunk N] [--workers N]</c>; the database is filled and not emptied.</remarks>
internal static class ExecutionBenchmark
{
    private const int DefaultItems = 100_000;

    internal static async Task<int> RunAsync(string[] args)
    {
        var options = BenchmarkOptions.Parse(args, DefaultItems);
        var services = new ServiceCollection();
        services.AddAutomationPlatform(o => o.Database = options.Database);
        await using var provider = services.BuildServiceProvider();
        await provider.GetRequiredService<IDatabase>().MigrateAsync(CancellationToken.None);
        await using var raw = await RawDatabase.OpenAsync(DatabaseUrl.Parse(options.Database));
        var (automation, batch) = await raw.FillAsync(options.Items);
        var control = provider.GetRequiredService<IRunControl>();
        var queue = provider.GetRequiredService<IWorkQueue>();

        await raw.SettleAsync();
        var walBefore = await raw.WalAsync();
        var making = Stopwatch.StartNew();
        var run = await control.CreateRunAsync(
            new NewRun(automation, 1, [batch], MaxAttempts: 3, "benchmark") { MaxAttemptsAsked = 3 },
            progress: null,
            CancellationToken.None
        );
        making.Stop();
        var walMade = await raw.WalAsync();
        Report("create executions", options.Items, making.Elapsed, walMade - walBefore);

        await raw.SettleAsync();
        walMade = await raw.WalAsync();
        var processing = Stopwatch.StartNew();
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var drains = Enumerable.Range(0, options.Workers).Select(_ => QueueDrain.RunAsync(queue, run, options.Chunk));
        await Task.WhenAll(drains);
        var end = await queue.EndIfDoneAsync(run, CancellationToken.None);
        processing.Stop();
        cpu = Process.GetCurrentProcess().TotalProcessorTime - cpu;
        Report("claim and complete", options.Items, processing.Elapsed, await raw.WalAsync() - walMade);
        Console.WriteLine($"  own CPU {cpu.TotalMicroseconds / options.Items:F1} us/item, {await raw.HotShareAsync()}");
        Console.WriteLine($"  run {run} ended {end?.Status}");
        return end?.Status == ExecutionStatus.Completed ? 0 : 1;
    }

    private static void Report(string what, int items, TimeSpan elapsed, long wal) =>
        Console.WriteLine(
            $"{what}: {items:N0} items in {elapsed.TotalSeconds:F2} s = {items / elapsed.TotalSeconds:N0} items/s"
                + (wal > 0 ? $", {(double)wal / items:N0} B WAL/item" : "")
        );
}

/// <summary>What a benchmark of a database is run with.</summary>
/// <param name="Database">Where it is.</param>
/// <param name="Items">How many items.</param>
/// <param name="Chunk">How many a claim takes.</param>
/// <param name="Workers">How many claim at once.</param>
internal sealed record BenchmarkOptions(string Database, int Items, int Chunk, int Workers)
{
    internal static BenchmarkOptions Parse(string[] args, int items) =>
        new(
            Value(args, "--db") ?? $"sqlite:{Path.Combine(Path.GetTempPath(), $"benchmark-{Guid.NewGuid():N}.db")}",
            Number(args, "--items", items),
            Number(args, "--chunk", ExecutionDefaults.ChunkSize),
            Number(args, "--workers", 1)
        );

    internal static int Number(string[] args, string name, int otherwise) =>
        Value(args, name) is { } text ? int.Parse(text) : otherwise;

    internal static string? Value(string[] args, string name) =>
        Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : null;
}
