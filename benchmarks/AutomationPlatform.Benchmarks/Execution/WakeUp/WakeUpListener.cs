using AutomationPlatform.Application.Execution;
using AutomationPlatform.Benchmarks.Execution.Contenders;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace AutomationPlatform.Benchmarks.Execution.WakeUp;

/// <summary>A child that waits, and says "picked" whenever something wakes it; it leaves when told "end".</summary>
/// <remarks><c>raw</c> listens to notifications, <c>signal</c> is the platform's signal alone, <c>engine</c> a whole worker.</remarks>
internal static class WakeUpListener
{
    internal const string RawChannel = "wake_up_benchmark";

    internal static async Task<int> RunAsync(string[] args)
    {
        var url = BenchmarkOptions.Parse(args, items: 1).Database;
        using var end = new CancellationTokenSource();
        var waiting = args[0] switch
        {
            "raw" => ListenAsync(url, end.Token),
            "signal" => SignalAsync(url, end.Token),
            _ => ServeAsync(url, end.Token),
        };
        while (await Console.In.ReadLineAsync(CancellationToken.None) is { } word && word != "end") { }
        await end.CancelAsync();
        await waiting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }

    private static async Task ListenAsync(string url, CancellationToken end)
    {
        await using var connection = new NpgsqlConnection(ContenderOptions.ConnectionString(url));
        await connection.OpenAsync(end);
        connection.Notification += (_, _) => Console.WriteLine("picked");
        await using (var listen = new NpgsqlCommand($"LISTEN {RawChannel}", connection))
        {
            await listen.ExecuteNonQueryAsync(end);
        }
        Console.WriteLine("ready");
        while (true)
            await connection.WaitAsync(end);
    }

    private static async Task SignalAsync(string url, CancellationToken end)
    {
        // Not the schema of the engine's tables: its worker would wake as well and take a processor away.
        var services = new ServiceCollection();
        services.AddAutomationPlatform(options => options.Database = url);
        await using var provider = services.BuildServiceProvider();
        var signal = provider.GetRequiredService<IWorkSignal>();
        // It gives a sign of its own once it listens.
        await signal.WaitAsync(TimeSpan.FromMinutes(1), end);
        Console.WriteLine("ready");
        while (true)
        {
            await signal.WaitAsync(TimeSpan.FromMinutes(1), end);
            Console.WriteLine("picked");
        }
    }

    private static async Task ServeAsync(string url, CancellationToken end)
    {
        await using var database = new EngineDatabase(
            url,
            services => services.AddSingleton<IItemRunnerFactory, SayingRunnerFactory>()
        );
        var serving = database.Get<Worker>().RunAsync(new WorkerOptions(), drain: end, stop: CancellationToken.None);
        Console.WriteLine("ready");
        await serving;
    }

    private sealed class SayingRunnerFactory : IItemRunnerFactory
    {
        public string? WhyNot(string automation, AutomationSettings settings) => null;

        public IItemRunner Open(string automation, AutomationSettings settings, RunnerOptions options) =>
            new SayingRunner();
    }

    private sealed class SayingRunner : IItemRunner
    {
        private static readonly ItemOutcome Done = new ItemSucceeded(Payload.Parse("{}"));

        public bool IsInstant => false;

        public ValueTask<ItemOutcome> RunAsync(ItemEnvelope envelope, CancellationToken stop)
        {
            Console.WriteLine("picked");
            return new(Done);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
