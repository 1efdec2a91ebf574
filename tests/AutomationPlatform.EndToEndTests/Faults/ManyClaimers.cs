using System.Collections.Concurrent;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.EndToEndTests.Faults;

/// <summary>Many workers, each with connections of its own, that claim at the same moment.</summary>
public abstract class ManyClaimers : FaultTest
{
    private const int Claimers = 32;
    private const int Items = 320;

    [Fact]
    public async Task Thirty_two_claimers_at_once_get_each_item_once()
    {
        await StartNoopRunAsync(Items);
        var crowd = new Crowd(Claimers);
        await Task.WhenAll(Enumerable.Range(0, Claimers).Select(n => Task.Run(() => WorkAsync(crowd, n))))
            .WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(Enumerable.Range(0, Items), crowd.Executed.Order());
        Assert.Equal(
            Claimers,
            await Database.CountAsync(
                "SELECT count(DISTINCT created_by) FROM item_state_history WHERE CAST(new_status AS text) = 'COMPLETED'"
            )
        );
        await AssertSoundAsync("COMPLETED", Items);
    }

    private async Task WorkAsync(Crowd crowd, int number)
    {
        var services = new ServiceCollection();
        services.AddSingleton(crowd);
        services.AddScoped(_ => new Member(crowd, number));
        services.AddAutomationPlatform(options => options.Database = Database.Url).AddItemHandler<Member>("T");
        await using var provider = services.BuildServiceProvider();
        var options = new WorkerOptions
        {
            Runs = [new RunId(Guid.Parse(Run))],
            Drain = true,
            Concurrency = 2,
            Name = $"claimer {number}",
        };
        await provider.GetRequiredService<Worker>().RunAsync(options);
    }

    /// <summary>Lets nobody finish an item before everybody has one.</summary>
    private sealed class Crowd(int members)
    {
        private readonly ConcurrentDictionary<int, bool> arrived = new();
        private readonly TaskCompletionSource complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal ConcurrentBag<int> Executed { get; } = [];

        internal Task ArriveAsync(int member)
        {
            arrived.TryAdd(member, true);
            if (arrived.Count == members)
                complete.TrySetResult();
            return complete.Task;
        }
    }

    private sealed class Member(Crowd crowd, int number) : IItemHandler
    {
        public async Task<object?> HandleAsync(ItemContext context, CancellationToken cancellationToken)
        {
            crowd.Executed.Add(context.Envelope.Item.SequenceNumber);
            await crowd.ArriveAsync(number).WaitAsync(cancellationToken);
            return null;
        }
    }
}

public sealed class SqliteManyClaimers : ManyClaimers
{
    internal override Task<FaultDatabase> MakeDatabaseAsync() =>
        Task.FromResult<FaultDatabase>(new SqliteFaultDatabase(Folder));
}

public sealed class PostgreSqlManyClaimers : ManyClaimers
{
    internal override async Task<FaultDatabase> MakeDatabaseAsync() => await PostgreSqlFaultDatabase.CreateAsync();
}
