using AutomationPlatform.Application.Orchestration;
using AutomationPlatform.Domain.Orchestration;

namespace AutomationPlatform.Cli.Runs;

/// <summary>A job of a run in an engine, in <c>runs show --json</c>.</summary>
internal sealed record InstanceFields(
    Guid Id,
    string Engine,
    int? Shard,
    string ExternalId,
    string Status,
    string Observation,
    string? State,
    string? Node,
    string? Url,
    string? Log,
    string? Message,
    string? Trouble,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    double? DurationSeconds
)
{
    internal static InstanceFields Of(RunInstance instance) =>
        new(
            instance.Id.Value,
            instance.Engine,
            instance.Shard,
            instance.ExternalId,
            Domain.Execution.Lifecycle.Name(instance.Status),
            instance.Observation.ToString().ToUpperInvariant(),
            instance.Metadata.State,
            instance.Metadata.Node,
            instance.Metadata.Url,
            instance.Metadata.Log,
            instance.Metadata.Message,
            instance.Metadata.Trouble is { } trouble ? $"{trouble.Asked}: {trouble.Answer}" : null,
            instance.StartedAt,
            instance.FinishedAt,
            instance.DurationSeconds
        );
}
