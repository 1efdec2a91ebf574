namespace AutomationPlatform.Cli.Webhooks;

/// <summary>What a test brought.</summary>
internal sealed record WebhookTestDocument(Guid Id, bool Taken, string? Error, double Milliseconds);

/// <summary>How many were put back into the queue.</summary>
internal sealed record ReplayDocument(Guid Id, long Replayed);

/// <summary>What was removed.</summary>
internal sealed record RemovedWebhookDocument(Guid Id);
