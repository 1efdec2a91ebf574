using System.Text.Json;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Batches;

/// <summary>What <c>batches list|show --json</c> says of a batch.</summary>
internal sealed record BatchDocument(
    Guid Id,
    string Automation,
    string Name,
    long Items,
    JsonElement? Payload,
    int? DefinitionNumber,
    string? ContentHash,
    bool IsActive,
    DateTimeOffset CreatedAt,
    string? CreatedBy
)
{
    internal static BatchDocument Of(string automation, BatchSummary batch) =>
        new(
            batch.Id.Value,
            automation,
            batch.Name,
            batch.Items,
            JsonOutput.Raw(batch.Payload),
            batch.DefinitionNumber,
            batch.ContentHash,
            batch.IsActive,
            batch.CreatedAt,
            batch.CreatedBy
        );
}
