using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;

namespace AutomationPlatform.Application.Events;

/// <summary>A type of event that the outbox tells.</summary>
/// <param name="Name">Its stable name: <c>apc.run.completed</c>.</param>
/// <param name="Told">What a handler in this process is given.</param>
/// <param name="Data">The fields of its data, in camelCase, as they are written.</param>
public sealed record CataloguedEvent(string Name, Type Told, IReadOnlyList<string> Data);

/// <summary>Every type of event that the outbox tells; triggers and statements of both databases write exactly these.</summary>
public static class EventCatalogue
{
    /// <summary>Stands for every type, those of later releases included.</summary>
    public const string Every = "*";

    /// <summary>What <c>apc webhooks test</c> sends; nobody can subscribe to it.</summary>
    public const string Test = "apc.webhook.test";

    internal const string RunProgress = "apc.run.progress";

    // What entities themselves raise; the others are known to the database alone.
    private static readonly Type[] AfterCommit =
    [
        typeof(RunCompleted),
        typeof(RunFailed),
        typeof(RunCancelled),
        typeof(BatchExecutionFailed),
        typeof(ItemExecutionFailed),
    ];

    private static readonly string[] Run = ["runId", "automationId", "automation", "correlationId"];

    private static readonly string[] End =
    [
        .. Run,
        "startedAt",
        "finishedAt",
        "errorSummary",
        "cancellationReason",
        "items",
    ];

    private static readonly string[] Batch =
    [
        "runId",
        "automationId",
        "batchExecutionId",
        "batchId",
        "batch",
        "startedAt",
        "finishedAt",
    ];

    private static readonly string[] Item =
    [
        "runId",
        "automationId",
        "itemExecutionId",
        "itemId",
        "batchExecutionId",
        "attempt",
        "code",
        "message",
        "willRetry",
        "failedAt",
    ];

    private static readonly string[] Instance =
    [
        "engineInstanceId",
        "engineId",
        "engine",
        "externalId",
        "previousStatus",
        "status",
        "observation",
        "startedAt",
        "finishedAt",
        "changedAt",
        "runIds",
    ];

    /// <summary>Every type, by area.</summary>
    public static IReadOnlyList<CataloguedEvent> All { get; } =
    [
        new("apc.run.started", typeof(RunStarted), [.. Run, "startedAt", "again"]),
        new(RunProgress, typeof(RunProgressed), [.. Run, "percent", "reachedAt", "items"]),
        new("apc.run.paused", typeof(RunPaused), [.. Run, "pausedAt", "pauseReason"]),
        new("apc.run.resumed", typeof(RunResumed), [.. Run, "resumedAt"]),
        new("apc.run.completed", typeof(RunCompleted), End),
        new("apc.run.failed", typeof(RunFailed), End),
        new("apc.run.cancelled", typeof(RunCancelled), End),
        new("apc.batch.completed", typeof(BatchExecutionCompleted), Batch),
        new("apc.batch.failed", typeof(BatchExecutionFailed), Batch),
        new("apc.item.failed", typeof(ItemExecutionFailed), Item),
        new("apc.item.failed-for-good", typeof(ItemExecutionFailedForGood), Item),
        new("apc.engine-instance.changed", typeof(OrchestrationInstanceChanged), Instance),
    ];

    /// <summary>Whether handlers are told of such events right after the commit.</summary>
    public static bool IsToldAfterCommit(Type listened)
    {
        ArgumentNullException.ThrowIfNull(listened);
        return AfterCommit.Any(told => told.IsAssignableTo(listened));
    }

    /// <summary>The names of the types that a handler of this type of event is told.</summary>
    /// <param name="listened">The event, or a base of several.</param>
    /// <returns>At least one name.</returns>
    /// <exception cref="ArgumentException">The outbox does not tell such events.</exception>
    public static IReadOnlyList<string> NamesOf(Type listened)
    {
        string[] names = [.. All.Where(each => each.Told.IsAssignableTo(listened)).Select(each => each.Name)];
        return names.Length > 0
            ? names
            : throw new ArgumentException(
                $"the outbox tells no {listened.Name}; see {nameof(EventCatalogue)}.{nameof(All)}",
                nameof(listened)
            );
    }

    /// <summary>Checks the names of types that somebody wants to subscribe to.</summary>
    /// <param name="names">Names of types, or <see cref="Every"/>; none means every type.</param>
    /// <returns>What to store: each once, and only <see cref="Every"/> where it is among them.</returns>
    /// <exception cref="InvalidInputException">One is not in the catalogue.</exception>
    public static IReadOnlyList<string> Check(IReadOnlyList<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        foreach (var name in names)
            if (name != Every && All.All(each => each.Name != name))
                throw new InvalidInputException(
                    $"event type '{name}': there is none; there are {string.Join(", ", All.Select(each => each.Name))}"
                );
        return names.Count == 0 || names.Contains(Every) ? [Every] : [.. names.Distinct()];
    }
}
