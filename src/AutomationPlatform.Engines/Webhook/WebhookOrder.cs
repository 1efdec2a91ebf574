using System.Text.Json;
using AutomationPlatform.Application.Definition;
using AutomationPlatform.Domain.Execution;

namespace AutomationPlatform.Engines.Webhook;

/// <summary>The body of the POST that starts a job.</summary>
internal sealed record WebhookOrder(
    Guid SubmissionId,
    Guid RunId,
    string Automation,
    int? Shard,
    int? Shards,
    JsonElement Parameters
);
