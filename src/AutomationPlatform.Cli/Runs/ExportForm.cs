using System.Globalization;
using System.Text.Json;
using AutomationPlatform.Application.Execution;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Cli.Runs;

/// <summary>How an exported row is written.</summary>
/// <param name="Header">The first line; null for none.</param>
/// <param name="Line">A row as a line.</param>
internal sealed record ExportForm(string? Header, Func<ExportedItem, string> Line)
{
    private static readonly ExportForm Csv = new(
        "batch,sequenceNumber,reference,itemExecutionId,status,attemptCount,payload,result,errorCode,errorMessage,startedAt,finishedAt",
        item => string.Join(',', Values(item).Select(Quote))
    );

    private static readonly ExportForm JsonLines = new(null, item => JsonOutput.Line(ExportedItemDocument.Of(item)));

    /// <summary>The form that the file's ending means.</summary>
    /// <exception cref="UsageException">It means none.</exception>
    internal static ExportForm Of(string path) =>
        Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".CSV" => Csv,
            ".JSONL" => JsonLines,
            _ => throw new UsageException($"--to: {path} must end in .csv or .jsonl"),
        };

    private static IEnumerable<string> Values(ExportedItem item) =>
        [
            item.Batch,
            item.SequenceNumber.ToString(CultureInfo.InvariantCulture),
            item.Reference ?? "",
            item.ItemExecutionId.ToString(),
            item.Status.Name(),
            item.AttemptCount.ToString(CultureInfo.InvariantCulture),
            item.Payload ?? "",
            item.Result ?? "",
            item.ErrorCode ?? "",
            item.ErrorMessage ?? "",
            item.StartedAt is { } started ? InstantConverter.Text(started) : "",
            item.FinishedAt is { } finished ? InstantConverter.Text(finished) : "",
        ];

    // RFC 4180: quoted where it must be, quotes doubled.
    private static string Quote(string value) =>
        value.AsSpan().ContainsAny(",\"\r\n") ? $"\"{value.Replace("\"", "\"\"")}\"" : value;
}

/// <summary>A line of <c>runs export --to FILE.jsonl</c>.</summary>
internal sealed record ExportedItemDocument(
    string Batch,
    int SequenceNumber,
    string? Reference,
    Guid ItemExecutionId,
    string Status,
    int AttemptCount,
    JsonElement? Payload,
    JsonElement? Result,
    string? ErrorCode,
    string? ErrorMessage,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt
)
{
    internal static ExportedItemDocument Of(ExportedItem item) =>
        new(
            item.Batch,
            item.SequenceNumber,
            item.Reference,
            item.ItemExecutionId.Value,
            item.Status.Name(),
            item.AttemptCount,
            JsonOutput.Raw(item.Payload),
            JsonOutput.Raw(item.Result),
            item.ErrorCode,
            item.ErrorMessage,
            item.StartedAt,
            item.FinishedAt
        );
}
