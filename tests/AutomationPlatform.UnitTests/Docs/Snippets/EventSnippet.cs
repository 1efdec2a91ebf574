using AutomationPlatform.Application.Events;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;
using Microsoft.Extensions.Logging.Abstractions;

namespace AutomationPlatform.UnitTests.Docs.Snippets;

/// <summary>What <c>docs/events.md</c> shows, run.</summary>
public sealed class EventSnippet
{
    private static readonly List<string> Pages = [];

    private sealed class Pager : IDomainEventHandler<RunFailed>
    {
        public async Task HandleAsync(RunFailed failed, CancellationToken cancellationToken) =>
            await PageAsync($"Run {failed.RunId}: {failed.ErrorSummary}", cancellationToken);
    }

    [Fact]
    public async Task A_subscriber_is_told_until_its_subscription_ends()
    {
        await using var bus = new EventBus(new EventBusOptions(), NullLogger<EventBus>.Instance);
        var failed = new RunFailed(
            new(Guid.CreateVersion7()),
            new AutomationId(Guid.CreateVersion7()),
            Moments.Noon,
            "x"
        );
        {
            using var subscription = bus.Subscribe(new Pager()); // bus: the IEventBus of the services; disposing ends it

            await bus.PublishAsync([failed], CancellationToken.None);
        }
        await bus.PublishAsync([failed], CancellationToken.None);
        Assert.Equal([$"Run {failed.RunId}: x"], Pages);
    }

    private static Task PageAsync(string text, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Pages.Add(text);
        return Task.CompletedTask;
    }
}
