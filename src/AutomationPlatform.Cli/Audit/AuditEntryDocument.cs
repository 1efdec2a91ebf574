using System.Text.Json;
using AutomationPlatform.Application.Audit;
using AutomationPlatform.Cli.Console;

namespace AutomationPlatform.Cli.Audit;

/// <summary>What <c>audit log --json</c> says of an entry.</summary>
internal sealed record AuditEntryDocument(
    Guid Id,
    DateTimeOffset OccurredAt,
    string Actor,
    string Action,
    string Entity,
    string? EntityId,
    string? EntityName,
    JsonElement? Changes,
    string? Reason,
    string? CorrelationId,
    string Outcome,
    string? Error
)
{
    internal static AuditEntryDocument Of(LoggedEntry entry) =>
        new(
            entry.Id,
            entry.OccurredAt,
            entry.Actor,
            entry.Action,
            entry.Entity,
            entry.EntityId,
            entry.EntityName,
            JsonOutput.Raw(entry.Changes),
            entry.Reason,
            entry.CorrelationId,
            entry.Outcome,
            entry.Error
        );
}
