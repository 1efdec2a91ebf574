using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Testing;

/// <summary>An automation as a test needs it: name only what the test is about.</summary>
public sealed record AutomationData
{
    /// <summary>Its name. Default <c>Automation</c>.</summary>
    public string Name { get; init; } = "Automation";

    /// <summary>The contract of batch payloads. Default any; data is stored as given, without a check.</summary>
    public Schema? BatchSchema { get; init; }

    /// <summary>The contract of item payloads. Default any; data is stored as given, without a check.</summary>
    public Schema? ItemSchema { get; init; }

    /// <summary>Whether and when a failed attempt is repeated. Default one attempt, unless <see cref="Settings"/> say otherwise.</summary>
    public RetryPolicy? Retry { get; init; }

    /// <summary>Everything else. Concurrency is 1 unless it is given, so that items are done one after the other, in order.</summary>
    public AutomationSettings Settings { get; init; } = AutomationSettings.Default;

    internal Automation Create() =>
        new(
            Name,
            batchSchema: BatchSchema,
            itemSchema: ItemSchema,
            settings: Settings with
            {
                Retry = Retry ?? Settings.Retry,
                Concurrency = Settings.Concurrency ?? 1,
            }
        );
}

/// <summary>A batch as a test needs it.</summary>
public sealed record BatchData
{
    /// <summary>Its name, unique in its automation. Default <c>Batch 1</c>, <c>Batch 2</c>, …</summary>
    public string? Name { get; init; }

    /// <summary>What holds for all of its items: a <see cref="Domain.Payload"/>, or an object that is written as one.</summary>
    public object? Payload { get; init; }

    /// <summary>Its items in order: payloads, objects that are written as payloads, null for an item without one, or
    /// <see cref="ItemData"/>. Default none.</summary>
    public IReadOnlyList<object?> Items { get; init; } = [];
}

/// <summary>An item as a test needs it, where its payload alone is not enough.</summary>
/// <param name="Payload">A <see cref="Domain.Payload"/>, an object that is written as one, or null.</param>
/// <param name="Reference">The business's own name for it.</param>
public sealed record ItemData(object? Payload, string? Reference = null)
{
    internal static ItemData Of(object? given) => given as ItemData ?? new ItemData(given);

    internal static Payload? ToPayload(object? given) =>
        given as Payload ?? (given is null ? null : Domain.Payload.Of(given));
}

/// <summary>A run as a test needs it.</summary>
public sealed record RunData
{
    /// <summary>The automation; made when there is none of its name yet, else taken as it is stored.</summary>
    public AutomationData Automation { get; init; } = new();

    /// <summary>The batches in the order of their items; made for this run. Default one of <see cref="Items"/>.</summary>
    public IReadOnlyList<BatchData> Batches { get; init; } = [];

    /// <summary>The items of the one batch of a run that names no batches; see <see cref="BatchData.Items"/>.</summary>
    public IReadOnlyList<object?> Items { get; init; } = [];

    /// <summary>An id of the caller's own. Default none.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>0 to 9, higher first. Default <see cref="Run.DefaultPriority"/>.</summary>
    public int Priority { get; init; } = Run.DefaultPriority;

    /// <summary>Another number of attempts than the policy's. Default none: the policy decides.</summary>
    public int? MaxAttempts { get; init; }

    internal IReadOnlyList<BatchData> AllBatches => Batches.Count > 0 ? Batches : [new BatchData { Items = Items }];
}
