using System.Globalization;
using AutomationPlatform.Application.Execution;

namespace AutomationPlatform.EndToEndTests.Faults;

/// <summary>Handlers that do not end when they are told to, or write without end.</summary>
public abstract class UnrulyHandlers : FaultTest
{
    private const string Deaf = "[ $n != 0 ] || { trap '' TERM INT HUP; echo $$ >deaf; while :; do sleep 0.05; done; }";

    [Fact]
    public async Task A_process_that_ignores_its_timeout_is_killed_and_its_neighbours_go_on()
    {
        await StartRunAsync(5, Deaf, "timeout: 1s\n");
        await DrainAsync("--concurrency", "2");
        await AssertGoneAsync();
        Assert.Equal("timeout", await CodeAsync());
        await AssertSoundAsync("FAILED", 4);
    }

    [Fact]
    public async Task A_process_that_ignores_the_cancellation_of_its_run_is_killed_after_the_grace()
    {
        await StartRunAsync(5, Deaf);
        await using var worker = StartWorker("--drain", "--concurrency", "1");
        await Eventually.HoldsAsync("it is deaf", () => File.Exists(Folder.At("deaf")));
        (await TypeAsync("runs", "cancel", Run, "--reason", "enough")).AssertDone();
        (await worker.EndAsync()).AssertDone();
        await AssertGoneAsync();
        Assert.Equal(5, await CountAsync("CANCELLED"));
        await AssertSoundAsync("CANCELLED", 0);
    }

    private async Task AssertGoneAsync()
    {
        var process = (await File.ReadAllTextAsync(Folder.At("deaf"))).Trim();
        await Eventually.HoldsAsync("the process is gone", () => !Directory.Exists($"/proc/{process}"));
    }

    /// <summary>The code of the only item that failed.</summary>
    protected async Task<string> CodeAsync() =>
        (
            await Database.ListAsync<string>("SELECT error_code FROM item_execution WHERE error_code IS NOT NULL")
        ).Single();
}

/// <summary>With what has nothing to do with the kind of database.</summary>
public sealed class SqliteUnrulyHandlers : UnrulyHandlers
{
    /// <summary>A worker needs far less than what the handler writes: 300 MB.</summary>
    private const long MostKilobytes = 300 * 1024;

    [Theory]
    [InlineData(typeof(DeafHandler))]
    [InlineData(typeof(BlockingHandler))]
    public async Task A_handler_in_CSharp_that_ignores_its_timeout_is_left_alone_and_the_worker_says_so(Type handler)
    {
        await StartDotNetRunAsync(5, handler, "timeout: 1s\n");
        await using var worker = StartWorker("--drain", "--concurrency", "2");
        var ended = (await worker.EndAsync()).AssertDone();
        Assert.Contains("did not end", ended.Error);
        Assert.Equal("timeout", await CodeAsync());
        await AssertSoundAsync("FAILED", 4);
    }

    [Theory]
    [InlineData("head -c 1073741824 /dev/zero", "too-large")]
    [InlineData("trap '' TERM; head -c 1073741824 /dev/zero", "too-large")]
    [InlineData("head -c 1073741824 /dev/zero >&2; exit 3", "exit:3")]
    public async Task A_gigabyte_of_output_does_not_fill_the_memory_of_the_worker(string writes, string code)
    {
        await StartRunAsync(2, $"[ $n != 0 ] || {{ {writes}; }}", "timeout: 1m\n");
        await using var worker = StartWorker("--concurrency", "1");
        await Eventually.HoldsAsync(
            "the run ends",
            async () => await Database.CountAsync("SELECT count(*) FROM run WHERE finished_at IS NOT NULL") == 1
        );
        Assert.InRange(MostMemoryOf(worker), 1, MostKilobytes);
        await worker.SignalAsync("INT");
        (await worker.EndAsync()).AssertEnded(130);
        Assert.Equal(code, await CodeAsync());
        await AssertSoundAsync("FAILED", 1);
    }

    internal override Task<FaultDatabase> MakeDatabaseAsync() =>
        Task.FromResult<FaultDatabase>(new SqliteFaultDatabase(Folder));

    private static long MostMemoryOf(CliProcess worker)
    {
        var line = File.ReadLines($"/proc/{worker.Id}/status")
            .Single(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }
}

public sealed class PostgreSqlUnrulyHandlers : UnrulyHandlers
{
    internal override async Task<FaultDatabase> MakeDatabaseAsync() => await PostgreSqlFaultDatabase.CreateAsync();
}

/// <summary>Waits for what never comes, without a look at its token.</summary>
public sealed class DeafHandler : IItemHandler
{
    /// <inheritdoc/>
    public async Task<object?> HandleAsync(ItemContext context, CancellationToken cancellationToken)
    {
        if (context.Envelope.Item.SequenceNumber == 0)
            await new TaskCompletionSource().Task;
        return null;
    }
}

/// <summary>Blocks its thread without a look at its token.</summary>
public sealed class BlockingHandler : IItemHandler
{
    /// <inheritdoc/>
    public Task<object?> HandleAsync(ItemContext context, CancellationToken cancellationToken)
    {
        using var never = new ManualResetEventSlim();
        if (context.Envelope.Item.SequenceNumber == 0)
            never.Wait(CancellationToken.None);
        return Task.FromResult<object?>(null);
    }
}
