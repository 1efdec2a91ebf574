namespace AutomationPlatform.Cli.Items;

/// <summary>What <c>items redact --json</c> and <c>batches redact --json</c> say; <c>id</c> is the item's or the batch's.</summary>
internal sealed record ErasureDocument(
    Guid Id,
    bool Payload,
    int Results,
    int Logs,
    int Changed,
    IReadOnlyList<string> Archives,
    bool DryRun
);
