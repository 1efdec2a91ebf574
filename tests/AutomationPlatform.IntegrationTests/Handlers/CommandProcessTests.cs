using System.Globalization;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;

namespace AutomationPlatform.IntegrationTests.Handlers;

/// <summary>What surrounds a command: its session, its environment, its end.</summary>
public sealed class CommandProcessTests : IDisposable
{
    private readonly HandlerBench bench = new();

    public void Dispose() => bench.Dispose();

    [Fact]
    public async Task It_leads_a_session_of_its_own_in_the_definitions_directory_with_default_signals()
    {
        await bench.RunAsync(
            HandlerBench.Shell(
                "pwd >where; cut -d' ' -f1,5,6 /proc/$$/stat >ids; grep -E 'SigIgn|SigBlk' /proc/self/status >signals"
            )
        );

        Assert.Equal(bench.Directory.FullName, Read("where"));
        var ids = Read("ids").Split(' ');
        Assert.All(ids, id => Assert.Equal(ids[0], id));
        // 32 and 33 belong to the C library, which lets nobody set them.
        Assert.All(
            Read("signals").Split('\n'),
            line => Assert.Equal(0, Convert.ToInt64(line.Split('\t')[1], 16) & 0x7FFFFFFF)
        );
    }

    [Fact]
    public async Task Its_environment_is_exactly_what_is_promised()
    {
        Environment.SetEnvironmentVariable("APC_TEST_SECRET", "s3cret");
        bench.Settings = bench.Settings with
        {
            Environment = [new NamedValue("GREETING", "good  morning"), new NamedValue("TOKEN", "env:APC_TEST_SECRET")],
        };

        await bench.RunAsync(HandlerBench.Shell("exec env >variables"));

        string[] inherited = ["PATH", "HOME", "LANG", "TZ"];
        Assert.Equal(
            inherited
                .Where(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 })
                .Select(name => $"{name}={Environment.GetEnvironmentVariable(name)}")
                .Concat([
                    "GREETING=good  morning",
                    "TOKEN=s3cret",
                    "APC_AUTOMATION=Customer import",
                    "APC_RUN_ID=019c0000-0000-7000-8000-000000000005",
                    "APC_ITEM_EXECUTION_ID=019c0000-0000-7000-8000-000000000001",
                    "APC_BATCH=Q1-2024",
                    "APC_SEQUENCE_NUMBER=7",
                    "APC_ATTEMPT=1",
                    "APC_DEADLINE=2026-01-31T08:16:00.000000Z",
                    "APC_IDEMPOTENCY_KEY=key-7",
                ])
                .Order(StringComparer.Ordinal),
            // The test's own sh adds these; the handler's program is what counts.
            Read("variables")
                .Split('\n')
                .Where(line => !line.StartsWith("PWD=", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Stopping_ends_the_whole_group_and_says_what_it_wrote_to_standard_error()
    {
        var alive = bench.Listen("alive");
        var started = bench.Listen("started");
        await using var runner = bench.Open(
            HandlerBench.Shell("exec 9>alive; echo waiting for X >&2; echo >started; sleep 1000 & sleep 1000")
        );
        using var stop = new CancellationTokenSource();
        var attempt = runner.RunAsync(HandlerBench.Envelope(), stop.Token).AsTask();
        await started;

        await stop.CancelAsync();

        var stopped = await Assert.ThrowsAsync<HandlerStoppedException>(() => attempt.WaitAsync(HandlerBench.Patience));
        Assert.Equal("waiting for X", stopped.StandardError);
        await alive;
    }

    [Fact]
    public async Task A_command_that_ignores_SIGTERM_is_killed_after_its_grace_with_all_it_started()
    {
        var alive = bench.Listen("alive");
        var started = bench.Listen("started");
        await using var runner = bench.Open(
            HandlerBench.Shell(
                "trap '' TERM; exec 9>alive; echo hung on X >&2; echo >started; sleep 1000 & sleep 1000"
            ),
            grace: TimeSpan.FromMilliseconds(50)
        );
        using var stop = new CancellationTokenSource();
        var attempt = runner.RunAsync(HandlerBench.Envelope(), stop.Token).AsTask();
        await started;

        await stop.CancelAsync();

        var stopped = await Assert.ThrowsAsync<HandlerStoppedException>(() => attempt.WaitAsync(HandlerBench.Patience));
        Assert.Equal("hung on X", stopped.StandardError);
        await alive;
    }

    [Theory]
    [InlineData("echo '{\"late\":true}'; exit 0", typeof(ItemSucceeded))]
    [InlineData("exit 65", typeof(ItemFailed))]
    [InlineData("exit 75", typeof(ItemFailed))]
    public async Task A_command_that_ends_well_within_its_grace_keeps_its_outcome(string onTerm, Type outcome)
    {
        var started = bench.Listen("started");
        await using var runner = bench.Open(
            HandlerBench.Shell($"onTerm() {{ {onTerm}; }}; trap onTerm TERM; echo >started; sleep 1000 & wait")
        );
        using var stop = new CancellationTokenSource();
        var attempt = runner.RunAsync(HandlerBench.Envelope(), stop.Token).AsTask();
        await started;

        await stop.CancelAsync();

        Assert.IsType(outcome, await attempt.WaitAsync(HandlerBench.Patience));
    }

    [Fact]
    public async Task What_it_leaves_running_in_its_group_ends_with_it()
    {
        var alive = bench.Listen("alive");

        Assert.IsType<ItemSucceeded>(await bench.RunAsync(HandlerBench.Shell("exec 9>alive; sleep 1000 & echo 1")));

        await alive;
    }

    [Fact]
    public async Task A_daemon_that_escaped_its_session_and_holds_the_output_does_not_hold_the_item()
    {
        var escaped = bench.Listen("alive");
        var outcome = await bench.RunAsync(
            HandlerBench.Shell(
                "exec 9>alive; setsid sh -c 'echo $$ >daemon; echo ready >&9; exec sleep 1000' & until test -s daemon; do :; done; echo 1"
            )
        );

        Assert.IsType<ItemSucceeded>(outcome);
        Assert.False(escaped.IsCompleted);
        using var daemon = System.Diagnostics.Process.GetProcessById(
            int.Parse(Read("daemon"), CultureInfo.InvariantCulture)
        );
        daemon.Kill();
        await escaped;
    }

    private string Read(string name) => File.ReadAllText(Path.Combine(bench.Directory.FullName, name)).Trim();
}
