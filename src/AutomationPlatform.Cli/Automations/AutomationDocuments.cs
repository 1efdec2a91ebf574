using System.Text.Json;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Cli.Console;
using AutomationPlatform.Infrastructure.Definition;

namespace AutomationPlatform.Cli.Automations;

/// <summary>A row of <c>automations list --json</c>.</summary>
internal sealed record AutomationDocument(
    Guid Id,
    string Name,
    string? Description,
    string? Handler,
    int DefinitionNumber,
    long Batches,
    bool IsActive,
    bool Paused,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    internal static AutomationDocument Of(AutomationSummary automation) =>
        new(
            automation.Id.Value,
            automation.Name,
            automation.Description,
            automation.Handler,
            automation.DefinitionNumber,
            automation.Batches,
            automation.IsActive,
            automation.Paused,
            automation.CreatedAt,
            automation.UpdatedAt
        );
}

/// <summary>What <c>automations show --json</c> says: the row of the list, and the definition.</summary>
internal sealed record AutomationDetailsDocument(
    AutomationDocument Automation,
    int Version,
    string? PauseReason,
    JsonElement? Definition
)
{
    internal static AutomationDetailsDocument Of(AutomationDetails details) =>
        new(
            AutomationDocument.Of(details.Summary),
            details.Version,
            details.PauseReason,
            JsonOutput.Raw(DefinitionJson.WriteContent(details.Definition))
        );
}

/// <summary>A row of <c>apply --json</c>.</summary>
internal sealed record AppliedDocument(
    Guid Id,
    string Name,
    string Outcome,
    IReadOnlyList<string> ChangedFields,
    int DefinitionNumber
)
{
    internal static AppliedDocument Of(AppliedDefinition applied) =>
        new(
            applied.AutomationId.Value,
            applied.Name,
            applied.Outcome.ToString().ToUpperInvariant(),
            applied.ChangedFields,
            applied.DefinitionNumber
        );
}
