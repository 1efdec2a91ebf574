using System.Text.Json;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Application.Privacy;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Cli.Runs;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Items;

/// <summary>A row of <c>items list --json</c>.</summary>
internal sealed record ItemDocument(Guid Id, int SequenceNumber, string? Reference, JsonElement? Payload)
{
    internal static ItemDocument Of(ItemSummary item) =>
        new(item.Id.Value, item.SequenceNumber, item.Reference, JsonOutput.Raw(item.Payload));
}

/// <summary>A row of <c>items find --json</c>.</summary>
internal sealed record FoundItemDocument(
    Guid ItemExecutionId,
    Guid RunId,
    string Batch,
    int SequenceNumber,
    string? Reference,
    string Status,
    int AttemptCount,
    string? ErrorCode,
    string? ErrorMessage
)
{
    internal static FoundItemDocument Of(ItemExecutionSummary item) =>
        new(
            item.Id.Value,
            item.RunId.Value,
            item.Batch,
            item.SequenceNumber,
            item.Reference,
            item.Status.Name(),
            item.AttemptCount,
            item.ErrorCode,
            item.ErrorMessage
        );
}

/// <summary>What <c>items show --json</c> says of an item execution.</summary>
internal sealed record ItemExecutionDocument(
    Guid ItemExecutionId,
    Guid ItemId,
    Guid RunId,
    string Automation,
    string Batch,
    int SequenceNumber,
    string? Reference,
    string Status,
    int Version,
    int AttemptCount,
    int? MaxAttempts,
    int LostCount,
    int ReleasedCount,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    DateTimeOffset? DueAt,
    string? ErrorCode,
    string? ErrorMessage,
    JsonElement? Payload,
    JsonElement? Result,
    IReadOnlyList<LateAnswer> LateAnswers,
    ItemProgressFields? Progress,
    Redaction? Redaction
)
{
    internal static ItemExecutionDocument Of(ItemExecutionDetails item) =>
        new(
            item.Summary.Id.Value,
            item.ItemId.Value,
            item.Summary.RunId.Value,
            item.Automation,
            item.Summary.Batch,
            item.Summary.SequenceNumber,
            item.Summary.Reference,
            item.Summary.Status.Name(),
            item.Version,
            item.Summary.AttemptCount,
            item.MaxAttempts,
            item.LostCount,
            item.ReleasedCount,
            item.StartedAt,
            item.FinishedAt,
            item.DueAt,
            item.Summary.ErrorCode,
            item.Summary.ErrorMessage,
            JsonOutput.Raw(item.Payload),
            JsonOutput.Raw(item.Result),
            item.LateAnswers,
            item.Progress is { } progress ? ItemProgressFields.Of(progress) : null,
            item.Redaction
        );
}

/// <summary>A row of <c>items history --json</c>; the ids tell apart the executions of an item.</summary>
internal sealed record HistoryDocument(
    int Version,
    string PreviousStatus,
    string NewStatus,
    DateTimeOffset ChangedAt,
    int Attempt,
    string? Actor,
    string? Code,
    string? Message,
    string? Reason,
    Guid ItemExecutionId,
    Guid RunId
)
{
    internal static HistoryDocument Of(ItemExecutionSummary item, HistoryEntry entry) =>
        new(
            entry.Version,
            entry.PreviousStatus.Name(),
            entry.NewStatus.Name(),
            entry.ChangedAt,
            entry.Attempt,
            entry.Actor,
            entry.Code,
            entry.Message,
            entry.Reason,
            item.Id.Value,
            item.RunId.Value
        );
}
