using AutomationPlatform.Application;
using AutomationPlatform.Application.Database;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

var database = args is [var url] ? url : "sqlite:embedding.db";

// <readme>
var services = new ServiceCollection();
services
    .AddAutomationPlatform(options => options.Database = database) // or postgresql://user:pass@localhost/automation_db
    .AddItemHandler<GreetingHandler>("Data Import");
await using var platform = services.BuildServiceProvider();
await platform.GetRequiredService<IDatabase>().MigrateAsync(CancellationToken.None);

var unitOfWorkFactory = platform.GetRequiredService<IUnitOfWorkFactory>();
var clock = platform.GetRequiredService<TimeProvider>();

// Entities, by unit of work: everything or nothing, and who did it.
await using var uow = await unitOfWorkFactory.BeginAsync(user: "admin");
var automation = new Automation("Data Import", "Import customer data");
await uow.Automations.CreateAsync(automation);
var batch = new Batch(automation.Id, "Q1-2024");
await uow.Batches.CreateAsync(batch);
await uow.Items.CreateAsync(new Item(batch.Id, 0, Payload.Of(new Customer("Ada"))));
await uow.Items.CreateAsync(new Item(batch.Id, 1, Payload.Of(new Customer("Grace"))));
var run = new Run(automation.Id, correlationId: "ext-123"); // its maker's alone: workers never touch it
await uow.Runs.CreateAsync(run);
run.Start(clock.GetUtcNow());
await uow.Runs.UpdateAsync(run);
await uow.CommitAsync();

// A run for workers, and a worker in this process that ends with it.
var definition = await platform
    .GetRequiredService<IDefinitionReader>()
    .GetAutomationAsync(automation.Name, includeInactive: false, CancellationToken.None);
var started = await platform
    .GetRequiredService<StartRun>()
    .ExecuteAsync(new StartRunRequest(definition, [batch.Id], Actor: "admin") { HandlerRegistered = true });
await platform.GetRequiredService<Worker>().RunAsync(new WorkerOptions { Runs = [started], Drain = true });

var end = await platform.GetRequiredService<IRunReader>().GetAsync(started, CancellationToken.None);
Console.WriteLine($"{end.Status.Name()}: {end.Items.Completed} of {end.Items.Total} items"); // COMPLETED: 2 of 2 items

internal sealed record Customer(string Name);

internal sealed class GreetingHandler : IItemHandler
{
    public Task<object?> HandleAsync(ItemContext context, CancellationToken cancellationToken) =>
        Task.FromResult<object?>(new { Greeting = $"Hello, {context.PayloadAs<Customer>().Name}!" });
}
// </readme>
