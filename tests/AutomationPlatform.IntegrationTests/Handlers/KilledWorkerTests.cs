using System.Diagnostics;
using AutomationPlatform.Application.Execution;

namespace AutomationPlatform.IntegrationTests.Handlers;

/// <summary>A worker process that is really killed: this very program, which a startup hook makes one.</summary>
public sealed class KilledWorkerTests : IDisposable
{
    private const string Role = "APC_TEST_WORKER_ROLE";
    private const string Hang = "trap '' TERM HUP; exec 9>alive; sleep 1000 & ";

    private readonly HandlerBench bench = new();

    private Process? worker;

    public void Dispose()
    {
        worker?.Kill();
        worker?.Dispose();
        bench.Dispose();
    }

    [Fact]
    public async Task Killing_the_worker_ends_its_handlers_and_what_they_started()
    {
        var alive = bench.Listen("alive");
        var started = bench.Listen("started");
        worker = Become(nameof(RunForeverAsync));
        await started;
        Assert.False(alive.IsCompleted);

        worker.Kill();

        await alive;
    }

    [Fact]
    public async Task A_guard_that_was_killed_is_replaced_and_knows_what_was_running()
    {
        var alive = bench.Listen("alive");
        var started = bench.Listen("started");
        worker = Become(nameof(RunPastTheGuardAsync));
        await started;
        Assert.False(alive.IsCompleted);

        worker.Kill();

        await alive;
    }

    /// <summary>Does what the process was started for; never returns in time to be a test program.</summary>
    internal static async Task RunAsync()
    {
        using var its = new HandlerBench();
        its.Settings = its.Settings with { Directory = Environment.CurrentDirectory };
        var role = Environment.GetEnvironmentVariable(Role);
        await (role == nameof(RunForeverAsync) ? RunForeverAsync(its) : RunPastTheGuardAsync(its));
    }

    private Process Become(string role) =>
        Process.Start(
            new ProcessStartInfo(Environment.ProcessPath!)
            {
                Environment = { [Role] = role, ["DOTNET_STARTUP_HOOKS"] = typeof(KilledWorkerTests).Assembly.Location },
                WorkingDirectory = bench.Directory.FullName,
                UseShellExecute = false,
                RedirectStandardOutput = true,
            }
        )!;

    private static Task<ItemOutcome> RunForeverAsync(HandlerBench its) =>
        RunAsync(its, Hang + "echo >started; sleep 1000");

    private static async Task RunPastTheGuardAsync(HandlerBench its)
    {
        await RunAsync(its, "mkfifo gate");
        var hanging = RunAsync(its, Hang + "echo >gate; sleep 1000");
        // The brackets keep the script from finding itself.
        await RunAsync(
            its,
            """
            read -r line <gate
            for process in /proc/[0-9]*; do
                grep -qs 'apc-gu[a]rd' "$process/cmdline" && grep -qs "^PPid:.$PPID\$" "$process/status" &&
                    kill -s KILL "${process#/proc/}"
            done
            """
        );
        // One that is started before the guard's end was noticed fails, and is tried again as any other.
        while (await RunAsync(its, "echo >started") is ItemFailed) { }
        await hanging;
    }

    private static async Task<ItemOutcome> RunAsync(HandlerBench its, string script)
    {
        await using var runner = its.Open(HandlerBench.Shell(script));
        return await runner.RunAsync(HandlerBench.Envelope(), CancellationToken.None);
    }
}
