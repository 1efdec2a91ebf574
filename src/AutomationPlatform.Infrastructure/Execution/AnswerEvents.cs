using AutomationPlatform.Application.Events;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Infrastructure.Execution;

/// <summary>Tells the events of set-based transitions after their commit, where someone listens.</summary>
internal static class AnswerEvents
{
    /// <summary>Tells of each failed attempt among the answers that were taken.</summary>
    internal static Task PublishAsync(
        IEventBus? bus,
        ChunkAnswers answers,
        IReadOnlyDictionary<ItemExecutionId, DateTimeOffset> taken,
        CancellationToken cancellationToken
    )
    {
        if (taken.Count == 0 || bus is null || !bus.HasSubscribers(typeof(ItemExecutionFailed)))
            return Task.CompletedTask;
        DomainEvent[] failures =
        [
            .. answers
                .Answers.Where(a => a.Kind is AnswerKind.Fail or AnswerKind.Retry && taken.ContainsKey(a.Item.Id))
                .Select(a => new ItemExecutionFailed(
                    a.Item.Id,
                    answers.Run,
                    a.Item.ItemId,
                    AnswerColumns.Message(a)!,
                    a.Item.AttemptCount,
                    WillRetry: a.Kind == AnswerKind.Retry,
                    taken[a.Item.Id]
                )),
        ];
        return PublishAsync(bus, failures, cancellationToken);
    }

    /// <summary>Tells those of the events that someone listens to.</summary>
    internal static Task PublishAsync(
        IEventBus? bus,
        IReadOnlyList<DomainEvent> events,
        CancellationToken cancellationToken
    )
    {
        DomainEvent[] wanted = bus is null ? [] : [.. events.Where(e => bus.HasSubscribers(e.GetType()))];
        return wanted.Length == 0 ? Task.CompletedTask : bus!.PublishAsync(wanted, cancellationToken);
    }
}
