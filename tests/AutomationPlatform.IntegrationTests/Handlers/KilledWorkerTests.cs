using System.Diagnostics;
using System.Runtime.CompilerServices;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.IntegrationTests.Handlers;

/// <summary>A worker process that is really killed: this very program, started once more with a variable that makes it one.</summary>
public sealed class KilledWorkerTests : IDisposable
{
    private const string Role = "APC_TEST_HANDLER_DIRECTORY";

    private readonly HandlerBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task Killing_the_worker_ends_its_handlers_and_what_they_started()
    {
        var alive = bench.Listen("alive");
        var started = bench.Listen("started");
        using var worker = Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!)
            {
                Environment = { [Role] = bench.Directory.FullName },
                UseShellExecute = false,
                RedirectStandardOutput = true,
            }
        )!;
        await started;
        Assert.False(alive.IsCompleted);

        worker.Kill();

        await alive;
    }

    [ModuleInitializer]
    internal static void BecomeWorkerWhenAsked()
    {
        if (Environment.GetEnvironmentVariable(Role) is { Length: > 0 } directory)
            RunForeverAsync(directory).GetAwaiter().GetResult();
    }

    private static async Task RunForeverAsync(string directory)
    {
        const string Hang = "trap '' TERM HUP; exec 9>alive; sleep 1000 & echo >started; sleep 1000";
        using var its = new HandlerBench();
        its.Settings = its.Settings with { Directory = directory };
        await using var runner = its.Open(HandlerBench.Shell(Hang));
        await runner.RunAsync(HandlerBench.Envelope(), CancellationToken.None);
    }
}
