using AutomationPlatform.Application;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;

namespace AutomationPlatform.IntegrationTests.Databases;

/// <summary>Stored entities with names of their own, so that tests of one class can share a database.</summary>
public sealed class Story
{
    private static int count;

    public required Automation Automation { get; init; }

    public required Batch Batch { get; init; }

    public required IReadOnlyList<Item> Items { get; init; }

    /// <summary>A name that no other test has.</summary>
    public static string Name(string kind = "name") => $"{kind} {Interlocked.Increment(ref count)} {Guid.NewGuid():N}";

    /// <summary>Stores an automation with one batch.</summary>
    public static Task<Story> TellAsync(TestDatabase database, int items = 1) =>
        database.DoAsync(async uow =>
        {
            var automation = new Automation(Name("automation"));
            await uow.Automations.CreateAsync(automation);
            var batch = new Batch(automation.Id, "batch", Payload.Parse("""{"quarter":1}"""));
            await uow.Batches.CreateAsync(batch);
            var stored = new List<Item>();
            for (var number = 0; number < items; number++)
            {
                var item = new Item(batch.Id, number, Payload.Parse($$"""{"row":{{number}}}"""), $"ref-{number}");
                await uow.Items.CreateAsync(item);
                stored.Add(item);
            }
            return new Story
            {
                Automation = automation,
                Batch = batch,
                Items = stored,
            };
        });

    /// <summary>Stores a run made in code, with an execution of the batch and of each of its items.</summary>
    public async Task<StoryRun> RunAsync(IUnitOfWork uow, int? maxAttempts = null, Run? run = null)
    {
        run ??= new Run(Automation.Id);
        await uow.Runs.CreateAsync(run);
        var batch = new BatchExecution(run.Id, Batch.Id);
        await uow.BatchExecutions.CreateAsync(batch);
        var items = new List<ItemExecution>();
        foreach (var item in Items)
        {
            var execution = new ItemExecution(run.Id, batch.Id, item.Id, maxAttempts);
            await uow.ItemExecutions.CreateAsync(execution);
            items.Add(execution);
        }
        return new StoryRun(run, batch, items);
    }

    /// <summary>Stores an engine with one instance.</summary>
    public static async Task<(Engine Engine, OrchestrationInstance Instance)> EngineAsync(IUnitOfWork uow)
    {
        var engine = new Engine(Name("engine"), "jenkins");
        await uow.Engines.CreateAsync(engine);
        var instance = new OrchestrationInstance(engine.Id, "build/1", Payload.Parse("""{"url":"x"}"""));
        await uow.OrchestrationInstances.CreateAsync(instance);
        return (engine, instance);
    }
}

/// <summary>A run with its parts.</summary>
public sealed record StoryRun(Run Run, BatchExecution Batch, IReadOnlyList<ItemExecution> Items);
