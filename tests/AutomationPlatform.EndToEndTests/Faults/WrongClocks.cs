using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.EndToEndTests.Faults;

/// <summary>Workers whose clock is an hour off: leases, retries and their total time go by the database's.</summary>
public abstract class WrongClocks : FaultTest
{
    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_worker_whose_clock_is_an_hour_off_keeps_its_lease_and_retries_in_time(int hours)
    {
        const int Items = 10;
        await StartNoopRunAsync(
            Items,
            "timeout: 30s\nretry: {maxAttempts: 3, initialDelay: 300ms, totalTimeout: 10m}\n"
        );
        var services = new ServiceCollection();
        services.AddAutomationPlatform(options => options.Database = Database.Url).AddItemHandler<SecondTime>("T");
        await using var provider = services.BuildServiceProvider();
        // Only the worker's: a clock in the services would also be the database's.
        var worker = ActivatorUtilities.CreateInstance<Worker>(provider, new ShiftedClock(TimeSpan.FromHours(hours)));
        await using var rightClock = StartWorker("--allow", "http");
        var options = new WorkerOptions
        {
            Runs = [new RunId(Guid.Parse(Run))],
            Drain = true,
            Lease = TimeSpan.FromSeconds(2),
        };
        await worker.RunAsync(options).WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(
            0,
            await Database.CountAsync(
                "SELECT count(*) FROM item_execution WHERE attempt_count <> 2 OR lost_count + released_count <> 0"
            )
        );
        await AssertSoundAsync("COMPLETED", Items);
    }

    private sealed class SecondTime : IItemHandler
    {
        public Task<object?> HandleAsync(ItemContext context, CancellationToken cancellationToken) =>
            context.Attempt == 1 ? throw new IOException("not yet") : Task.FromResult<object?>(null);
    }

    private sealed class ShiftedClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}

public sealed class SqliteWrongClocks : WrongClocks
{
    internal override Task<FaultDatabase> MakeDatabaseAsync() =>
        Task.FromResult<FaultDatabase>(new SqliteFaultDatabase(Folder));
}

public sealed class PostgreSqlWrongClocks : WrongClocks
{
    internal override async Task<FaultDatabase> MakeDatabaseAsync() => await PostgreSqlFaultDatabase.CreateAsync();
}
