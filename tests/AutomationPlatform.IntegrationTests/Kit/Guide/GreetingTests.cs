using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.IntegrationTests.Handlers.Guide;
using AutomationPlatform.Testing;

namespace AutomationPlatform.IntegrationTests.Kit.Guide;

public sealed class GreetingTests
{
    [Fact]
    public async Task A_customer_without_a_name_fails_alone()
    {
        await using var platform = await TestPlatform.StartAsync(p => p.AddItemHandler<GreetingHandler>("Greeting"));
        var run = await platform.StartRunAsync(
            new RunData
            {
                Automation = new AutomationData { Name = "Greeting" },
                Items = [new { Name = "Ada" }, new ItemData(new { Name = "" }, Reference: "C-0002")],
            }
        );

        await platform.DrainAsync();

        var items = await platform.ItemsAsync(run);
        Assert.Equal("""{"greeting":"Hello, Ada"}""", items[0].Result);
        Assert.Equal(("C-0002", "no-name"), (items[1].Reference, items[1].ErrorCode));
    }

    [Fact]
    public async Task A_busy_registry_is_asked_again()
    {
        await using var platform = await TestPlatform.StartAsync(p =>
            p.AddItemHandler("Greeting", context => context.Attempt == 1 ? throw new TimeoutException() : "hello")
        );
        var run = await platform.StartRunAsync(
            new RunData
            {
                Automation = new AutomationData
                {
                    Name = "Greeting",
                    Retry = new RetryPolicy { MaxAttempts = 2 },
                },
                Items = [1],
            }
        );

        var report = await platform.DrainAsync(moveClock: true);

        Assert.Equal(ExecutionStatus.Completed, Assert.Single(report.Ended).Status);
        Assert.Equal(2, (await platform.ItemsAsync(run))[0].AttemptCount);
    }

    [Fact]
    public async Task Nobody_is_greeted_twice_when_a_worker_vanishes()
    {
        HashSet<string> greeted = [];
        await using var platform = await TestPlatform.StartAsync(p =>
            p.AddItemHandler("Greeting", context => greeted.Add(context.IdempotencyKey))
        );
        platform.LoseLeaseAt(attempt => attempt.Item.AttemptCount == 1);
        var run = await platform.StartRunAsync(
            new RunData
            {
                Automation = new AutomationData
                {
                    Name = "Greeting",
                    Retry = new RetryPolicy { MaxAttempts = 2 },
                },
                Items = [1],
            }
        );

        var report = await platform.DrainAsync();

        Assert.Equal(1, report.Late);
        Assert.Equal("false", (await platform.ItemsAsync(run))[0].Result); // the second attempt found it done
    }
}
