using AutomationPlatform.Application.Events;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace AutomationPlatform.UnitTests.Docs.Snippets;

/// <summary>What <c>docs/events.md</c> shows of registering handlers, run.</summary>
public sealed class HandlerSnippet
{
    [Fact]
    public async Task A_handler_is_registered_for_the_one_way_or_the_other()
    {
        var url = "sqlite::memory:";
        var services = new ServiceCollection();
        services
            .AddAutomationPlatform(options => options.Database = url)
            .AddDomainEventHandler<RunFailed, OnCall>() // right after the commit
            .AddDomainEventHandler<RunCompleted, Invoicing>(HandlerDelivery.Outbox, name: "invoicing"); // from the outbox

        await using var provider = services.BuildServiceProvider();
        var bus = provider.GetRequiredService<IEventBus>();
        var fromOutbox = Assert.Single(provider.GetServices<OutboxHandler>());

        Assert.True(bus.HasSubscribers(typeof(RunFailed)));
        Assert.False(bus.HasSubscribers(typeof(RunCompleted)));
        Assert.Equal(("invoicing", "apc.run.completed"), (fromOutbox.Name, Assert.Single(fromOutbox.Events)));
    }

    [Fact]
    public void An_event_that_only_the_outbox_tells_cannot_be_had_right_after_the_commit()
    {
        var builder = new ServiceCollection().AddAutomationPlatform(options => options.Database = "sqlite::memory:");

        var refusal = Assert.Throws<ArgumentException>(() => builder.AddDomainEventHandler<RunPaused, Invoicing>());

        Assert.Contains("HandlerDelivery.Outbox", refusal.Message, StringComparison.Ordinal);
    }

    private sealed class OnCall : IDomainEventHandler<RunFailed>
    {
        public Task HandleAsync(RunFailed domainEvent, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Invoicing : IDomainEventHandler<RunCompleted>, IDomainEventHandler<RunPaused>
    {
        public Task HandleAsync(RunCompleted domainEvent, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task HandleAsync(RunPaused domainEvent, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
