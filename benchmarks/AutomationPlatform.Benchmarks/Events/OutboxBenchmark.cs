using System.Diagnostics;
using AutomationPlatform.Application;
using AutomationPlatform.Application.Events;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Benchmarks.Execution;
using AutomationPlatform.Benchmarks.Execution.Contenders;
using AutomationPlatform.Domain.Execution;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.Benchmarks.Events;

/// <summary>How fast events leave the outbox: how many a second, and how soon after their commit.</summary>
/// <remarks>
/// <c>outbox --db URL [--items 50000] [--samples 300]</c>. For the first number so many items have failed, each of which
/// has written an event, before the relay begins; the clock runs from then until the handler has heard the last. For the
/// second a run is paused and resumed again and again while the relay is idle.
/// </remarks>
internal static class OutboxBenchmark
{
    private const int DefaultSamples = 300;
    private const int Chunk = 1000;

    // Between samples the relay is to be idle again.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(25);

    internal static async Task<int> RunAsync(string[] args)
    {
        var options = BenchmarkOptions.Parse(args, items: 50_000);
        var samples = BenchmarkOptions.Number(args, "--samples", DefaultSamples);
        var ears = new Ears();
        await using var engine = new EngineDatabase(
            options.Database,
            services =>
            {
                services.AddSingleton(ears);
                new AutomationPlatformBuilder(services).AddDomainEventHandler<ItemExecutionFailed, Ears>(
                    HandlerDelivery.Outbox,
                    "benchmark-items"
                );
                new AutomationPlatformBuilder(services)
                    .AddDomainEventHandler<RunPaused, Ears>(HandlerDelivery.Outbox, "benchmark-paused")
                    .AddDomainEventHandler<RunResumed, Ears>(HandlerDelivery.Outbox, "benchmark-resumed");
            }
        );
        await engine.OpenAsync(fresh: true);
        var relay = engine.Get<OutboxRelay>();
        await relay.RegisterAsync(default);
        var run = await engine.NewRunAsync(options.Items);
        var writing = Stopwatch.StartNew();
        await FailAsync(engine.Get<IWorkQueue>(), run);
        Console.WriteLine($"{options.Items:N0} items failed and told so in {writing.Elapsed.TotalSeconds:N2} s");
        using var ending = new CancellationTokenSource();
        var heard = ears.HearAsync(options.Items);
        var clock = Stopwatch.StartNew();
        var relaying = relay.RunAsync(default, ending.Token);
        await heard;
        var rate = options.Items / clock.Elapsed.TotalSeconds;
        Console.WriteLine($"{rate:N0} events/s to a handler in the process, goal at least 5,000: {Met(rate >= 5_000)}");
        await MeasureDelayAsync(engine.Get<IRunControl>(), ears, run, samples);
        await ending.CancelAsync();
        await relaying;
        return 0;
    }

    private static async Task MeasureDelayAsync(IRunControl control, Ears ears, RunId run, int samples)
    {
        var delays = new List<double>();
        for (var sample = -samples / 10; sample < samples; sample++)
        {
            await Task.Delay(Rest);
            var heard = ears.HearAsync(1);
            await control.SetPausedAsync(run, sample % 2 == 0 ? "benchmark" : null, "benchmark", default);
            var committed = Stopwatch.GetTimestamp();
            var at = await heard;
            // The first tenth only warms up.
            if (sample >= 0)
                delays.Add(Math.Max(0, Stopwatch.GetElapsedTime(committed, at).TotalMilliseconds));
        }
        delays.Sort();
        var (p50, p95) = (delays[delays.Count / 2], delays[delays.Count * 95 / 100]);
        Console.WriteLine(
            $"commit to delivery: p50 {p50:N2} ms, p95 {p95:N2} ms, goal p50 at most 20 ms: {Met(p50 <= 20)}"
        );
    }

    private static string Met(bool goal) => goal ? "met" : "missed";

    private static async Task FailAsync(IWorkQueue queue, RunId run)
    {
        var worker = new WorkerIdentity(new(Guid.CreateVersion7()), "benchmark:1", "localhost", 1, Shard: null);
        await queue.JoinAsync(worker, ExecutionDefaults.Lease, default);
        while (true)
        {
            var claim = await queue.ClaimAsync(new(new(Guid.CreateVersion7()), worker, run, -1, Chunk), default);
            if (claim.Items.Count == 0)
                break;
            var answers = claim.Items.Select(item => new Answer(item, AnswerKind.Fail)
            {
                Code = "no",
                Message = "it is no use",
            });
            await queue.AnswerAsync(new(claim.Id, run, worker, [.. answers]), next: null, default);
        }
        await queue.LeaveAsync(worker, default);
    }

    private sealed class Ears
        : IDomainEventHandler<ItemExecutionFailed>,
            IDomainEventHandler<RunPaused>,
            IDomainEventHandler<RunResumed>
    {
        private TaskCompletionSource<long> heard = new();
        private int left;

        /// <summary>Completes with the moment at which so many more events were heard.</summary>
        internal Task<long> HearAsync(int events)
        {
            heard = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref left, events);
            return heard.Task;
        }

        public Task HandleAsync(ItemExecutionFailed domainEvent, CancellationToken cancellationToken) => Hear();

        public Task HandleAsync(RunPaused domainEvent, CancellationToken cancellationToken) => Hear();

        public Task HandleAsync(RunResumed domainEvent, CancellationToken cancellationToken) => Hear();

        private Task Hear()
        {
            if (Interlocked.Decrement(ref left) == 0)
                heard.SetResult(Stopwatch.GetTimestamp());
            return Task.CompletedTask;
        }
    }
}
