using System.Text.Json;
using AutomationPlatform.Domain;
using AutomationPlatform.Domain.Execution;
using AutomationPlatform.Domain.Orchestration;

namespace AutomationPlatform.Application.Events;

/// <summary>Makes the domain's event of what the outbox holds. Pure.</summary>
internal static class ToldEvent
{
    /// <summary>The event that a delivery tells of.</summary>
    /// <exception cref="InvalidOperationException">Its type is not one of this release.</exception>
    internal static DomainEvent Of(Delivery delivery)
    {
        using var document = JsonDocument.Parse(delivery.Data);
        var data = document.RootElement;
        var at = delivery.OccurredAt;
        return delivery.Type switch
        {
            "apc.run.started" => new RunStarted(
                Run(data),
                Automation(data),
                at,
                data.GetProperty("again").GetBoolean()
            ),
            EventCatalogue.RunProgress => new RunProgressed(
                Run(data),
                Automation(data),
                data.GetProperty("percent").GetInt32(),
                at
            ),
            "apc.run.paused" => new RunPaused(Run(data), Automation(data), at, Text(data, "pauseReason")),
            "apc.run.resumed" => new RunResumed(Run(data), Automation(data), at),
            "apc.run.completed" => new RunCompleted(Run(data), Automation(data), at),
            "apc.run.failed" => new RunFailed(Run(data), Automation(data), at, Text(data, "errorSummary")),
            "apc.run.cancelled" => new RunCancelled(Run(data), Automation(data), at, Text(data, "cancellationReason")),
            "apc.batch.completed" => new BatchExecutionCompleted(
                new(Id(data, "batchExecutionId")),
                Run(data),
                new(Id(data, "batchId")),
                at
            ),
            "apc.batch.failed" => new BatchExecutionFailed(
                new(Id(data, "batchExecutionId")),
                Run(data),
                new(Id(data, "batchId")),
                at
            ),
            "apc.item.failed" => Failed(data, at),
            "apc.item.failed-for-good" => FailedForGood(data, at),
            "apc.engine-instance.changed" => Changed(data, at),
            _ => throw new InvalidOperationException(
                $"Event type {delivery.Type} is not one of this release; deliver it with a newer one."
            ),
        };
    }

    private static ItemExecutionFailed Failed(JsonElement data, DateTimeOffset at) =>
        new(
            new(Id(data, "itemExecutionId")),
            Run(data),
            new(Id(data, "itemId")),
            Text(data, "message"),
            data.GetProperty("attempt").GetInt32(),
            data.GetProperty("willRetry").GetBoolean(),
            at
        );

    private static ItemExecutionFailedForGood FailedForGood(JsonElement data, DateTimeOffset at) =>
        new(
            new(Id(data, "itemExecutionId")),
            Run(data),
            new(Id(data, "itemId")),
            Text(data, "code"),
            Text(data, "message"),
            data.GetProperty("attempt").GetInt32(),
            at
        );

    private static OrchestrationInstanceChanged Changed(JsonElement data, DateTimeOffset at) =>
        new(
            new(Id(data, "engineInstanceId")),
            new(Id(data, "engineId")),
            Text(data, "externalId"),
            Lifecycle.Parse(Text(data, "previousStatus")),
            Lifecycle.Parse(Text(data, "status")),
            Enum.Parse<Observation>(Text(data, "observation"), ignoreCase: true),
            at
        );

    private static RunId Run(JsonElement data) => new(Id(data, "runId"));

    private static Domain.Definition.AutomationId Automation(JsonElement data) => new(Id(data, "automationId"));

    private static Guid Id(JsonElement data, string name) => data.GetProperty(name).GetGuid();

    private static string Text(JsonElement data, string name) => data.GetProperty(name).GetString() ?? "";
}
